"""Volumes: what stands behind the disks."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import (
    DISKS,
    VOLUMES,
    check_size,
    entries,
    error,
    named,
    shown,
    size,
    text,
    warning,
)
from vms.schema import Problem

_SOURCES: Final = (
    "containerDisk",
    "dataVolume",
    "persistentVolumeClaim",
    "cloudInitNoCloud",
    "cloudInitConfigDrive",
    "emptyDisk",
    "sysprep",
)
_CLOUD_INIT: Final = ("cloudInitNoCloud", "cloudInitConfigDrive")
_UNUSABLE_CLOUD_INIT: Final = ("userDataBase64", "networkDataBase64", "networkDataSecretRef")
_REFERENCES: Final = (
    ("containerDisk", "image"),
    ("dataVolume", "name"),
    ("persistentVolumeClaim", "claimName"),
)
_LEAST_DISK: Final = 2**20


def have_one_source(document: dict[str, Any]) -> Iterator[Problem]:
    for place, volume in entries(document, VOLUMES):
        sources = [key for key, value in volume.items() if key != "name" and value is not None]
        unknown = [key for key in sources if key not in _SOURCES]
        if not sources:
            message = "Say what is in this volume: choose one source, such as a container disk."
            yield error(place, "volume-source-missing", message)
        elif len(sources) > 1:
            message = f"A volume has one source; this has {shown(' and '.join(sources))}. Keep one."
            yield error(place, "volume-sources", message)
        elif unknown:
            message = (
                f"A volume of the kind “{shown(unknown[0])}” cannot be used here. Choose another source."
            )
            yield error(place, "volume-source-unsupported", message)


def refer_to_something(document: dict[str, Any]) -> Iterator[Problem]:
    for place, volume in entries(document, VOLUMES):
        for source, key in _REFERENCES:
            inner = volume.get(source)
            if isinstance(inner, dict) and text(inner.get(key)) is not None and not inner[key].strip():
                yield error(
                    f"{place}/{source}/{key}", "reference-empty", "This is empty. Name what the volume holds."
                )
        sysprep = volume.get("sysprep")
        if (
            isinstance(sysprep, dict)
            and sum(isinstance(sysprep.get(key), dict) for key in ("configMap", "secret")) != 1
        ):
            message = "Sysprep takes its answer file from a config map or a secret. Set exactly one."
            yield error(f"{place}/sysprep", "sysprep-source", message)


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
            yield error(pointer, "capacity-too-small", "A disk has at least 1Mi. Write for example 20Gi.")


def carry_cloud_init_data(document: dict[str, Any]) -> Iterator[Problem]:
    seen = False
    for place, volume in entries(document, VOLUMES):
        for source in _CLOUD_INIT:
            inner = volume.get(source)
            if not isinstance(inner, dict):
                continue
            pointer = f"{place}/{source}"
            if seen:
                message = "Only the first cloud-init volume of a machine is used. Remove this one."
                yield warning(pointer, "second-cloud-init", message)
            seen = True
            yield from _cloud_init(pointer, inner)


def _cloud_init(pointer: str, inner: dict[str, Any]) -> Iterator[Problem]:
    user_data = [key for key in ("userData", "userDataSecretRef", "secretRef") if inner.get(key) is not None]
    unusable = [key for key in _UNUSABLE_CLOUD_INIT if inner.get(key) is not None]
    if unusable:
        message = (
            f"“{unusable[0]}” cannot be used here. Write the data as text, under userData or networkData."
        )
        yield error(f"{pointer}/{unusable[0]}", "cloud-init-unsupported", message)
    if len(user_data) > 1:
        message = f"User data comes from one place; here it is {' and '.join(user_data)}. Keep one."
        yield error(pointer, "user-data-twice", message)
    if not user_data and not unusable and inner.get("networkData") is None:
        yield error(
            pointer,
            "cloud-init-empty",
            "This cloud-init volume holds nothing. Write user data, or network data.",
        )


def show_sysprep_as_cdrom(document: dict[str, Any]) -> Iterator[Problem]:
    disks = named(document, DISKS)
    for name, (_, volume) in named(document, VOLUMES).items():
        place, disk = disks.get(name, ("", {}))
        if "sysprep" in volume and disk and "cdrom" not in disk:
            message = "Windows Setup looks for its answer file on CD-ROMs only. Make this disk a CD-ROM."
            yield warning(place, "sysprep-not-on-cdrom", message)


RULES: Final = (have_one_source, refer_to_something, have_room, carry_cloud_init_data, show_sysprep_as_cdrom)
