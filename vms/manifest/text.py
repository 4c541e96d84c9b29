"""Manifest texts: the generic YAML room, told which parts of a ``VirtualMachine`` may vanish when empty."""

from collections.abc import Iterable
from copy import deepcopy
from functools import cache
from typing import Final

from vms.manifest.model import Document
from vms.manifest.shipped import hints, schema
from vms.manifest.vanishing import vanishing
from vms.manifest.yaml_text import Span, Vanishes, compose, construct, edit_value, line_at, spans_of
from vms.manifest.yaml_text import edit_yaml as edit_generic
from vms.schema import Edit, split

_BOM: Final = "\ufeff"
# What KubeVirt's API demands, though the schema does not.
_NEEDED: Final = (
    "/spec/template",
    "/spec/template/spec",
    "/spec/template/spec/domain",
    "/spec/template/spec/domain/devices",
)


def from_yaml(text: str) -> Document:
    """The document a text stands for. Raises ``YamlInvalid`` with the line, the column and what to do."""
    document: Document = construct(compose(text))
    return document


def edit_yaml(text: str, edits: Iterable[Edit], vanishes: Vanishes | None = None) -> str:
    """The text after the edits; only the lines change that must.

    ``from_yaml`` of the result equals ``edit_document`` of the text's document. ``vanishes`` says which
    parents go when a removal empties them; without it, those of a ``VirtualMachine``. Raises ``YamlInvalid``,
    and ``EditRefused`` where another place of the text would change too, or for an index beyond a list's end.
    """
    return edit_generic(text, edits, vanishes or _vanishes())


def edit_document(document: Document, edits: Iterable[Edit], vanishes: Vanishes | None = None) -> Document:
    """A changed copy: ``vms.schema.apply``, and what a removal empties goes where that means the same."""
    edited: Document = edit_value(deepcopy(document), edits, vanishes or _vanishes())
    return edited


@cache
def _vanishes() -> Vanishes:
    return vanishing(schema(), hints()["choices"], _NEEDED, hints()["within"])


def line_of(text: str, pointer: str) -> int:
    """The line, counted from 1, of a value's key or list entry; of the nearest place around if absent.

    Raises ``YamlInvalid``.
    """
    return line_at(compose(text), split(pointer))


def lines_of(text: str, pointers: Iterable[str]) -> dict[str, int]:
    """``line_of`` for many pointers, with one reading. Raises ``YamlInvalid``."""
    root = compose(text)
    return {pointer: line_at(root, split(pointer)) for pointer in pointers}


def spans(text: str) -> list[Span]:
    """Where each value of a text is written, in the order of the text. Raises ``YamlInvalid``."""
    found = spans_of(text.removeprefix(_BOM), compose(text))
    if not text.startswith(_BOM):
        return found
    return [span._replace(start=span.start + 1, end=span.end + 1) for span in found]
