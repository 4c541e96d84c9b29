"""An edit taken apart into the smallest changes of a document that make it true."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from vms.manifest.errors import EditRefused
from vms.schema import UNSET, Edit, alike, exists, get, is_deeper, join, split

Parts = tuple[str, ...]
Vanishes = Callable[[Parts], bool]
MAX_DEPTH: Final = 100
_MOST_COMPARED: Final = 250_000  # pairs of list entries


@dataclass(frozen=True, slots=True)
class Step:
    """``parts`` is set, removed (``UNSET``), or inserted into a list. ``place`` is the outermost value that
    changes: what had to be made for it, or what it alone filled."""

    parts: Parts
    value: Any = UNSET
    place: Parts = ()
    insert: bool = False

    @property
    def removes(self) -> bool:
        return self.value is UNSET

    def below(self, depth: int) -> Edit:
        """The same change seen from some levels down; not for an insertion."""
        return Edit(join((self.place if self.removes else self.parts)[depth:]), self.value)


def steps_of(document: Any, edit: Edit, vanishes: Vanishes, *, fine: bool) -> list[Step]:
    """What is to be done for an edit, in this order. ``fine``: a container that takes the place of another
    is compared with it entry by entry.

    Raises ``EditRefused`` for a place that is too deep or beyond a list's end.
    """
    parts = split(edit.pointer)
    if edit.value is UNSET:
        if not parts or not exists(document, edit.pointer):
            return []
        return [Step(parts, UNSET, _outermost(document, parts, vanishes))]
    if len(parts) > MAX_DEPTH or is_deeper(edit.value, MAX_DEPTH):
        raise EditRefused(edit.pointer, f"Nothing more than {MAX_DEPTH} levels deep can be set. Simplify it.")
    try:
        parts, place = _place(document, parts)
    except ValueError as error:
        raise EditRefused(edit.pointer, str(error)) from error
    here = join(parts)
    if fine and exists(document, here):
        return list(_changes(parts, get(document, here), edit.value))
    if exists(document, here) and same(get(document, here), edit.value):
        return []
    return [Step(parts, edit.value, place)]


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: 1 is neither ``True`` nor 1.0; the order of keys does not count."""
    return alike(one, other) or _same(one, other)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and len(one) == len(other)
            and all(name in other and _same(value, other[name]) for name, value in one.items())
        )
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(_same, one, other))
    return bool(
        one == other
        and isinstance(one, bool) == isinstance(other, bool)
        and isinstance(one, float) == isinstance(other, float)
    )


def _outermost(document: Any, parts: Parts, vanishes: Vanishes) -> Parts:
    """The place of the outermost container that a value alone fills and that may vanish with it."""
    around = [document]
    for part in parts[:-1]:
        around.append(get(around[-1], join([part])))
    depth = len(parts)
    while (
        depth > 1
        and len(around[depth - 1]) == 1
        and isinstance(around[depth - 2], dict)  # an entry of a list counts by being there
        and vanishes(parts[: depth - 1])
    ):
        depth -= 1
    return parts[:depth]


def _place(document: Any, parts: Parts) -> tuple[Parts, Parts]:
    """The parts with every ``-`` as the index that it means; and the outermost place to be written anew:
    where the document lacks a parent, or has one of another kind. Raises ``ValueError``."""
    here = document
    for depth, part in enumerate(parts):
        if isinstance(here, list) and (part == "-" or is_index(part)):
            name = str(len(here)) if part == "-" else part
            if int(name[:18]) > len(here):
                raise ValueError(f"The array has {len(here)} elements, so nothing can be put at {name[:18]}.")
            parts = (*parts[:depth], name, *parts[depth + 1 :])
        elif not isinstance(here, dict):
            return parts, parts[:depth]
        if not exists(here, join(parts[depth : depth + 1])):
            return parts, parts[: depth + 1]
        here = get(here, join(parts[depth : depth + 1]))
    return parts, parts


def is_index(part: str) -> bool:
    """Whether a part is a list index as RFC 6901 spells it."""
    return part.isascii() and part.isdigit() and (part == "0" or part[0] != "0")


def _changes(parts: Parts, old: Any, new: Any) -> Iterator[Step]:
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() & new.keys():
        for name, value in new.items():
            if name in old:
                yield from _changes((*parts, name), old[name], value)
            else:
                yield Step((*parts, name), value, (*parts, name))
        for name in old:
            if name not in new:
                yield Step((*parts, name), UNSET, (*parts, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) * len(new) in range(1, _MOST_COMPARED):
        yield from _list_changes(parts, old, new)
    else:
        yield Step(parts, new, parts)


def _list_changes(parts: Parts, old: list[Any], new: list[Any]) -> Iterator[Step]:
    """From the end to the beginning, so that no index moves before its turn."""
    matcher = SequenceMatcher(None, _identities(old), _identities(new), autojunk=False)
    blocks = matcher.get_opcodes()
    if not any(tag == "equal" for tag, *_ in blocks) and len(old) != len(new):
        yield Step(parts, new, parts)
        return
    for tag, start, end, new_start, new_end in reversed(blocks):
        common = end - start if tag == "equal" else min(end - start, new_end - new_start)
        for index in reversed(range(start + common, end)):
            yield Step((*parts, str(index)), UNSET, (*parts, str(index)))
        for number, value in enumerate(new[new_start + common : new_end]):
            place = (*parts, str(start + common + number))
            yield Step(place, value, place, insert=end < len(old))
        for index in reversed(range(common)):
            yield from _changes((*parts, str(start + index)), old[start + index], new[new_start + index])


def _identities(items: list[Any]) -> list[str]:
    """What tells entries of a list apart: their name, else all of them."""
    return [
        f"name {item['name']}"
        if isinstance(item, dict) and isinstance(item.get("name"), str)
        else json.dumps(item, sort_keys=True)
        for item in items
    ]
