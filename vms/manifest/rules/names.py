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
_LISTS: Final = (
    (DISKS, "disk", _LABEL),
    (VOLUMES, "volume", _LABEL),
    (INTERFACES, "network card", _LINK),
    (NETWORKS, "network", _LINK),
)


def are_spelled_well(document: dict[str, Any]) -> Iterator[Problem]:
    yield from _spelled("/metadata/name", get(document, "/metadata/name"), _SUBDOMAIN)
    yield from _spelled("/metadata/namespace", get(document, "/metadata/namespace"), _LABEL)
    for pointer, _, pattern in _LISTS:
        for place, entry in entries(document, pointer):
            yield from _spelled(f"{place}/name", entry.get("name"), pattern)


def are_given_once(document: dict[str, Any]) -> Iterator[Problem]:
    for pointer, what, _ in _LISTS:
        pairs = [
            (f"{place}/name", entry["name"])
            for place, entry in entries(document, pointer)
            if isinstance(entry.get("name"), str)
        ]
        for place, _, name in duplicates(pairs):
            message = f"There are two {what}s named “{shown(name)}”. Give each a name of its own."
            yield error(place, "duplicate-name", message)


def _spelled(pointer: str, name: Any, pattern: re.Pattern[str]) -> Iterator[Problem]:
    if not isinstance(name, str) or (len(name) <= _LONGEST and pattern.fullmatch(name)):
        return
    if len(name) > _LONGEST:
        yield error(
            pointer,
            "name-too-long",
            f"A name has at most {_LONGEST} characters; this has {len(name)}. Shorten it.",
        )
        return
    if pattern is _LINK:
        message = "This name needs letters, digits, “-” or “_”, and at least one of them."
        yield error(pointer, "name-spelling", message)
        return
    dots = ", or dots between them" if pattern is _SUBDOMAIN else ""
    better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    yield error(
        pointer,
        "name-spelling",
        f"A name is made of small letters, digits and “-” inside{dots}; “{shown(name)}” is not. Change it.",
        fix(f"Use “{better}”", Edit(pointer, better)) if better else None,
    )


RULES: Final = (are_spelled_well, are_given_once)
