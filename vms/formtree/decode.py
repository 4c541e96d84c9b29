"""What was posted, as edits of the document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from vms.formtree.build import NOTHING, build
from vms.formtree.kinds import CONTAINERS, FieldKind
from vms.formtree.locks import is_locked
from vms.formtree.node import FieldNode, above_each
from vms.formtree.text import JSON_TEXT, FreeText, from_text, normal
from vms.schema import UNSET, Edit, Schema, apply, join, split


def decode(
    schema: Schema,
    hints: Mapping[str, Any],
    document: Any,
    pairs: Iterable[tuple[str, str]],
    *,
    locks: Mapping[str, Any] = NOTHING,
    free: FreeText = JSON_TEXT,
) -> tuple[Edit, ...]:
    """The edits that make the document what the form says, and no others.

    Only fields that the form shows and that were posted are looked at; a name that is none of them, or that
    is locked, is ignored. Removals come last and from the end of the document, so that no index moves under
    another edit. A removal takes the key alone: a parent that becomes empty by it stays. Total: no text is
    refused. Costs what was posted.
    """
    posted = _Posted(dict(pairs))
    posted.note()
    edits = list(_edits(build(schema, hints, document, locks=locks, free=free), posted))
    sets = [edit for edit in edits if edit.value is not UNSET]
    removals = [edit for edit in edits if edit.value is UNSET]
    return (*sets, *reversed(removals))


@dataclass(slots=True)
class _Posted:
    """The pairs, and the places that some of them are beneath."""

    texts: Mapping[str, str]
    above: frozenset[str] = frozenset()

    def note(self) -> None:
        places = frozenset(name.partition("#")[0] for name in self.texts if name.startswith("/"))
        self.above = places | above_each(places)

    def concerns(self, node: FieldNode) -> bool:
        return node.kind in _SPREAD or node.pointer in self.above


_SPREAD = frozenset({FieldKind.FORM, FieldKind.GROUP, FieldKind.CHOICE})


def _edits(node: FieldNode, posted: _Posted) -> Iterator[Edit]:
    if not posted.concerns(node) or is_locked(node):
        return
    if node.kind is FieldKind.CHOICE:
        yield from _of_choice(node, posted)
    elif node.kind is FieldKind.MAP:
        yield from _of_map(node, posted.texts)
    elif node.kind in CONTAINERS:
        for child in node.children:
            yield from _edits(child, posted)
    else:
        yield from _of_field(node, posted.texts)


def _of_field(node: FieldNode, posted: Mapping[str, str]) -> Iterator[Edit]:
    if node.value == "" and f"{node.pointer}#unset" in posted:
        yield Edit(node.pointer, UNSET)
        return
    text = posted.get(node.pointer)
    if text is None:
        return
    text = normal(text)
    if text != normal(node.text()):
        value = from_text(node.kind, text, node.plan.options, node.sheet.free)
        if value is not UNSET or node.value is not UNSET:
            yield Edit(node.pointer, value)


def _of_choice(node: FieldNode, posted: _Posted) -> Iterator[Edit]:
    """Keep one of the alternatives. What was posted for the others counts for nothing."""
    answer = posted.texts.get(node.pointer)
    known = {child.plan.key for child in node.children} | {""}
    if answer is None or answer not in known:  # not posted, or "as it is" while several are there
        for child in node.children:
            if child.value is not UNSET:
                yield from _edits(child, posted)
        return
    for child in node.children:
        if child.plan.key != answer:
            if child.value is not UNSET:
                yield Edit(child.pointer, UNSET)
        elif child.value is UNSET:
            yield Edit(child.pointer, _new_value(child, posted))
        elif child.kind is not FieldKind.PRESENCE:
            yield from _edits(child, posted)


def _new_value(node: FieldNode, posted: _Posted) -> Any:
    """The whole of an alternative that was not there before, so that it arrives as one edit."""
    above = len(split(node.pointer))
    edits = (
        Edit(join(split(edit.pointer)[above:]), edit.value)
        for edit in _edits(node, posted)
        if edit.value is not UNSET
    )
    return apply({}, edits)


def _of_map(node: FieldNode, posted: Mapping[str, str]) -> Iterator[Edit]:
    kind = node.plan.children[0].kind
    values: dict[str, Any] = {}
    removed: set[str] = set()
    for place, row in enumerate(node.children):
        key, text = _map_row(node, place, posted)
        shown = normal(row.text())
        is_same = text is None or text == shown
        value = row.value if is_same else _map_value(kind, text or "")
        if key is None or key == normal(row.title):
            values |= {} if is_same else {row.title: value}
            continue
        removed.add(row.title)
        values |= {key: value} if key else {}
    for place in count(len(node.children)):
        key, text = _map_row(node, place, posted)
        if key is None:
            break
        values |= {key: _map_value(kind, text or "")} if key or text else {}
    yield from (Edit(_member(node, key), value) for key, value in values.items())
    yield from (Edit(row.pointer) for row in node.children if row.title in removed - values.keys())


def _map_row(node: FieldNode, place: int, posted: Mapping[str, str]) -> tuple[str | None, str | None]:
    names = (f"{node.pointer}#key/{place}", f"{node.pointer}#value/{place}")
    key, text = (normal(posted[name]) if name in posted else None for name in names)
    return key, text


def _map_value(kind: FieldKind, text: str) -> Any:
    """A row without a value is a key with an empty text: only its key or its button takes a row away."""
    value = from_text(kind, text)
    return "" if value is UNSET else value


def _member(node: FieldNode, key: str) -> str:
    return join((*split(node.pointer), key))
