"""What may stand at a place of a manifest, in words: for completion and hovering in the text's editor."""

from collections.abc import Iterator, Mapping
from typing import Any

from vms.compiler import standing_of
from vms.formtree import Hints, parse_hints
from vms.schema import NodeKind, Schema, SchemaNode, split

_KINDS: Mapping[NodeKind, str] = {
    NodeKind.CONST: "one value only",
    NodeKind.OBJECT: "object",
    NodeKind.MAP: "keys and values",
    NodeKind.ARRAY: "list",
    NodeKind.STRING: "text",
    NodeKind.INTEGER: "whole number",
    NodeKind.NUMBER: "number",
    NodeKind.BOOLEAN: "true or false",
    NodeKind.FREE: "object",
}


# How a key of some kind goes on: with entries, with members, or with nothing but being there.
_SHAPES: Mapping[NodeKind, str] = {
    NodeKind.ARRAY: "list",
    NodeKind.OBJECT: "map",
    NodeKind.MAP: "map",
    NodeKind.FREE: "presence",
}


def vocabulary(schema: Schema, raw_hints: Mapping[str, Any], pointer: str) -> dict[str, Any] | None:
    """What is known of a place: its words, its keys, its values. ``None`` for a place the schema does not
    know."""
    try:
        pattern = _pattern(schema, pointer)
    except ValueError:
        return None
    node = schema.at(pattern)
    if node is None:
        return None
    hints = parse_hints(raw_hints)
    return {
        **_about(node, hints, pattern),
        "keys": list(_keys(node, hints, pattern)),
        "values": list(_values(node, hints, pattern)),
    }


def _about(node: SchemaNode, hints: Hints, pattern: str) -> dict[str, Any]:
    hint = hints.of(pattern)
    standing = standing_of(pattern)
    return {
        "label": hint.label or node.title,
        "help": hint.help or node.description,
        "kind": _KINDS[node.kind],
        "default": hint.default or "",
        "standing": standing.reason if standing is not None else "",
    }


def _keys(node: SchemaNode, hints: Hints, pattern: str) -> Iterator[dict[str, Any]]:
    for name, member in node.properties.items():
        about = _about(member, hints, f"{pattern}/{name}")
        shape = _SHAPES.get(member.kind, "")
        yield {"key": name, "required": name in node.required, "shape": shape, **about}


def _values(node: SchemaNode, hints: Hints, pattern: str) -> Iterator[dict[str, str]]:
    meanings = hints.of(pattern).options
    if node.kind is NodeKind.CONST:
        yield {"value": str(node.const), "meaning": "the only value"}
    elif node.kind is NodeKind.BOOLEAN:
        yield {"value": "true", "meaning": "yes"}
        yield {"value": "false", "meaning": "no"}
    else:
        for value in node.enum:
            yield {"value": str(value), "meaning": meanings.get(str(value), "")}


def _pattern(schema: Schema, pointer: str) -> str:
    """The pattern pointer of a place: ``*`` for the entries of lists and maps."""
    node: SchemaNode | None = schema.root
    pattern = ""
    for part in split(pointer):
        is_entry = node is not None and node.kind in {NodeKind.ARRAY, NodeKind.MAP}
        pattern += f"/{'*' if is_entry else part.replace('~', '~0').replace('/', '~1')}"
        node = node.child(part) if node is not None else None
    return pattern
