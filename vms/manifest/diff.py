"""Two documents compared, and one told from all others."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vms.manifest.model import Document
from vms.schema import alike, join

Parts = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """``None`` stands for absent. The pointer is the new document's, or the old one's for what is gone."""

    pointer: str
    old: Any
    new: Any


def digest(document: Document) -> str:
    """``sha256:…`` of the canonical JSON: comments, quoting and the order of keys do not count."""
    canonical = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


def diff(old: Document | None, new: Document) -> tuple[Change, ...]:
    """What is different, value by value.

    Entries of a list are told apart by their ``name`` where they have one, so a disk put in front does not
    change all others; an entry that comes or goes is one change, and so is a new order of the names.
    """
    return tuple(_compare((), old or {}, new))


def _compare(parts: Parts, old: Any, new: Any) -> Iterator[Change]:
    if alike(old, new):
        return
    if isinstance(new, dict) and new and (old is None or isinstance(old, dict)):
        yield from _compare_mappings(parts, old or {}, new)
    elif isinstance(old, dict) and old and (new is None or isinstance(new, dict)):
        yield from _compare_mappings(parts, old, new or {})
    elif _is_list(old) and _is_list(new):
        yield from _compare_lists(parts, old or [], new or [])
    elif not _same(old, new):
        yield Change(join(parts), old, new)


def _compare_mappings(parts: Parts, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name in [*new, *(name for name in old if name not in new)]:
        yield from _compare((*parts, name), old.get(name), new.get(name))


def _compare_lists(parts: Parts, old: list[Any], new: list[Any]) -> Iterator[Change]:
    old_names, new_names = _names(old), _names(new)
    if old_names is None or new_names is None:
        yield from _compare_by_place(parts, old, new)
        return
    places = {name: index for index, name in enumerate(old_names)}
    kept = places.keys() & set(new_names)
    for index, name in enumerate(new_names):
        if name in kept:
            yield from _compare((*parts, index), old[places[name]], new[index])
        else:
            yield Change(join((*parts, index)), None, new[index])
    for index, name in enumerate(old_names):
        if name not in kept:
            yield Change(join((*parts, index)), old[index], None)
    if [name for name in old_names if name in kept] != [name for name in new_names if name in kept]:
        yield Change(join(parts), old_names, new_names)


def _compare_by_place(parts: Parts, old: list[Any], new: list[Any]) -> Iterator[Change]:
    for index in range(max(len(old), len(new))):
        here = (*parts, index)
        if index < len(old) and index < len(new):
            yield from _compare(here, old[index], new[index])
        else:
            yield Change(join(here), *((old[index], None) if index < len(old) else (None, new[index])))


def _names(entries: list[Any]) -> list[str] | None:
    names = [name_of(entry) for entry in entries]
    told_apart = [name for name in names if name is not None]
    return told_apart if len(set(told_apart)) == len(entries) else None


def name_of(entry: Any) -> str | None:
    """What tells an entry of a list from the others."""
    if not isinstance(entry, dict):
        return None
    inner = entry.get("metadata")
    name = entry.get("name", inner.get("name") if isinstance(inner, dict) else None)
    return name if isinstance(name, str) else None


def _is_list(value: Any) -> bool:
    return value is None or isinstance(value, list)


def _same(old: Any, new: Any) -> bool:
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)
