"""Every text of the document: nothing invisible in it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import error, fix
from vms.schema import Edit, NodeKind, Problem, Schema, join

_NEVER: Final = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL holds no NUL, UTF-8 no half characters
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_BREAK: Final = re.compile("[\t\r\n]")
_DATA: Final = frozenset({"userData", "networkData"})

Place = tuple[str | int, ...]


def hold_no_control_characters(schema: Schema, document: dict[str, Any]) -> Iterator[Problem]:
    for place, written, is_key in _texts(document):
        is_data = bool(place) and place[-1] in _DATA
        bad = (_NEVER if is_data else _CONTROL).search(written)
        if bad:
            message = f"The text holds the invisible character U+{ord(bad[0]):04X}. Remove it."
            without = (_NEVER if is_data else _CONTROL).sub("", written)
            remove = None if is_key else fix("Remove it", Edit(join(place), without))
            yield error(join(place), "control-character", message, remove)
        elif not is_data and _LINE_BREAK.search(written) and _is_one_line(schema, place):
            message = "The text holds a line break or tab. Write it on one line."
            one_line = " ".join(written.split())
            yield error(
                join(place),
                "control-character",
                message,
                fix("Write it on one line", Edit(join(place), one_line)),
            )


def _is_one_line(schema: Schema, place: Place) -> bool:
    """Whether the schema knows the place as a text of its own; annotations may hold anything."""
    if place[:2] == ("metadata", "annotations"):
        return False
    node = schema.at(join(place))
    return node is not None and node.kind is NodeKind.STRING


def _texts(document: Any) -> Iterator[tuple[Place, str, bool]]:
    """Every text and every bad key with its place, and whether it is a key.

    A stack of our own, for no depth may end it.
    """
    waiting: list[tuple[Place, Any]] = [((), document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            yield place, value, False
        elif isinstance(value, list):
            waiting.extend(((*place, index), item) for index, item in reversed(list(enumerate(value))))
        elif isinstance(value, dict):
            for key, member in reversed(value.items()):
                if _CONTROL.search(key):
                    yield place, key, True
                waiting.append(((*place, key), member))


RULES: Final = (hold_no_control_characters,)
