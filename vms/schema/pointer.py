"""JSON pointers (RFC 6901): the address of everything in a document."""

from collections.abc import Iterable
from copy import deepcopy
from itertools import pairwise
from typing import Any, Final

from vms.schema.problem import UNSET, Edit

_MISSING: Final = object()


def split(pointer: str) -> tuple[str, ...]:
    """The parts of a pointer, unescaped. Raises ``ValueError`` when text stands before the first slash."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"A JSON pointer begins with a slash: {pointer!r}")
    if "~" not in pointer:
        return tuple(pointer[1:].split("/"))
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))


def join(parts: Iterable[str | int]) -> str:
    """The pointer of some parts; the opposite of ``split``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def get(document: Any, pointer: str, default: Any = None) -> Any:
    """The value at a pointer, or the default where there is none."""
    found = _find(document, split(pointer))
    return default if found is _MISSING else found


def exists(document: Any, pointer: str) -> bool:
    """Whether the document has a value there; ``null`` is one."""
    return _find(document, split(pointer)) is not _MISSING


def is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects are nested more than so many levels. Needs no stack, and stops there."""
    level = [value]
    for _ in range(levels):
        level = [
            inner
            for member in level
            if isinstance(member, dict | list)
            for inner in (member.values() if isinstance(member, dict) else member)
        ]
        if not level:
            return False
    return True


def apply(document: Any, edits: Iterable[Edit]) -> Any:
    """A changed deep copy, the edits made in their order.

    Missing parents are made: an array where the next part is ``-``, else an object. A parent that cannot
    hold the next part (text, a number, ``null``, an array asked for a name) gives way to one that can.
    Removing what is not there changes nothing. Raises ``ValueError`` for an index beyond an array's end.
    """
    return apply_in_place(deepcopy(document), edits)


def apply_in_place(document: Any, edits: Iterable[Edit]) -> Any:
    """``apply`` without the copy, for a document that nobody else holds. The top may change its kind."""
    for edit in edits:
        parts = split(edit.pointer)
        document = (
            _remove(document, parts) if edit.value is UNSET else _set(document, parts, deepcopy(edit.value))
        )
    return document


def _find(document: Any, parts: Iterable[str]) -> Any:
    here = document
    for part in parts:
        if isinstance(here, dict):
            here = here.get(part, _MISSING)
        elif isinstance(here, list):
            index = _index(part)
            here = here[index] if index is not None and index < len(here) else _MISSING
        else:
            return _MISSING
    return here


def _index(part: str) -> int | None:
    """An array index as RFC 6901 spells it: ASCII digits without leading zeros."""
    if part.isascii() and part.isdigit() and (part == "0" or part[0] != "0"):
        return int(part[:18])  # far beyond any array already; int() refuses thousands of digits
    return None


def _remove(document: Any, parts: tuple[str, ...]) -> Any:
    if not parts:
        return None
    parent = _find(document, parts[:-1])
    if isinstance(parent, dict):
        parent.pop(parts[-1], None)
    elif isinstance(parent, list):
        index = _index(parts[-1])
        if index is not None and index < len(parent):
            del parent[index]
    return document


def _set(document: Any, parts: tuple[str, ...], value: Any) -> Any:
    if not parts:
        return value
    here = root = document if _holds(document, parts[0]) else _container_for(parts[0])
    for part, following in pairwise(parts):
        child = _find(here, (part,))
        if child is _MISSING or not _holds(child, following):
            child = _container_for(following)
            _put(here, part, child)
        here = child
    _put(here, parts[-1], value)
    return root


def _holds(container: Any, part: str) -> bool:
    if isinstance(container, list):
        return part == "-" or _index(part) is not None
    return isinstance(container, dict)


def _container_for(part: str) -> dict[str, Any] | list[Any]:
    return [] if part == "-" else {}


def _put(container: dict[str, Any] | list[Any], part: str, value: Any) -> None:
    if isinstance(container, dict):
        container[part] = value
        return
    index = _index(part)
    if index is None or index == len(container):  # None: "-", the only other part that a list holds
        container.append(value)
        return
    if index > len(container):
        raise ValueError(f"The array has {len(container)} elements, so nothing can be put at {index}.")
    container[index] = value
