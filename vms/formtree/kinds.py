"""How places of a document can be shown."""

from enum import StrEnum
from typing import Final


class FieldKind(StrEnum):
    """How a place of the document is shown and edited."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    INTEGER = "integer"
    NUMBER = "number"
    INTEGER_OR_TEXT = "integer-or-text"
    BOOLEAN = "boolean"  # three states: not set, yes, no
    ENUM = "enum"
    CONST = "const"
    PRESENCE = "presence"  # an object whose being there is the answer
    FREE = "free"  # a text that stands for any value
    MAP = "map"  # rows of key and text
    ARRAY = "array"
    OBJECT = "object"
    CHOICE = "choice"  # one of several sibling objects
    GROUP = "group"  # a section of the form
    FORM = "form"


CONTAINERS: Final = frozenset(
    {FieldKind.ARRAY, FieldKind.OBJECT, FieldKind.CHOICE, FieldKind.GROUP, FieldKind.FORM}
)
