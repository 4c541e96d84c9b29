"""Volumes: what stands behind the disks."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import (
    DISKS,
    VOLUMES,
    check_size,
    entries,
    error,
    fix,
    named,
    shown,
    size,
    text,
    warning,
)
from vms.schema import Edit, Problem, StandingKind

_SOURCES: Final = (
    "containerDisk",
    "dataVolume",
    "persistentVolumeClaim",
    "cloudInitNoCloud",
    "cloudInitConfigDrive",
    "emptyDisk",
    "sysprep",
)
_REFERENCES: Final = (
    ("containerDisk", "image", ""),
    ("dataVolume", "name", "B.6-72"),
    ("persistentVolumeClaim", "claimName", ""),
)
_FOREIGN_REFERENCES: Final = (
    ("configMap", "name"),
    ("secret", "secretName"),
    ("serviceAccount", "serviceAccountName"),
)
_ONCE: Final = ("serviceAccount", "downwardMetrics", "memoryDump")
_LEAST_DISK: Final = 2**20


def have_one_source(document: dict[str, Any]) -> Iterator[Problem]:
    for place, volume in entries(document, VOLUMES):
        sources = [key for key, value in volume.items() if key != "name" and value is not None]
        unknown = [key for key in sources if key not in _SOURCES]
        if not sources:
            message = "Say what is in this volume: choose one source, such as a container disk."
            yield error(place, "volume-source-missing", message, rule="B.6-71")
        elif len(sources) > 1:
            message = f"A volume has one source; this has {shown(' and '.join(sources))}. Keep one."
            yield error(place, "volume-sources", message, rule="B.6-71")
        elif unknown:
            message = (
                f"A volume of the kind “{shown(unknown[0])}” cannot be used here. Choose another source."
            )
            yield error(place, "volume-source-unsupported", message)


def refer_to_something(document: dict[str, Any]) -> Iterator[Problem]:
    for place, volume in entries(document, VOLUMES):
        for source, key, rule in _REFERENCES:
            inner = volume.get(source)
            if isinstance(inner, dict) and text(inner.get(key)) is not None and not inner[key].strip():
                message = "This is empty. Name what the volume holds."
                yield error(f"{place}/{source}/{key}", "reference-empty", message, rule=rule)
        for source, key in _FOREIGN_REFERENCES:
            inner = volume.get(source)
            if isinstance(inner, dict) and not inner.get(key):
                message = f"Name what the volume holds: set “{key}”."
                yield error(f"{place}/{source}/{key}", "reference-empty", message, rule="B.6-80")
        sysprep = volume.get("sysprep")
        if (
            isinstance(sysprep, dict)
            and sum(isinstance(sysprep.get(key), dict) for key in ("configMap", "secret")) != 1
        ):
            message = "Sysprep takes its answer file from a config map or a secret. Set exactly one."
            yield error(
                f"{place}/sysprep",
                "sysprep-source",
                message,
                rule="B.6-84",
                standing=StandingKind.NOT_HERE,
            )


def are_there_once(document: dict[str, Any]) -> Iterator[Problem]:
    for source in _ONCE:
        places = [place for place, volume in entries(document, VOLUMES) if volume.get(source) is not None]
        for place in places[1:]:
            message = f"A machine has one volume of the kind “{source}”. Remove this one."
            yield error(f"{place}/{source}", "second-volume-of-kind", message, rule="B.6-81")


def have_paths_into_the_image(document: dict[str, Any]) -> Iterator[Problem]:
    for place, volume in entries(document, VOLUMES):
        inner = volume.get("containerDisk")
        path = text(inner.get("path")) if isinstance(inner, dict) else None
        if path and (not path.startswith("/") or path == "/" or {".", ".."} & set(path.split("/"))):
            pointer = f"{place}/containerDisk/path"
            message = (
                "The path to the disk in the image begins with a slash and has no dots. Write all of it."
            )
            remove = fix("Use the image's only disk", Edit(pointer))
            yield warning(pointer, "container-disk-path", message, remove, rule="B.6-78")


def have_room(document: dict[str, Any]) -> Iterator[Problem]:
    for place, volume in entries(document, VOLUMES):
        empty = volume.get("emptyDisk")
        if not isinstance(empty, dict):
            continue
        pointer = f"{place}/emptyDisk/capacity"
        problems = list(check_size(pointer, empty.get("capacity"), "quantity", "20Gi"))
        yield from problems
        capacity = size(empty.get("capacity"))
        if not problems and capacity is not None and capacity < _LEAST_DISK:
            message = "A disk has at least 1Mi. Write for example 20Gi."
            yield error(pointer, "capacity-too-small", message, fix("Use 1Gi", Edit(pointer, "1Gi")))


def show_sysprep_as_cdrom(document: dict[str, Any]) -> Iterator[Problem]:
    disks = named(document, DISKS)
    for name, (_, volume) in named(document, VOLUMES).items():
        place, disk = disks.get(name, ("", {}))
        if "sysprep" in volume and disk and "cdrom" not in disk:
            message = "Windows Setup looks for its answer file on CD-ROMs only. Make this disk a CD-ROM."
            kinds = [Edit(f"{place}/{kind}") for kind in ("disk", "lun") if kind in disk]
            repair = fix("Make it a CD-ROM", *kinds, Edit(f"{place}/cdrom", {"bus": "sata"}))
            yield warning(place, "sysprep-not-on-cdrom", message, repair, standing=StandingKind.EXPORT_ONLY)


RULES: Final = (
    have_one_source,
    refer_to_something,
    are_there_once,
    have_paths_into_the_image,
    have_room,
    show_sysprep_as_cdrom,
)
