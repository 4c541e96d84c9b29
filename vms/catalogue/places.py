"""Where a place of one document is in another that was made of it."""

from dataclasses import dataclass
from typing import Any

from vms.manifest import Document, name_of
from vms.schema import join, split


@dataclass(frozen=True, slots=True)
class Place:
    """``pointer`` addresses the place in the newer document. Where a list has lost the entry that held it,
    ``lost`` is that entry and the pointer is the list's."""

    pointer: str
    lost: Any = None


def place_of(pointer: str, origin: Document, document: Document) -> Place:
    """Entries of lists are found by their names, for somebody may have put others in front.

    An entry whose name is gone and in whose stead stands one of a new name was renamed. What has no names
    is found by its number.
    """
    parts: list[str] = []
    before: Any = origin
    now: Any = document
    for part in split(pointer):
        if not isinstance(before, list):
            parts.append(part)
        else:
            index = _index(part, before)
            found = None if index is None else _find(before, now, index)
            if index is not None and found is None:
                return Place(join(parts), before[index])
            parts.append(part if found is None else str(found))
        before, now = _step(before, part), _step(now, parts[-1])
    return Place(join(parts))


def _find(before: list[Any], now: Any, index: int) -> int | None:
    if not isinstance(now, list):
        return None
    name = name_of(before[index])
    names = [name_of(entry) for entry in now]
    if name is None:
        return index if index < len(now) else None
    if name in names:
        return names.index(name)
    is_renamed = index < len(now) and names[index] not in {name_of(entry) for entry in before}
    return index if is_renamed and len(now) == len(before) else None


def _index(part: str, entries: list[Any]) -> int | None:
    return int(part) if part.isascii() and part.isdigit() and int(part[:9]) < len(entries) else None


def _step(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list):
        index = _index(part, value)
        return None if index is None else value[index]
    return None
