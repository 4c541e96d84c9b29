"""How rules look at a document that may be anything, and how they speak."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final, TypeGuard

from vms.manifest.errors import QuantityInvalid
from vms.manifest.quantity import parse_quantity, to_bytes
from vms.schema import Edit, Fix, Problem, Severity, StandingKind, get

TEMPLATE: Final = "/spec/template"
SPEC: Final = f"{TEMPLATE}/spec"
DOMAIN: Final = f"{SPEC}/domain"
DISKS: Final = f"{DOMAIN}/devices/disks"
INTERFACES: Final = f"{DOMAIN}/devices/interfaces"
NETWORKS: Final = f"{SPEC}/networks"
VOLUMES: Final = f"{SPEC}/volumes"
DATA_VOLUMES: Final = "/spec/dataVolumeTemplates"

_WITH_UNIT: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([mgtpMGTP])?(i)?[bB]?\s*", re.IGNORECASE)

Entry = tuple[str, dict[str, Any]]


def _tell(
    severity: Severity,
    otherwise: StandingKind,
    pointer: str,
    keyword: str,
    message: str,
    fix: Fix | None = None,
    *,
    rule: str = "",
    standing: StandingKind | None = None,
) -> Problem:
    """``rule`` is the number of a rule of KubeVirt's: a cluster refuses what breaks it."""
    standing = standing or (StandingKind.REFUSED_BY_KUBEVIRT if rule else otherwise)
    return Problem(pointer, message, keyword, severity, fix, rule, standing)


error = partial(_tell, Severity.ERROR, StandingKind.NOT_HERE)  # what cannot be launched
warning = partial(_tell, Severity.WARNING, StandingKind.RUNS_HERE)  # what can, and yet should be looked at


def fix(label: str, *edits: Edit) -> Fix:
    return Fix(label, edits)


def mapping(document: Any, pointer: str) -> dict[str, Any]:
    """The mapping at a place; an empty one for anything else."""
    found = get(document, pointer)
    return found if isinstance(found, dict) else {}


def entries(document: Any, pointer: str) -> list[Entry]:
    """The mappings of a list with their own pointers; anything else in it is the schema's business."""
    found = get(document, pointer)
    if not isinstance(found, list):
        return []
    return [(f"{pointer}/{index}", entry) for index, entry in enumerate(found) if isinstance(entry, dict)]


def named(document: Any, pointer: str) -> dict[str, Entry]:
    """The entries of a list by name; of two with one name the first."""
    found: dict[str, Entry] = {}
    for place, entry in entries(document, pointer):
        if isinstance(entry.get("name"), str):
            found.setdefault(entry["name"], (place, entry))
    return found


def text(value: Any) -> str | None:
    """The value if it is text."""
    return value if isinstance(value, str) else None


def size(value: Any) -> int | None:
    """A quantity in bytes, or ``None`` for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return to_bytes(value)
    except QuantityInvalid:
        return None


def check_size(pointer: str, value: Any, keyword: str, example: str, rule: str = "") -> Iterator[Problem]:
    """A size in text form must be a quantity above nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return
    try:
        exact = parse_quantity(value)
    except QuantityInvalid:
        message = f"“{shown(value)}” is not a size. Write a number and a unit, such as {example}."
        yield error(pointer, keyword, message, _in_units(pointer, value), rule=rule)
        return
    if exact <= 0:
        message = f"The size must be more than nothing. Write for example {example}."
        yield error(pointer, keyword, message, rule=rule)


def _in_units(pointer: str, value: str | float) -> Fix | None:
    """“4 GB” means 4G and “4gib” means 4Gi; nothing else is guessed at."""
    meant = _WITH_UNIT.fullmatch(str(value))
    if meant is None:
        return None
    written = meant[1] + (meant[2] or "").upper() + ("i" if meant[3] else "")
    return fix(f"Use {written}", Edit(pointer, written))


def duplicates(pairs: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str, Any]]:
    """Each later place whose value was there before: ``(place, first place, value)``."""
    seen: dict[Any, str] = {}
    for place, value in pairs:
        if value in seen:
            yield place, seen[value], value
        else:
            seen[value] = place


def is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(value: Any) -> str:
    """A value inside a sentence, cut to a length."""
    written = str(value)
    return written if len(written) <= 60 else f"{written[:59]}…"
