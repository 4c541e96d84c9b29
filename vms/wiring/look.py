"""How the room looks at a document that may be anything."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vms.schema import get

SPEC: Final = "/spec/template/spec"
DOMAIN: Final = f"{SPEC}/domain"
DISKS: Final = f"{DOMAIN}/devices/disks"
INTERFACES: Final = f"{DOMAIN}/devices/interfaces"
AUTOATTACH: Final = f"{DOMAIN}/devices/autoattachPodInterface"
NETWORKS: Final = f"{SPEC}/networks"
VOLUMES: Final = f"{SPEC}/volumes"
TEMPLATES: Final = "/spec/dataVolumeTemplates"

SOURCES: Final = (
    "containerDisk",
    "dataVolume",
    "persistentVolumeClaim",
    "cloudInitNoCloud",
    "cloudInitConfigDrive",
    "emptyDisk",
    "sysprep",
)
MOST: Final = 256  # devices of one list that are drawn; a longer list is no machine
_PLAIN: Final = re.compile(r"[A-Za-z0-9-]{1,63}")
_OTHER: Final = re.compile(r"[^A-Za-z0-9-]")


@dataclass(frozen=True, slots=True)
class Entry:
    """An element of a list. ``mark`` tells it from its siblings: its name, or its index where that fails."""

    pointer: str
    value: Mapping[str, Any]
    name: str
    mark: str
    is_readable: bool = True

    def kinds(self) -> list[str]:
        """The keys beside the name that hold something."""
        return [key for key, value in self.value.items() if key != "name" and value is not None]


def entries(document: Any, pointer: str, name: str = "/name") -> list[Entry]:
    """The elements of a list, as many as can be drawn."""
    found = get(document, pointer)
    if not isinstance(found, list):
        return []
    seen: set[str] = set()
    return [
        _entry(f"{pointer}/{index}", element, index, name, seen) for index, element in enumerate(found[:MOST])
    ]


def _entry(pointer: str, element: Any, index: int, name: str, seen: set[str]) -> Entry:
    value = element if isinstance(element, dict) else {}
    named = text(get(value, name))
    mark = f".{index}"
    if named and len(named) <= 63 and named not in seen:
        mark = named if _PLAIN.fullmatch(named) else _OTHER.sub(lambda other: f"_{ord(other[0]):x}_", named)
        seen.add(named)
    return Entry(pointer, value, named, mark, isinstance(element, dict))


def left_out(document: Any) -> int:
    """How many devices are beyond what is drawn."""
    return sum(
        max(len(found) - MOST, 0)
        for pointer in (DISKS, INTERFACES, NETWORKS, VOLUMES, TEMPLATES)
        if isinstance(found := get(document, pointer), list)
    )


def templates(document: Any) -> list[Entry]:
    return entries(document, TEMPLATES, "/metadata/name")


def by_name(found: Iterable[Entry]) -> dict[str, Entry]:
    """The entries that a name leads to: of two with one name the first."""
    named: dict[str, Entry] = {}
    for entry in found:
        if entry.name:
            named.setdefault(entry.name, entry)
    return named


def template_of(volume: Entry) -> Iterator[str]:
    """The names of data volumes that a volume asks for."""
    for pointer in ("/dataVolume/name", "/persistentVolumeClaim/claimName"):
        name = text(get(volume.value, pointer))
        if name:
            yield name


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def shown(value: Any, longest: int = 60) -> str:
    """A value for people: one line without anything invisible, cut to a length."""
    written = str(value)[: longest + 1]
    if not written.isprintable():
        written = "".join(letter if letter.isprintable() else "·" for letter in written)
    return written if len(written) <= longest else f"{written[: longest - 1]}…"
