"""What becomes of each field that a document sets: it runs here, it is kept for export, or it is in doubt."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from vms import manifest
from vms.compiler.standings import standing_of
from vms.manifest import bundle
from vms.schema import StandingKind, get, join

_SAYS_WHAT_IT_IS: Final = frozenset({"/apiVersion", "/kind"})
_HOLD_OWN_KEYS: Final = frozenset({"labels", "annotations", "nodeSelector"})
_REAL: Final = "KubeVirt knows it. The portal keeps it as it is and has no use for it."
_STRANGE: Final = "Neither the portal nor KubeVirt knows this field. It is kept as it is; check its spelling."


@dataclass(frozen=True, slots=True)
class Field:
    """``label`` names it with the entry it is in: "root · Boot order". ``kind`` is ``None`` for a field that
    the schema does not know; ``reason`` is a whole sentence, empty for what simply runs."""

    pointer: str
    label: str
    kind: StandingKind | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """All fields of a document, each in one of three places."""

    runs: tuple[Field, ...] = field(default=())
    kept: tuple[Field, ...] = field(default=())
    doubt: tuple[Field, ...] = field(default=())


def account(document: Any) -> Account:
    """The fields in the document's order. What stands below an unknown field counts as one with it."""
    runs: list[Field] = []
    kept: list[Field] = []
    doubt: list[Field] = []
    fields = manifest.hints().get("fields", {})
    for place, value in _fields(document, ()):
        pointer = join(place)
        if pointer in _SAYS_WHAT_IT_IS:
            continue
        label, standing = _label(document, place, fields), standing_of(pointer, value)
        match standing:
            case None:
                known = bundle.is_known(pointer)
                (kept if known else doubt).append(Field(pointer, label, None, _REAL if known else _STRANGE))
            case _ if standing.kind is StandingKind.RUNS_HERE:
                runs.append(Field(pointer, label, standing.kind))
            case _:
                is_kept = standing.kind is StandingKind.EXPORT_ONLY
                (kept if is_kept else doubt).append(Field(pointer, label, standing.kind, standing.reason))
    return Account(tuple(runs), tuple(kept), tuple(doubt))


def _fields(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The ends of all branches, and the beginnings of those that nobody here knows."""
    waiting = [(place, value)]
    while waiting:
        here, found = waiting.pop()
        if isinstance(found, dict | list) and found and (not here or standing_of(join(here)) is not None):
            inner = found.items() if isinstance(found, dict) else enumerate(found)
            waiting += [((*here, part), member) for part, member in inner][::-1]
        elif here and found is not None:
            yield here, found


def _label(document: Any, place: tuple[str | int, ...], fields: Mapping[str, Any]) -> str:
    names = [
        name
        for end in range(1, len(place))
        if isinstance(place[end - 1], int) and (name := _name_of(get(document, join(place[:end]))))
    ]
    pattern = join("*" if isinstance(part, int) else part for part in place)
    hint = fields.get(pattern, {})
    last = next((part for part in reversed(place) if isinstance(part, str)), "")
    is_own = len(place) > 1 and place[-2] in _HOLD_OWN_KEYS
    return " · ".join([*names, str(hint.get("label") or (last[:80] if is_own else _spoken(last)))])


def _name_of(entry: Any) -> str:
    name = get(entry, "/name", get(entry, "/metadata/name")) if isinstance(entry, dict) else None
    return name[:63] if isinstance(name, str) else ""


def _spoken(key: str) -> str:
    """``bootOrder`` → "Boot order"; what is no plain name stays as it is."""
    if not re.fullmatch(r"[A-Za-z0-9]+", key):
        return key[:80]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key)[:80]
    first, _, rest = words.partition(" ")
    return " ".join([first[:1].upper() + first[1:], *([rest.lower()] if rest else [])])
