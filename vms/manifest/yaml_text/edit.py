"""Changes at JSON pointers, made in the text itself."""

import json
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from vms.manifest.errors import EditRefused, YamlInvalid
from vms.manifest.yaml_text.compose import MAX_DEPTH, compose
from vms.manifest.yaml_text.marks import BY_HAND
from vms.manifest.yaml_text.nodes import Alias, Mapping, Node, Sequence, construct
from vms.manifest.yaml_text.splice import (
    Page,
    Slot,
    append_item,
    insert_key,
    page,
    remove,
    replace,
    swap,
)
from vms.schema import UNSET, Edit, apply, exists, get, join, split

Parts = tuple[str, ...]
Dispensable = Callable[[Parts], bool]
MOST_READ: Final = 1_000_000  # characters, for all edits together: within a second


class State(NamedTuple):
    """A text between two edits, and what it reads as."""

    text: str
    root: Mapping


def edit_yaml(text: str, edits: Iterable[Edit], dispensable: Dispensable) -> str:
    """The text after the edits, one after the other.

    What reads back is ``apply`` with one addition: where a removal leaves a container empty, the container
    goes as well if ``dispensable`` says that its absence means the same (asked with its place, list indexes
    as ``*``); a list entry and the top never go. Setting an equal value changes nothing. An alias is
    written out where an edit reaches into it; a merged key is written out as a key of its own.

    Raises ``YamlInvalid``; ``EditRefused`` where another place of the text would change with it, the value
    cannot be written, the place is too deep or beyond a list's end, or the edits are too many. Reads the text
    once more for each edit.
    """
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    waiting = deque(edits)
    if len(waiting) > 1 and len(waiting) * len(text) > MOST_READ:
        raise EditRefused("", f"{len(waiting)} changes at once are too many. Change the YAML text itself.")
    if not waiting:
        return text
    state = State(text.removeprefix(bom), compose(text))
    while waiting:
        edit = waiting.popleft()
        swapped = _swapped(state, edit, waiting[0]) if waiting else None
        if swapped is not None:
            waiting.popleft()
        state = _edited(state, edit, dispensable) if swapped is None else swapped
    return bom + state.text


def without(document: Any, parts: Parts, dispensable: Dispensable) -> tuple[Any, Parts]:
    """A copy of the document without a value and without the dispensable containers that it alone filled;
    and the place of the outermost that went."""
    changed = apply(document, [Edit(join(parts))])
    while len(parts) > 1:
        above = parts[:-1]
        if (
            get(changed, join(above)) not in ({}, [])
            or _is_item(document, above)
            or not dispensable(_pattern(above))
        ):
            break
        parts = above
        changed = apply(changed, [Edit(join(parts))])
    return changed, parts


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: ``True`` is not 1, and the order of keys does not count."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _swapped(state: State, edit: Edit, following: Edit) -> State | None:
    """Two edits that only exchange two entries of a list: their lines change places, comments and all."""
    one, other = split(edit.pointer), split(following.pointer)
    if (
        one[:-1] != other[:-1]
        or one == other
        or not all(parts and parts[-1].isdigit() for parts in (one, other))
    ):
        return None
    text, root = state
    document = construct(root)
    if not exists(document, edit.pointer) or not exists(document, following.pointer):
        return None
    expected = apply(document, [edit, following])
    exchanged = apply(document, [Edit(edit.pointer, get(document, following.pointer))])
    exchanged = apply(exchanged, [Edit(following.pointer, get(document, edit.pointer))])
    slot: Slot | None = Slot(root)
    for part in one[:-1]:
        slot = _step_into(slot, part) if slot else None
    if not same(expected, exchanged) or slot is None or not isinstance(slot.node, Sequence) or slot.flow:
        return None
    edited = swap(page(text, root), slot.node, int(one[-1]), int(other[-1]))
    return None if edited is None else _read_as(edited, expected)


def _edited(state: State, edit: Edit, dispensable: Dispensable) -> State:
    text, root = state
    document = construct(root)
    parts = split(edit.pointer)
    if len(parts) > MAX_DEPTH:
        raise EditRefused("", f"A place more than {MAX_DEPTH} levels deep cannot be set.")
    if edit.value is UNSET:
        if not parts or not exists(document, edit.pointer):
            return state
        expected, parts = without(document, parts, dispensable)
    else:
        try:
            expected = apply(document, [edit])
        except ValueError as error:
            raise EditRefused(edit.pointer, str(error)) from error
        parts = _changed_place(document, expected, parts)
    if same(document, expected):
        return state
    return _proven(_spliced(text, root, expected, parts, edit.pointer), expected, edit.pointer)


def _changed_place(old: Any, new: Any, parts: Parts) -> Parts:
    """The outermost place to be written anew: where the old document lacks a parent, or has another kind."""
    for depth, part in enumerate(parts):
        name = str(len(old)) if part == "-" and isinstance(old, list) else part
        if type(old) is not type(new) or not isinstance(old, dict | list):
            return parts[:depth]
        parts = (*parts[:depth], name, *parts[depth + 1 :])
        if not exists(old, join([name])):
            return parts[: depth + 1]
        old, new = get(old, join([name])), get(new, join([name]))
    return parts


def _spliced(text: str, root: Mapping, expected: Any, parts: Parts, pointer: str) -> str:
    """Walk to the place; what stands in the way (an alias, a merge) is written out first."""
    here, slot = page(text, root), Slot(root)
    for depth, part in enumerate(parts):
        node = slot.node
        if isinstance(node, Alias):
            return _through_alias(here, slot, expected, parts, pointer)
        _refuse_shared(node, pointer)
        inner = _step_into(slot, part)
        if inner is None:
            return _added(here, slot, expected, parts[: depth + 1], pointer)
        slot = inner
    _refuse_shared(slot.node, pointer)
    if exists(expected, join(parts)) and not _shrinks(slot, expected, parts):
        return replace(here, slot, get(expected, join(parts)))
    return _removed(here, root, slot, expected, parts)


def _shrinks(slot: Slot, expected: Any, parts: Parts) -> bool:
    """Whether the last part names a list entry that goes: its successors then answer to its name."""
    if not isinstance(slot.parent, Sequence):
        return False
    return len(slot.parent.items) > len(get(expected, join(parts[:-1])))


def _through_alias(here: Page, slot: Slot, expected: Any, parts: Parts, pointer: str) -> str:
    written_out = replace(here, slot, construct(slot.node))
    root = compose(written_out)
    return _spliced(written_out, root, expected, parts, pointer)


def _added(here: Page, slot: Slot, expected: Any, parts: Parts, pointer: str) -> str:
    """A key or entry that is not in the text yet, though a merge may provide it."""
    if not exists(expected, join(parts)):
        raise EditRefused(pointer, "This comes from a merge (“<<”) in the text. Remove it there by hand.")
    value, node = get(expected, join(parts)), slot.node
    if isinstance(node, Mapping) and node.entries:
        return insert_key(here, node, parts[-1], value)
    if isinstance(node, Sequence) and node.items:
        return append_item(here, node, value)
    return replace(here, slot, get(expected, join(parts[:-1])))


def _removed(here: Page, root: Mapping, slot: Slot, expected: Any, parts: Parts) -> str:
    parent = slot.parent
    if parent is not None and len(parent.entries if isinstance(parent, Mapping) else parent.items) > 1:
        return remove(here, parent, slot.index)
    above = Slot(root)
    for part in parts[:-1]:
        above = _step_into(above, part) or above
    return replace(here, above, get(expected, join(parts[:-1])))


def _step_into(slot: Slot, part: str) -> Slot | None:
    node = slot.node
    if isinstance(node, Mapping):
        for index, entry in enumerate(node.entries):
            if entry.key.value == part and not entry.is_merge:
                return Slot(entry.value, node, index, slot.flow or node.flow)
    if isinstance(node, Sequence) and part.isdigit() and int(part) < len(node.items):
        return Slot(node.items[int(part)], node, int(part), slot.flow or node.flow)
    return None


def _refuse_shared(node: Node, pointer: str) -> None:
    if node.shared:
        raise EditRefused(
            pointer,
            f"Other places of the text repeat this value through the anchor “&{node.anchor}”, and would "
            "change with it. Write the value out there, or change it in the YAML text.",
        )


def _proven(edited: str, expected: Any, pointer: str) -> State:
    """Read the edited text back: what cannot be changed at one place alone is refused, never guessed."""
    state = _read_as(edited, expected)
    if state is None:
        raise EditRefused(pointer, BY_HAND)
    return state


def _read_as(text: str, expected: Any) -> State | None:
    try:
        state = State(text, compose(text))
    except YamlInvalid:
        return None
    return state if same(construct(state.root), expected) else None


def _is_item(document: Any, parts: Parts) -> bool:
    return isinstance(get(document, join(parts[:-1])), list)


def _pattern(parts: Parts) -> Parts:
    return tuple("*" if part.isdigit() else part for part in parts)
