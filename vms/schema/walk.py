"""Every place of a schema where a value is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vms.schema.errors import SchemaInvalid
from vms.schema.node import NodeKind, SchemaNode
from vms.schema.pointer import join

if TYPE_CHECKING:
    from vms.schema.load import Schema

MAX_LEAVES: Final = 10_000
_MAX_LEVELS: Final = 60  # a manifest has 100 at most, and KubeVirt's own schema 25
_CONTAINING: Final = ("properties", "items", "additionalProperties", "patternProperties")


def walk(schema: Schema) -> Iterator[tuple[str, SchemaNode]]:
    """Every leaf once, in the schema's order, under its pattern pointer (``*`` for indexes and map keys).

    A leaf is a node beneath which the schema names nothing: a text, number, boolean or constant; the value
    of a map (``/metadata/labels/*``); and an object without properties (``masquerade``, ``hyperv``). Objects
    with properties, arrays and maps are not leaves, their ends are. Where a schema contains itself, the
    place of re-entry is a leaf.
    """
    yield from _walk(schema.root, (), ())


def refuse_endless(root: SchemaNode) -> None:
    """Raises ``SchemaInvalid`` when a walk would find too many places, or go too deep."""
    for count, (pointer, _) in enumerate(_walk(root, (), ())):
        if count >= MAX_LEAVES:
            raise SchemaInvalid(f"it has more than {MAX_LEAVES:,} fields, references followed")
        if pointer.count("/") > _MAX_LEVELS:
            raise SchemaInvalid(f"its fields stand more than {_MAX_LEVELS} levels deep")


def _walk(
    node: SchemaNode, parts: tuple[str, ...], above: tuple[object, ...]
) -> Iterator[tuple[str, SchemaNode]]:
    identity = _identity(node)
    if len(parts) > _MAX_LEVELS or identity in above:
        yield join(parts), node
    elif node.kind is NodeKind.OBJECT:
        for name, member in node.properties.items():
            yield from _walk(member, (*parts, name), (*above, identity))
    elif node.kind is NodeKind.ARRAY:
        yield from _walk(node.items, (*parts, "*"), (*above, identity))
    elif node.kind is NodeKind.MAP:
        yield from _walk(node.values, (*parts, "*"), (*above, identity))
    else:
        yield join(parts), node


def _identity(node: SchemaNode) -> object:
    """Equal for two nodes that were read from the same place of the schema, however they were reached."""
    return tuple(id(node.raw.get(keyword)) for keyword in _CONTAINING)
