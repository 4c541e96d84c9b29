"""Where the open rows of a form are once its document has changed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from vms.formtree.node import FieldNode, find, row_title
from vms.schema import join, split

_GONE: Final = -1


def follow(before: FieldNode, document: Any, rows: Iterable[str]) -> frozenset[str]:
    """The pointers of the same rows (or lists) in a changed document, without those that are gone.

    An entry of a list is the one that did not change, else the one of its name, else the one in its place.
    Costs a walk to each row, and one comparison of each list with an open row.
    """
    memo: dict[str, Mapping[int, int]] = {}
    moved = (_moved(before, document, pointer, memo) for pointer in rows if pointer.startswith("/"))
    return frozenset(pointer for pointer in moved if pointer is not None)


def _moved(before: FieldNode, document: Any, pointer: str, memo: dict[str, Mapping[int, int]]) -> str | None:
    old, new = before.value, document
    above, way = "", []
    for part in split(pointer):
        if isinstance(old, list) and isinstance(new, list):
            if above not in memo:
                memo[above] = _places(before, above, old, new)
            index = int(part) if part.isdecimal() and part.isascii() and len(part) < 10 else _GONE
            place = memo[above].get(index, _GONE)
            if place == _GONE:
                return None
            old, new = old[index], new[place]
            way.append(str(place))
        elif isinstance(old, dict) and isinstance(new, dict) and part in old and part in new:
            old, new = old[part], new[part]
            way.append(part)
        else:
            return None
        above = f"{above}{join((part,))}"
    return join(way)


def _places(before: FieldNode, pointer: str, old: list[Any], new: list[Any]) -> Mapping[int, int]:
    if old == new:
        return {place: place for place in range(len(old))}
    array = find(before, pointer)
    if array is None:
        return {place: place for place in range(min(len(old), len(new)))}
    found: dict[int, int] = {}
    free = set(range(len(new)))
    for place in range(min(len(old), len(new))):
        if old[place] == new[place]:
            found[place] = place
            free.discard(place)
    names = _by_name(array, new, free)
    for place, entry in enumerate(old):
        if place not in found and (there := names.pop(row_title(array.plan, entry), _GONE)) in free:
            found[place] = there
            free.discard(there)
    for place in range(len(old)):
        if place not in found and place in free:
            found[place] = place
    return found


def _by_name(array: FieldNode, entries: list[Any], among: Iterable[int]) -> dict[str, int]:
    """Where each name stands first; an entry without one has nothing to be found by."""
    found: dict[str, int] = {}
    for place in sorted(among, reverse=True):
        found[row_title(array.plan, entries[place])] = place
    found.pop("", None)
    return found
