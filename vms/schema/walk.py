"""Every place of a schema where a value is written."""

from collections.abc import Iterator

from vms.schema.load import Schema
from vms.schema.node import NodeKind, SchemaNode
from vms.schema.pointer import join


def walk(schema: Schema) -> Iterator[tuple[str, SchemaNode]]:
    """Every leaf once, in the schema's order, under its pattern pointer (``*`` for indexes and map keys).

    A leaf is a node beneath which the schema names nothing: a text, number, boolean or constant; the value
    of a map (``/metadata/labels/*``); and an object without properties (``masquerade``, ``hyperv``). Objects
    with properties, arrays and maps are not leaves, their ends are. Where a schema contains itself, the
    place of re-entry is a leaf.
    """
    yield from _walk(schema.root, (), ())


def _walk(
    node: SchemaNode, parts: tuple[str, ...], above: tuple[object, ...]
) -> Iterator[tuple[str, SchemaNode]]:
    identity = _identity(node)
    if node.kind is NodeKind.OBJECT and identity not in above:
        for name, member in node.properties.items():
            yield from _walk(member, (*parts, name), (*above, identity))
    elif node.kind is NodeKind.ARRAY and identity not in above:
        yield from _walk(node.items, (*parts, "*"), (*above, identity))
    elif node.kind is NodeKind.MAP and identity not in above:
        yield from _walk(node.values, (*parts, "*"), (*above, identity))
    else:
        yield join(parts), node


def _identity(node: SchemaNode) -> object:
    """Equal for two nodes that were read from the same place of the schema, however they were reached."""
    return tuple(id(node.raw.get(keyword)) for keyword in ("properties", "items", "additionalProperties"))
