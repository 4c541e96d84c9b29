"""What the buttons of the form do."""

from collections.abc import Iterable, Mapping
from typing import Any

from vms.formtree.build import NOTHING, build
from vms.formtree.kinds import FieldKind
from vms.formtree.locks import is_locked
from vms.formtree.node import FieldNode, find
from vms.schema import UNSET, Edit, Problem, Schema, get, join, split


def act(
    schema: Schema,
    hints: Mapping[str, Any],
    document: Any,
    action: str,
    problems: Iterable[Problem] = (),
    *,
    locks: Mapping[str, Any] = NOTHING,
) -> tuple[Edit, ...]:
    """The edits behind ``add:``, ``remove:``, ``up:`` or ``down:`` and a pointer, or ``fix:`` and a problem.

    Decode and apply what was posted with the button first: this works on the document as it then is. An
    action that the form of this document does not offer does nothing, nor does one in a locked place.
    """
    verb, _, target = action.partition(":")
    if verb == "fix":
        return _fix(problems, target)
    tree = build(schema, hints, document, locks=locks)
    if _is_within_lock(tree, target):
        return ()
    if verb == "add":
        node = find(tree, target)
        return () if node is None or node.kind is not FieldKind.ARRAY else _add(node)
    parent = find(tree, target.rpartition("/")[0])
    row = find(parent, target) if parent is not None else None
    if parent is None or row is None or row.plan.role not in {"row", "entry"}:
        return ()
    if verb == "remove" and parent.kind in {FieldKind.ARRAY, FieldKind.MAP}:
        return (Edit(target, UNSET),)
    if verb in {"up", "down"} and parent.kind is FieldKind.ARRAY:
        return _move(document, parent, target, -1 if verb == "up" else 1)
    return ()


def _is_within_lock(tree: FieldNode, target: str) -> bool:
    """Whether a place or one above it is locked."""
    if not tree.sheet.locks:
        return False
    parts = split(target)
    places = (join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return any(is_locked(node) for place in places if (node := find(tree, place)) is not None)


def _add(array: FieldNode) -> tuple[Edit, ...]:
    if isinstance(array.value, list):
        return (Edit(f"{array.pointer}/-", array.plan.new),)
    return (Edit(array.pointer, [array.plan.new]),)


def _move(document: Any, array: FieldNode, pointer: str, by: int) -> tuple[Edit, ...]:
    index = int(pointer.rpartition("/")[2])
    other = index + by
    if not 0 <= other < len(array.value):
        return ()
    neighbour = f"{array.pointer}/{other}"
    return (Edit(neighbour, get(document, pointer)), Edit(pointer, get(document, neighbour)))


def _fix(problems: Iterable[Problem], target: str) -> tuple[Edit, ...]:
    for problem in problems:
        if problem.fix is not None and target == f"{problem.keyword}:{problem.pointer}":
            return problem.fix.edits
    return ()
