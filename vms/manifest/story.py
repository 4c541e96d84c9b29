"""What changed between two documents, in a person's words: "memory 4 → 16 GiB", "adds disk data"."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from vms.manifest.diff import Change, diff
from vms.manifest.model import Document
from vms.schema import get, join, split

_LONGEST: Final = 60  # characters of one value inside a sentence
_QUANTITY: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)([KMGTPE]i|[kMGTPE])")
_CONSTANT: Final = frozenset({"/apiVersion", "/kind"})
_NAMES: Final = ("name", "metadata/name")


def tell(old: Document | None, new: Document, hints: Mapping[str, Any]) -> tuple[str, ...]:
    """One part of a sentence for each change, in the new document's order; ``hints`` name the fields."""
    before = old or {}
    return tuple(
        sentence
        for change in diff(before, new)
        if change.pointer not in _CONSTANT
        for sentence in _sentences(change, before, new, hints.get("fields", {}))
    )


def called(pointer: str, document: Document, hints: Mapping[str, Any]) -> str:
    """What a place is called, with the list entries it is in: "disk root: bus"."""
    context, label = _placed(pointer, document, hints.get("fields", {}))
    return f"{context}: {label}" if context else label


def headline(sentences: Sequence[str], most: int = 2) -> str:
    """The first few sentences on one line, and how many there are besides."""
    shown = "; ".join(sentences[:most])
    rest = len(sentences) - most
    return f"{shown}; and {rest} more" if rest > 0 else shown


def _sentences(change: Change, old: Document, new: Document, fields: Mapping[str, Any]) -> Iterator[str]:
    document = new if change.new is not None else old
    context, label = _placed(change.pointer, document, fields)
    where = f"{context}: " if context else ""
    parent = get(document, change.pointer.rpartition("/")[0])
    if isinstance(parent, list) and (change.old is None or change.new is None):
        verb = "adds" if change.old is None else "removes"
        outer = f" ({context})" if context else ""
        yield f"{verb} {_entry(label, change.old if change.new is None else change.new)}{outer}"
    elif change.old is None:
        yield f"{where}sets {label}{_value_of(change.new)}"
    elif change.new is None:
        yield f"{where}removes {label}"
    elif isinstance(change.new, list) and isinstance(change.old, list):
        yield f"{where}changes the order of {label}"
    else:
        yield where + _compared(label, change.old, change.new)


def _compared(label: str, old: Any, new: Any) -> str:
    if isinstance(old, str) and isinstance(new, str):
        if "\n" in old or "\n" in new:
            return f"changes {label} ({_lines(old)} → {_lines(new)})"
        sizes = _QUANTITY.fullmatch(old), _QUANTITY.fullmatch(new)
        if sizes[0] and sizes[1] and sizes[0][2] == sizes[1][2]:
            return f"{label} {sizes[0][1]} → {_shown(new)}"
    return f"{label} {_shown(old)} → {_shown(new)}"


def _lines(text: str) -> str:
    number = len(text.splitlines())
    return f"{number} line{'' if number == 1 else 's'}"


def _value_of(value: Any) -> str:
    if isinstance(value, str) and "\n" in value:
        return f" ({_lines(value)})"
    return "" if isinstance(value, dict | list) else f" to {_shown(value)}"


def _shown(value: Any) -> str:
    """A value inside a sentence; sizes in the units that people read: 16Gi is 16 GiB."""
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case str():
            size = _QUANTITY.fullmatch(value)
            text = f"{size[1]} {size[2]}B" if size else value
        case _:
            text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _entry(label: str, value: Any) -> str:
    if not isinstance(value, dict | list):
        return f"{label} {_shown(value)}"
    name = _name(value)
    return f"{label} {name}" if name else f"a {label}"


def _name(value: Any) -> str:
    named = (get(value, f"/{key}") for key in _NAMES)
    return next((name for name in named if isinstance(name, str)), "")


def _placed(pointer: str, document: Document, fields: Mapping[str, Any]) -> tuple[str, str]:
    """The list entries around a place ("disk data"), and what the place itself is called."""
    parts = split(pointer)
    pattern: list[str] = []
    around: list[str] = []
    here: Any = document
    for depth, part in enumerate(parts):
        is_entry = isinstance(here, list)
        here = get(here, join([part]))
        pattern.append("*" if is_entry else part)
        if is_entry and depth < len(parts) - 1:
            around.append(_entry(_singular(_called(pattern[:-1], fields)), here))
    label = _singular(_called(pattern[:-1], fields)) if pattern[-1:] == ["*"] else _called(pattern, fields)
    return ", ".join(around), label


def _called(pattern: Iterable[str], fields: Mapping[str, Any]) -> str:
    parts = list(pattern)
    label = fields.get(join(parts), {}).get("label") or _words(parts[-1] if parts else "document")
    is_shouted = label[:2].isupper()
    return label if is_shouted else label[:1].lower() + label[1:]


def _singular(label: str) -> str:
    return label.removesuffix("s")


def _words(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key).lower() if not key.isupper() else key
