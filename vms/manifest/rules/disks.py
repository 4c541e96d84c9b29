"""Disks: what the guest sees of its volumes."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import (
    DISKS,
    INTERFACES,
    VOLUMES,
    duplicates,
    entries,
    error,
    fix,
    named,
    shown,
    text,
    warning,
)
from vms.schema import Edit, Problem, StandingKind

_KINDS: Final = ("disk", "cdrom", "lun")
_PCI: Final = re.compile(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\.[0-7]")


def have_their_volumes(document: dict[str, Any]) -> Iterator[Problem]:
    disks, volumes = named(document, DISKS), named(document, VOLUMES)
    lonely_disks = [name for name, (_, disk) in disks.items() if name not in volumes and "cdrom" not in disk]
    lonely_volumes = [name for name in volumes if name not in disks]
    match = lonely_volumes[0] if len(lonely_disks) == len(lonely_volumes) == 1 else None
    for name in lonely_disks:
        pointer = f"{disks[name][0]}/name"
        yield error(
            pointer,
            "disk-without-volume",
            f"The disk “{shown(name)}” has no volume behind it. Add a volume of that name.",
            fix(f"Use the volume “{shown(match)}”", Edit(pointer, match)) if match else None,
            rule="B.5-46",
        )
    for name in lonely_volumes:
        if match is None:
            yield warning(
                f"{volumes[name][0]}/name",
                "volume-without-disk",
                f"No disk shows the volume “{shown(name)}” to the guest, so a plain SATA disk is added.",
                fix("Add a disk", Edit(f"{DISKS}/-", {"name": name, "disk": {"bus": "virtio"}})),
                rule="B.6-82",
                standing=StandingKind.RUNS_HERE,
            )


def are_of_one_kind(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        kinds = [kind for kind in _KINDS if disk.get(kind) is not None]
        if len(kinds) > 1:
            message = f"A disk is one of disk, cdrom and lun; this is {' and '.join(kinds)}. Keep one."
            yield error(place, "disk-kind", message, rule="B.5-51")


def boot_in_one_order(document: dict[str, Any]) -> Iterator[Problem]:
    pairs = [
        (f"{place}/bootOrder", entry["bootOrder"])
        for pointer in (DISKS, INTERFACES)
        for place, entry in entries(document, pointer)
        if isinstance(entry.get("bootOrder"), int) and not isinstance(entry["bootOrder"], bool)
    ]
    for place, _, order in duplicates(pairs):
        message = f"Two devices have the boot order {order}. Give each a number of its own."
        free = free_from(pairs)
        repair = fix(f"Use {free}", Edit(place, free))
        yield error(place, "duplicate-boot-order", message, repair, rule="B.5-48")
    for pointer, order in pairs:
        if order < 1 and pointer.startswith(INTERFACES):  # of a disk, the schema says so
            message = "The boot order counts from 1. Use a number of 1 or more."
            repair = fix(f"Use {free_from(pairs)}", Edit(pointer, free_from(pairs)))
            yield warning(pointer, "boot-order", message, repair, rule="B.5-49")


def free_from(orders: list[tuple[str, int]]) -> int:
    return max(0, *(order for _, order in orders)) + 1


def have_a_bus_that_works(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        for kind in _KINDS:
            device = disk.get(kind)
            bus = device.get("bus") if isinstance(device, dict) else None
            pointer = f"{place}/{kind}/bus"
            if bus == "ide":
                better = "sata" if kind == "cdrom" else "virtio"
                message = f"The IDE bus is not supported. Use {better}."
                repair = fix(f"Use {better}", Edit(pointer, better))
                yield error(pointer, "bus-ide", message, repair, rule="B.5-54")
            elif bus == "virtio" and kind == "cdrom":
                message = "A CD-ROM cannot be on the virtio bus. Use sata."
                repair = fix("Use sata", Edit(pointer, "sata"))
                yield error(pointer, "cdrom-on-virtio", message, repair, rule="B.5-55")


def pass_through_only_what_can_be(document: dict[str, Any]) -> Iterator[Problem]:
    volumes = named(document, VOLUMES)
    for place, disk in entries(document, DISKS):
        _, volume = volumes.get(text(disk.get("name")) or "", ("", {}))
        if (
            disk.get("lun") is not None
            and volume
            and not ({"dataVolume", "persistentVolumeClaim"} & volume.keys())
        ):
            message = "A LUN needs a data volume or a claim behind it. Use a disk, or another volume."
            repair = fix("Make it a disk", Edit(f"{place}/lun"), Edit(f"{place}/disk", {"bus": "virtio"}))
            yield error(f"{place}/lun", "lun-volume", message, repair, rule="B.5-47")


def have_an_address_that_exists(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        device = disk.get("disk")
        address = text(device.get("pciAddress")) if isinstance(device, dict) else None
        if address is None or not isinstance(device, dict):
            continue
        pointer = f"{place}/disk/pciAddress"
        if not _PCI.fullmatch(address):
            message = f"“{shown(address)}” is not a PCI address. Write it like 0000:05:00.0."
            remove = fix("Let the machine choose", Edit(pointer))
            yield error(pointer, "pci-address", message, remove, rule="B.5-53")
        if device.get("bus") != "virtio":
            message = "Only a disk on the virtio bus can have a PCI address. Set the bus to virtio."
            repair = fix("Use virtio", Edit(f"{place}/disk/bus", "virtio"))
            yield error(pointer, "pci-address-bus", message, repair, rule="B.5-52")


def read_and_write_as_possible(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        if disk.get("io") == "io_uring":
            message = (
                "The mode io_uring works here only, KubeVirt refuses it. Use another to export the machine."
            )
            repair = fix("Use threads", Edit(f"{place}/io", "threads"))
            yield warning(f"{place}/io", "io-uring-local", message, repair, rule="B.5-61")
        if disk.get("io") == "native" and disk.get("cache") in {"writeback", "writethrough"}:
            message = "Native I/O needs the cache mode none. Change the cache, or use threads."
            yield error(
                f"{place}/io",
                "native-io-needs-no-cache",
                message,
                fix("Use no cache", Edit(f"{place}/cache", "none")),
            )


def use_io_threads_where_possible(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        if disk.get("dedicatedIOThread") is not True:
            continue
        kind = next((kind for kind in _KINDS if isinstance(disk.get(kind), dict)), "disk")
        bus = disk.get(kind, {}).get("bus") if isinstance(disk.get(kind), dict) else None
        pointer = f"{place}/dedicatedIOThread"
        if bus is not None and bus != "virtio":
            message = (
                "Only a virtio disk can have an I/O thread of its own. Change the bus, or turn this off."
            )
            off = fix("Turn it off", Edit(pointer))
            yield error(pointer, "io-thread-bus", message, off, rule="B.5-58")
        elif bus is None:
            message = "Without a bus the disk is SATA, where this has no effect. Set the bus to virtio."
            is_disk = kind == "disk"
            repair = fix("Use virtio", Edit(f"{place}/disk/bus", "virtio")) if is_disk else None
            yield warning(
                pointer,
                "io-thread-bus",
                message,
                repair or fix("Turn it off", Edit(pointer)),
                rule="B.5-58",
                standing=StandingKind.RUNS_HERE,
            )


RULES: Final = (
    have_their_volumes,
    are_of_one_kind,
    boot_in_one_order,
    have_a_bus_that_works,
    pass_through_only_what_can_be,
    have_an_address_that_exists,
    read_and_write_as_possible,
    use_io_threads_where_possible,
)
