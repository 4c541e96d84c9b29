"""What one schema says that another does not, field by field."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vms.schema.load import Schema
from vms.schema.node import NodeKind, SchemaNode
from vms.schema.pointer import join
from vms.schema.walk import walk

_KINDS: Final[Mapping[NodeKind, str]] = {
    NodeKind.CONST: "one value",
    NodeKind.OBJECT: "an object",
    NodeKind.MAP: "keys and values",
    NodeKind.ARRAY: "a list",
    NodeKind.STRING: "text",
    NodeKind.INTEGER: "a whole number",
    NodeKind.NUMBER: "a number",
    NodeKind.BOOLEAN: "yes or no",
    NodeKind.INTEGER_OR_TEXT: "a whole number or text",
    NodeKind.FREE: "anything",
}
_BOUNDS: Final = {
    "minimum": "the least",
    "maximum": "the most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "minLength": "characters at least",
    "maxLength": "characters at most",
    "minItems": "entries at least",
    "maxItems": "entries at most",
    "pattern": "the form of the text",
    "format": "the format",
    "default": "the default",
    "const": "the one value",
}
_MOST_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that only one schema has, or of which they say different things."""

    pointer: str  # a pattern: ``*`` for indexes and map keys
    words: str  # what it is, or what is different about it


@dataclass(frozen=True, slots=True)
class Comparison:
    added: tuple[FieldChange, ...]
    removed: tuple[FieldChange, ...]
    changed: tuple[FieldChange, ...]


def compare(old: Schema, new: Schema) -> Comparison:
    """The fields (leaves, see ``walk``) that are new, gone or different; linear in the fields of both.

    A leaf that became an object, or the other way round, is told as what it was and what it is now.
    """
    before, after = dict(walk(old)), dict(walk(new))
    changed = [*_turned(before, after, new), *_turned(after, before, old, is_back=True)]
    told = {change.pointer for change in changed}
    kept = [
        FieldChange(pointer, words)
        for pointer, node in after.items()
        if pointer in before and (words := "; ".join(_differences(before[pointer], node)))
    ]
    return Comparison(
        added=tuple(_only_in(after, before, told)),
        removed=tuple(_only_in(before, after, told)),
        changed=(*changed, *kept, *_required(old, new)),
    )


def _only_in(
    these: Mapping[str, SchemaNode], those: Mapping[str, SchemaNode], told: set[str]
) -> Iterator[FieldChange]:
    for pointer, node in these.items():
        if pointer not in those and not any(pointer.startswith(f"{other}/") for other in told):
            yield FieldChange(pointer, described(node))


def _turned(
    leaves: Mapping[str, SchemaNode],
    others: Mapping[str, SchemaNode],
    other: Schema,
    *,
    is_back: bool = False,
) -> Iterator[FieldChange]:
    """Leaves of one schema that the other knows as something with fields of its own."""
    for pointer, leaf in leaves.items():
        if pointer in others:
            continue
        node = other.at(pointer)
        if node is not None and node.kind in {NodeKind.OBJECT, NodeKind.ARRAY, NodeKind.MAP}:
            was, now = (node, leaf) if is_back else (leaf, node)
            yield FieldChange(pointer, f"was {_KINDS[was.kind]}, is {_KINDS[now.kind]} now")


def described(node: SchemaNode) -> str:
    """``text: a, b or c``, ``a whole number, 1 to 8`` …"""
    if node.kind is NodeKind.CONST:
        return f"always {_shown(node.const)}"
    if node.enum:
        return f"one of {_listed(node.enum)}"
    words = _KINDS[node.kind]
    if node.kind is NodeKind.FREE and node.raw.get("type") == "object":
        words = "an object without fields of its own"
    if node.minimum is not None and node.maximum is not None:
        words += f", {_shown(node.minimum)} to {_shown(node.maximum)}"
    return words


def _differences(old: SchemaNode, new: SchemaNode) -> Iterator[str]:
    if old.kind is not new.kind:
        yield f"was {described(old)}, is {described(new)} now"
        return
    yield from _of_choices(old, new)
    if old.is_nullable != new.is_nullable:
        yield "may be null now" if new.is_nullable else "may not be null any more"
    for keyword, words in _BOUNDS.items():
        was, now = old.raw.get(keyword), new.raw.get(keyword)
        if was != now:
            yield f"{words}: {_shown_or_none(was)} → {_shown_or_none(now)}"


def _of_choices(old: SchemaNode, new: SchemaNode) -> Iterator[str]:
    if not old.enum and not new.enum:
        return
    if not old.enum or not new.enum:
        yield f"only {_listed(new.enum)} now" if new.enum else "no longer a fixed choice"
        return
    more = [choice for choice in new.enum if choice not in old.enum]
    less = [choice for choice in old.enum if choice not in new.enum]
    if more:
        yield f"new choices: {_listed(more)}"
    if less:
        yield f"choices that are gone: {_listed(less)}"


def _required(old: Schema, new: Schema) -> Iterator[FieldChange]:
    before, after = dict(_asked(old.root, ())), dict(_asked(new.root, ()))
    for pointer, names in after.items():
        if pointer in before:
            for name in sorted(names ^ before[pointer]):
                words = "is required now" if name in names else "is not required any more"
                yield FieldChange(f"{pointer}{join([name])}", words)


def _asked(node: SchemaNode, parts: tuple[str, ...]) -> Iterator[tuple[str, frozenset[str]]]:
    """The objects of a schema and the members that they must have; as deep as a walk, but not into itself."""
    if len(parts) > _DEEPEST:
        return
    if node.kind is NodeKind.OBJECT:
        yield join(parts), node.required
        for name, member in node.properties.items():
            yield from _asked(member, (*parts, name))
    elif node.kind is NodeKind.ARRAY:
        yield from _asked(node.items, (*parts, "*"))


_DEEPEST: Final = 24


def _listed(values: Any) -> str:
    shown = [value if isinstance(value, str) and value else _shown(value) for value in values]
    rest = len(shown) - _MOST_SHOWN
    return ", ".join(shown[:_MOST_SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _shown_or_none(value: Any) -> str:
    return "none" if value is None else _shown(value)
