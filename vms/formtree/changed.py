"""What of a form must be drawn anew when its document or its problems change."""

import marshal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from vms.formtree import containers, rows
from vms.formtree.html import Html, slug
from vms.formtree.kinds import FieldKind
from vms.formtree.node import FieldNode
from vms.formtree.render import render, suggested
from vms.schema import UNSET

# Their markup does not say that something beneath them is wrong.
_SPREAD: Final = frozenset({FieldKind.FORM, FieldKind.GROUP, FieldKind.CHOICE, FieldKind.ARRAY})


@dataclass(frozen=True, slots=True)
class Part:
    """One change of the page: ``html`` takes the place of the element with the id, or is put in behind the
    element ``after``; without ``html`` the element goes."""

    id: str
    html: Html | None
    after: str = ""


def changed(before: FieldNode, after: FieldNode) -> list[Part]:
    """The parts that make the HTML of one form that of another, the smallest that do, in their order.

    Both trees are made by ``build`` of the same schema, hints and standings. A list that grew at its end
    answers with the new rows alone. Costs one comparison of the two documents and what has to be drawn.
    """
    return list(_form(before, after))


def _form(old: FieldNode, new: FieldNode) -> Iterator[Part]:
    if _own(old) != _own(new) or not _same_children(old, new):
        yield _whole(new)
        return
    for was, now in zip(old.children, new.children, strict=True):
        yield from _group(was, now)
    offered = dict(suggested(old))
    for pattern, texts in suggested(new):
        if texts != offered[pattern]:
            html = Html(containers.suggestions(pattern, texts))
            yield Part(f"suggest-{slug(pattern)}", html)


def _group(old: FieldNode, new: FieldNode) -> Iterator[Part]:
    if (
        _own(old) != _own(new)
        or not _same_children(old, new)
        or containers.opens(old) != containers.opens(new)
    ):
        yield _whole(new)
        return
    state = containers.group_state(new)
    if state != containers.group_state(old):
        yield Part(containers.state_id(new), Html(state))
    for was, now in zip(old.children, new.children, strict=True):
        yield from _any(was, now)


def _any(old: FieldNode, new: FieldNode) -> Iterator[Part]:
    if old.is_closed != new.is_closed:
        yield _whole(new)
        return
    if old.kind is new.kind is FieldKind.ARRAY and _own(old) == _own(new):
        yield from _array(old, new)
        return
    is_same = _same(old.value, new.value)
    if is_same and not _is_told(old) and not _is_told(new):
        return
    if new.is_closed:
        if not is_same or rows.closed_row(old) != rows.closed_row(new):
            yield _whole(new)
        return
    if new.is_long and (outline := rows.outlined(new)) != rows.outlined(old):
        yield Part(rows.outline_id(new), Html(outline))
    if old.kind is not new.kind or _own(old) != _own(new):
        yield _whole(new)
    elif new.kind is FieldKind.OBJECT or new.kind is FieldKind.CHOICE:
        yield from _members(old, new)
    elif not is_same:
        yield _whole(new)


def _members(old: FieldNode, new: FieldNode) -> Iterator[Part]:
    if not _same_children(old, new):
        yield _whole(new)
        return
    for was, now in zip(old.children, new.children, strict=True):
        found = list(_any(was, now))
        if found and _is_parked(new, now):
            yield _whole(new)  # nobody finds an element in what stands apart from the document
            return
        yield from found


def _is_parked(node: FieldNode, child: FieldNode) -> bool:
    return node.kind is FieldKind.CHOICE and child.value is UNSET


def _array(old: FieldNode, new: FieldNode) -> Iterator[Part]:
    was, now = _rows(old), _rows(new)
    kept = min(len(was), len(now))
    if len(now) < len(was) and not _same(was[:kept], now):
        yield _whole(new)  # taken out of the middle: every later row has another name
        return
    yield from _kept_rows(old, new, kept)
    for place in range(kept, len(now)):
        row = new.row(place)
        behind = containers.element_id(new.row(place - 1)) if place else containers.rows_id(new)
        yield Part(containers.element_id(row), render(row), behind)
    for place in range(len(now), len(was)):
        yield Part(containers.element_id(old.row(place)), None)


def _kept_rows(old: FieldNode, new: FieldNode, kept: int) -> Iterator[Part]:
    was, now = _rows(old), _rows(new)
    has_same_rows = old.sheet.rows == new.sheet.rows
    is_same = has_same_rows and _same(was[:kept], now[:kept])
    if is_same and not _is_told(old) and not _is_told(new):
        return
    plan = new.plan.children[0]
    for place in range(kept):
        pointer = f"{new.pointer}/{place}"  # few rows of many are worth a node
        is_told = old.sheet.is_marked(plan, pointer) or new.sheet.is_marked(plan, pointer)
        is_alike = is_same or (has_same_rows and _same(was[place], now[place]))
        if is_told or not is_alike:
            yield from _any(old.row(place), new.row(place))


def _rows(array: FieldNode) -> list[Any]:
    return array.value if isinstance(array.value, list) else []


def _whole(node: FieldNode) -> Part:
    return Part(containers.element_id(node), render(node))


def _is_told(node: FieldNode) -> bool:
    """Whether anything beyond the document's own value is said of a place or of one beneath it."""
    pointer = node.pointer.removesuffix(node.plan.key) if node.kind is FieldKind.CHOICE else node.pointer
    return node.sheet.is_marked(node.plan, pointer) or node.sheet.is_marked(node.plan, node.pointer)


def _same_children(old: FieldNode, new: FieldNode) -> bool:
    if old.sheet.kept is None and new.sheet.kept is None and new.kind is not FieldKind.CHOICE:
        return True
    return [child.pointer for child in old.children] == [child.pointer for child in new.children]


def _own(node: FieldNode) -> tuple[Any, ...]:
    """What the markup of a node itself is made of, beside its value and what is beneath it."""
    value: Any = None
    if node.kind is FieldKind.OBJECT:
        value = (
            node.value is UNSET,
            containers.is_absent(node.value),
            containers.more(node),
            containers.product(node) if node.plan.factors else "",
            node.is_folded,
        )
    elif node.kind is FieldKind.ARRAY:
        value = node.closes
    elif node.kind is FieldKind.CHOICE:
        present = node.value if isinstance(node.value, dict) else {}
        value = [child.key for child in node.plan.children if child.key in present]
    severity = node.severity if node.kind not in _SPREAD else None
    return (node.kind, severity, tuple(map(repr, node.problems)), node.title, value, node.lock)


def _same(old: Any, new: Any) -> bool:
    """Whether two values are written alike: ``1``, ``1.0`` and ``true`` are not, nor two orders of keys."""
    if old is new:
        return True
    if old is UNSET or new is UNSET:
        return False
    return marshal.dumps(old, 2) == marshal.dumps(new, 2)
