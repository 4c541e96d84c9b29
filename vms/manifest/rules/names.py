"""Names: their spelling, and that none is given twice."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import (
    DISKS,
    INTERFACES,
    NETWORKS,
    VOLUMES,
    duplicates,
    entries,
    error,
    fix,
    shown,
)
from vms.schema import Edit, Problem, get

_LONGEST: Final = 63
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_SUBDOMAIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_LINK: Final = re.compile(r"[A-Za-z0-9_-]+")
_LISTS: Final = (  # what the spelling breaks, and what a second one does
    (DISKS, "disk", _LABEL, "B.5-63", "B.5-50"),
    (VOLUMES, "volume", _LABEL, "", "B.6-70"),
    (INTERFACES, "network card", _LINK, "B.7-101", "B.7-100"),
    (NETWORKS, "network", _LINK, "", "B.7-97"),
)

_PARTNERS: Final = {DISKS: VOLUMES, VOLUMES: DISKS, INTERFACES: NETWORKS, NETWORKS: INTERFACES}


def are_spelled_well(document: dict[str, Any]) -> Iterator[Problem]:
    for pointer, pattern in (("/metadata/name", _SUBDOMAIN), ("/metadata/namespace", _LABEL)):
        yield from _spelled([pointer], get(document, pointer), pattern, "")
    for pointer, _, pattern, rule, _ in _LISTS:
        for place, entry in entries(document, pointer):
            name = entry.get("name")
            if isinstance(name, str) and not _is_good(name, pattern):
                partners = [
                    found for found, each in entries(document, _PARTNERS[pointer]) if each.get("name") == name
                ]
                places = [f"{place}/name", *(f"{partner}/name" for partner in partners)]
                yield from _spelled(places, name, pattern, rule)


def are_given_once(document: dict[str, Any]) -> Iterator[Problem]:
    for pointer, what, _, _, rule in _LISTS:
        pairs = [
            (f"{place}/name", entry["name"])
            for place, entry in entries(document, pointer)
            if isinstance(entry.get("name"), str)
        ]
        for place, _, name in duplicates(pairs):
            message = f"There are two {what}s named “{shown(name)}”. Give each a name of its own."
            yield error(place, "duplicate-name", message, rule=rule)


def _is_good(name: str, pattern: re.Pattern[str]) -> bool:
    return len(name) <= _LONGEST and pattern.fullmatch(name) is not None


def _spelled(places: list[str], name: Any, pattern: re.Pattern[str], rule: str) -> Iterator[Problem]:
    """The first place is at fault; its partners bear the same name and are renamed with it."""
    if not isinstance(name, str) or _is_good(name, pattern):
        return
    pointer = places[0]
    if len(name) > _LONGEST:
        message = f"A name has at most {_LONGEST} characters; this has {len(name)}. Shorten it."
        shorter = _better(name, pattern)[:_LONGEST].strip("-._")
        repair = fix(f"Use “{shorter}”", *(Edit(place, shorter) for place in places)) if shorter else None
        yield error(pointer, "name-too-long", message, repair, rule=rule)
        return
    if pattern is _LINK:
        message = "This name needs letters, digits, “-” or “_”, and at least one of them."
    else:
        dots = ", or dots between them" if pattern is _SUBDOMAIN else ""
        letters = f"small letters, digits and “-” inside{dots}"
        message = f"A name is made of {letters}; “{shown(name)}” is not. Change it."
    better = _better(name, pattern)
    repair = fix(f"Use “{better}”", *(Edit(place, better) for place in places)) if better else None
    yield error(pointer, "name-spelling", message, repair, rule=rule)


def _better(name: str, pattern: re.Pattern[str]) -> str:
    if pattern is _LINK:
        return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
    if pattern is _SUBDOMAIN:
        labels = (re.sub(r"[^a-z0-9]+", "-", label).strip("-") for label in name.lower().split("."))
        return ".".join(label for label in labels if label)
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


RULES: Final = (are_spelled_well, are_given_once)
