"""What a cluster adds to an object that somebody gets from it."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.model import Document
from vms.manifest.rules.look import DATA_VOLUMES, TEMPLATE, entries, mapping
from vms.manifest.rules.machine import RESERVED_LABELS
from vms.schema import Edit, exists, join

OF_THE_SERVER: Final = (
    "managedFields",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "finalizers",
    "ownerReferences",
)
_NOTES: Final = frozenset(
    {
        "kubectl.kubernetes.io/last-applied-configuration",
        "kubectl.kubernetes.io/restartedAt",
        "kubemacpool.io/transaction-timestamp",
        "kubevirt.io/latest-observed-api-version",
        "kubevirt.io/storage-observed-api-version",
        "kubevirt.io/vm-generation",
    }
)


def fields(document: Document) -> Iterator[Edit]:
    """The status, and what metadata the server fills, wherever metadata stands."""
    if "status" in document:
        yield Edit("/status")
    templates = [place for place, _ in entries(document, DATA_VOLUMES)]
    for place in templates:
        if exists(document, f"{place}/status"):
            yield Edit(f"{place}/status")
    for above in ("", TEMPLATE, *templates):
        for key in OF_THE_SERVER:
            if exists(document, f"{above}/metadata/{key}"):
                yield Edit(f"{above}/metadata/{key}")


def notes(document: Document) -> Iterator[Edit]:
    for above in ("", TEMPLATE):
        for kind, known in (("annotations", _NOTES), ("labels", RESERVED_LABELS)):
            place = f"{above}/metadata/{kind}"
            for key in mapping(document, place):
                if key in known:
                    yield Edit(f"{place}{join([key])}")


def nulls(document: Document) -> Iterator[Edit]:
    """Every member that is null; an entry of a list stays, for its neighbours have numbers."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        place, value = waiting.pop()
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, member in inner:
            if member is None and isinstance(value, dict):
                yield Edit(join((*place, key)))
            elif isinstance(member, dict | list):
                waiting.append(((*place, key), member))
