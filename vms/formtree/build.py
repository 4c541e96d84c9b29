"""Schema, hints, document and problems into the tree of a form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from vms.formtree.kinds import FieldKind
from vms.formtree.node import FieldNode, Sheet, above_each
from vms.formtree.planning import plan_for
from vms.formtree.text import JSON_TEXT, FreeText
from vms.schema import Problem, Schema, Severity

NOTHING: Final[Mapping[Any, Any]] = {}


def build(
    schema: Schema,
    hints: Mapping[str, Any],
    document: Any,
    problems: Iterable[Problem] = (),
    only: Sequence[str] | None = None,
    *,
    opened: Iterable[str] = (),
    rows: Iterable[str] | None = None,
    standings: Mapping[Any, Any] = NOTHING,
    locks: Mapping[str, Any] = NOTHING,
    free: FreeText = JSON_TEXT,
    base: str = "",
) -> FieldNode:
    """The form of a document.

    ``only`` keeps the fields at or beneath some pointers, and their sections. ``opened`` names objects that
    are shown although nothing in them is set. Of a list that is long only the rows in ``rows``, those above
    ``opened``, and the rows of a list that either names are open; of the others the head is shown. Without
    ``rows`` all are open. ``standings`` says by pattern pointer, or by pattern and value,
    where a field stands (``kind`` and ``reason``; one and the same mapping in every call, for plans are
    remembered by it). ``locks`` are a blueprint's (``Lock``), by pointer or pattern. ``free`` writes and
    reads what has no shape. ``base`` is put before every pointer of the tree: the document is then the text
    of a field of another form.

    Every problem is told once: at its field, else at the nearest thing above it that is shown. Total: a
    document of any shape has a form. Costs what is told and filtered; the rest is made where it is looked at.
    """
    asked = _asked(opened, base)
    kept = None if only is None else _topmost(f"{base}{pointer}" for pointer in only)
    sheet = Sheet(
        base=base,
        free=free,
        locks=locks,
        kept=kept,
        above=frozenset() if kept is None else above_each(kept),
        opened=asked | above_each(asked),
        locked=_locked(locks),
        rows=None if rows is None else _open_rows(asked | _asked(rows, base)),
    )
    form = FieldNode(plan_for(schema, hints, standings, is_part=bool(base)), "", document, sheet)
    for problem in problems:
        _tell(form, replace(problem, pointer=f"{base}{problem.pointer}") if base else problem)
    return form


def _topmost(pointers: Iterable[str]) -> frozenset[str]:
    """The pointers that are not beneath another."""
    every = frozenset(pointer for pointer in pointers if pointer == "" or pointer.startswith("/"))
    return frozenset(pointer for pointer in every if not (above_each(frozenset((pointer,))) & every))


def _asked(pointers: Iterable[str], base: str) -> frozenset[str]:
    return frozenset(f"{base}{pointer}" for pointer in pointers if pointer.startswith("/"))


def _open_rows(asked: frozenset[str]) -> frozenset[str]:
    """What was asked for, and the entries of lists on the way there."""
    return asked | {above for above in above_each(asked) if above.rpartition("/")[2].isdecimal()}


def _locked(locks: Mapping[str, Any]) -> frozenset[str]:
    named = frozenset(locks)
    return named | above_each(named) if named else named


def _tell(form: FieldNode, problem: Problem) -> None:
    """Note a problem at the last node on the way to its pointer, and count it on the way."""
    is_error = int(problem.severity is Severity.ERROR)
    node: FieldNode | None = form
    while node is not None:
        counts = form.sheet.counts.setdefault(node.key, [0, 0])
        counts[0] += 1
        counts[1] += is_error
        is_of_all = node is form and form.sheet.base == problem.pointer != ""
        following = None if is_of_all else _towards(node, problem.pointer)
        if following is None:
            form.sheet.told.setdefault(node.key, []).append(problem)
        node = following


def _towards(node: FieldNode, pointer: str) -> FieldNode | None:
    if node.kind is FieldKind.ARRAY:
        return _row_towards(node, pointer)
    for child in node.children:
        if _leads_to(child, pointer) or (child.kind is FieldKind.GROUP and _opens_on(child, pointer)):
            return child
    return None


def _row_towards(array: FieldNode, pointer: str) -> FieldNode | None:
    part = pointer.removeprefix(f"{array.pointer}/").partition("/")[0]
    if pointer == array.pointer or not part.isascii() or not part.isdigit() or str(int(part[:9])) != part:
        return None
    return array.row(int(part)) if isinstance(array.value, list) and int(part) < len(array.value) else None


def _leads_to(node: FieldNode, pointer: str) -> bool:
    if node.kind is FieldKind.CHOICE and pointer == node.pointer:
        return True
    if node.kind in {FieldKind.GROUP, FieldKind.CHOICE}:
        return any(_leads_to(child, pointer) for child in node.children)
    return node.pointer == pointer or pointer.startswith(f"{node.pointer}/") or not node.pointer


def _opens_on(group: FieldNode, pointer: str) -> bool:
    """Whether a section shows something beneath the pointer, which itself is shown nowhere."""
    return bool(pointer) and any(child.pointer.startswith(f"{pointer}/") for child in group.children)
