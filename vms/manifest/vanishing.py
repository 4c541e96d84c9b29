"""Which parts of a document mean the same empty and absent, so that they go with the last thing in them."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, Final

from vms.manifest.yaml_text import Vanishes
from vms.schema import NodeKind, Schema, SchemaNode, split

Parts = tuple[str, ...]

# Kubernetes' ObjectMeta is the same everywhere, and most schemas leave it out.
_OBJECT_META: Final = frozenset({("metadata", "labels"), ("metadata", "annotations")})

_NONE: Final[Mapping[str, Mapping[str, Any]]] = {}


def vanishing(
    schema: Schema,
    choices: Mapping[str, Any],
    needed: Collection[str] = (),
    within: Mapping[str, Mapping[str, Any]] = _NONE,
) -> Vanishes:
    """A rule out of a schema, the form's choices (``hints()["choices"]``) and what it knows of free places.

    A map, a list or an object with named members vanishes when it is empty and its parent does not require
    it. What says something by being there stays as ``{}``: an alternative of a choice (``efi``, ``cdrom``),
    an object without members (``masquerade``) or with a switch of its own (``enabled``), and what the schema
    does not know. So do the ``needed`` pointers.
    """
    alternatives = {
        (*split(pattern), key)
        for pattern, groups in choices.items()
        for group in groups
        for key in group["keys"]
    }
    shapes = {split(pattern): Schema(shape).root for pattern, shape in within.items()}
    kept = alternatives | {split(pointer) for pointer in needed}

    @lru_cache(maxsize=1000)
    def vanishes(parts: Parts) -> bool:
        if parts[-2:] in _OBJECT_META:
            return True
        above: SchemaNode | None = None
        node, pattern = schema.root, Parts()
        for part in parts:
            is_any = node.kind in {NodeKind.ARRAY, NodeKind.MAP}
            child = node.child(part)
            if child is None:
                return False
            pattern = (*pattern, "*" if is_any else part)
            above, node = node, shapes.get(pattern, child) if child.kind is NodeKind.FREE else child
        return pattern not in kept and above is not None and _may_vanish(above, parts[-1], node)

    return vanishes


def _may_vanish(above: SchemaNode, name: str, node: SchemaNode) -> bool:
    if name in above.required or name in _alternatives(above):
        return False
    if node.kind is NodeKind.OBJECT:
        return "enabled" not in node.properties
    return node.kind in {NodeKind.MAP, NodeKind.ARRAY} or (name == "metadata" and node.kind is NodeKind.FREE)


def _alternatives(node: SchemaNode) -> set[str]:
    """The members of which the schema wants one."""
    branches = [*node.raw.get("oneOf", ()), *node.raw.get("anyOf", ())]
    return {name for branch in branches if isinstance(branch, Mapping) for name in branch.get("required", ())}
