"""Where each field stands, in the words that people read: the ledger's answer, and that of single values."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from vms.compiler.effective import DISKS, DOMAIN
from vms.compiler.ledger import LEDGER, Entry, ExportOnly
from vms.compiler.templates import HTTP_LEFT_OUT, NOT_BROUGHT
from vms.manifest import BEYOND_THE_SCHEMA
from vms.schema import Standing, StandingKind, join, split

_SOURCE: Final = "/spec/dataVolumeTemplates/*/spec/source"
_NO_GROWTH: Final = "Machines do not grow while they run here; this is kept for clusters."
_NO_EFFECT: Final = "The portal reads the image alone; this is kept for clusters."

# Below a leaf that the schema leaves free, or beside it under KubeVirt's own spelling.
_BEYOND_THE_SCHEMA: Final[Mapping[str, Standing]] = {
    f"{_SOURCE}/registry": Standing(StandingKind.RUNS_HERE),
    f"{_SOURCE}/registry/pullMethod": Standing(StandingKind.EXPORT_ONLY, _NO_EFFECT),
    f"{_SOURCE}/registry/secretRef": Standing(StandingKind.EXPORT_ONLY, _NO_EFFECT),
    f"{_SOURCE}/registry/certConfigMap": Standing(StandingKind.EXPORT_ONLY, _NO_EFFECT),
    **{
        f"{_SOURCE}/{source}": Standing(StandingKind.RUNS_HERE)
        for source in ("blank", "http", "pvc", "upload")
    },
    **{
        f"{_SOURCE}/{source}": Standing(StandingKind.NOT_HERE, NOT_BROUGHT[source])
        for source in ("snapshot", "s3", "gcs", "imageio", "vddk")
    },
    **{
        f"{_SOURCE}/http/{name}": Standing(StandingKind.NOT_HERE, reason)
        for name, reason in HTTP_LEFT_OUT.items()
    },
    **dict.fromkeys(BEYOND_THE_SCHEMA, Standing(StandingKind.RUNS_HERE)),
    f"{DOMAIN}/cpu/maxSockets": Standing(StandingKind.EXPORT_ONLY, _NO_GROWTH),
    f"{DOMAIN}/memory/maxGuest": Standing(StandingKind.EXPORT_ONLY, _NO_GROWTH),
}

_IDE: Final = Standing(StandingKind.REFUSED_BY_KUBEVIRT, "KubeVirt has no IDE bus; use virtio, or sata.")
_VALUES: Final[Mapping[tuple[str, str], Standing]] = {
    (f"{DISKS}/*/disk/bus", "ide"): _IDE,
    (f"{DISKS}/*/cdrom/bus", "virtio"): Standing(
        StandingKind.REFUSED_BY_KUBEVIRT, "KubeVirt refuses a CD-ROM on the virtio bus; use sata."
    ),
    (f"{DISKS}/*/io", "io_uring"): Standing(
        StandingKind.REFUSED_BY_KUBEVIRT, "It runs here, but KubeVirt takes only native and threads."
    ),
}


@cache
def standings() -> Mapping[str, Standing]:
    """Every field of the schema, and some beyond it, by pattern pointer (``*`` for indexes and keys).

    What holds fields (``/spec/template/spec/volumes/*/sysprep``) runs here when one of them does, and
    otherwise stands where they stand.
    """
    fields = _fields()
    groups: dict[str, Standing] = {}
    for pattern, standing in fields.items():
        parts = split(pattern)
        for group in (join(parts[:length]) for length in range(1, len(parts))):
            if standing.kind is StandingKind.RUNS_HERE:
                groups[group] = standing
            else:
                groups.setdefault(group, standing)
    return MappingProxyType(groups | fields)


def value_standings() -> Mapping[tuple[str, str], Standing]:
    """Single choices that stand elsewhere than their field does, by pattern pointer and value."""
    return MappingProxyType(dict(_VALUES))


def standing_of(pointer: str, value: Any = None) -> Standing | None:
    """Where a place of a document stands; ``None`` for what nobody knows.

    Beneath a field that the schema leaves free, everything stands where that field does.
    """
    pattern = _pattern(split(pointer))
    if pattern is None:
        return None
    if isinstance(value, str) and (of_value := _VALUES.get((pattern, value))):
        return of_value
    return standings()[pattern]


def tally(document: Any) -> Counter[StandingKind | None]:
    """How many fields that the document sets stand where; those that nobody knows are under ``None``."""
    counts: Counter[StandingKind | None] = Counter()
    for pointer, value in _ends(document):
        standing = standing_of(pointer, value)
        counts[standing.kind if standing else None] += 1
    return counts


def _standing(entry: Entry) -> Standing:
    if isinstance(entry, ExportOnly):
        return Standing(StandingKind.EXPORT_ONLY, entry.reason)
    return Standing(StandingKind.RUNS_HERE)


def _fields() -> dict[str, Standing]:
    return {pattern: _standing(entry) for pattern, entry in LEDGER.items()} | dict(_BEYOND_THE_SCHEMA)


@cache
def _tree() -> dict[str, Any]:
    """The patterns as a tree of their parts; under ``""`` each knows itself, and whether it is a field."""
    root: dict[str, Any] = {}
    fields = _fields()
    for pattern in standings():
        here = root
        for part in split(pattern):
            here = here.setdefault(part, {})
        here[""] = (pattern, pattern in fields)
    return root


def _pattern(parts: tuple[str, ...]) -> str | None:
    """The pattern of a place, or of the nearest field above it."""
    here, field = _tree(), None
    for part in parts:
        step = here.get(part) or here.get("*")
        if step is None or not part:
            return field
        here = step
        pattern, is_field = here[""]
        field = pattern if is_field else field
    return here[""][0] if parts else None


def _ends(document: Any) -> Iterator[tuple[str, Any]]:
    """Every value at the end of a document's branches: texts, numbers, and what is empty, but no ``null``."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        place, found = waiting.pop()
        if isinstance(found, dict) and found:
            waiting.extend(((*place, key), member) for key, member in found.items())
        elif isinstance(found, list) and found:
            waiting.extend(((*place, index), item) for index, item in enumerate(found))
        elif place and found is not None:
            yield join(place), found
