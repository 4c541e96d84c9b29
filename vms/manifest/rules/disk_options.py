"""What KubeVirt lets one say of a disk beyond the schema: kept for export, and judged for it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import DISKS, entries, fix, is_number, mapping, shown, text, warning
from vms.schema import Edit, Problem

_SERIAL: Final = re.compile(r"[A-Za-z0-9_.+-]*")
_LONGEST_SERIAL: Final = 256
_ERROR_POLICIES: Final = ("stop", "ignore", "report", "enospace")
_LARGEST_BLOCK: Final = 2**21


def are_not_read_only_on_sata(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        device = mapping(disk, "/disk")
        if device.get("readonly") is True and device.get("bus") == "sata":
            message = "A disk on the SATA bus cannot be read-only. Use virtio, or a CD-ROM."
            repair = fix("Use virtio", Edit(f"{place}/disk/bus", "virtio"))
            yield warning(f"{place}/disk/bus", "sata-read-only", message, repair, rule="B.5-56")


def have_a_serial_of_plain_letters(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        serial, pointer = text(disk.get("serial")), f"{place}/serial"
        if serial is None or (_SERIAL.fullmatch(serial) and len(serial) <= _LONGEST_SERIAL):
            continue
        better = re.sub(r"[^A-Za-z0-9_.+-]+", "-", serial)[:_LONGEST_SERIAL].strip("-")
        message = (
            f"A disk's serial has up to {_LONGEST_SERIAL} letters, digits, “_”, “.”, “+” and “-”; "
            f"“{shown(serial)}” is none. Change it."
        )
        repair = fix(f"Use “{shown(better)}”", Edit(pointer, better)) if better else None
        yield warning(
            pointer,
            "disk-serial",
            message,
            repair or fix("Remove it", Edit(pointer)),
            rule="B.5-59",
        )


def have_an_error_policy_that_exists(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        policy, pointer = disk.get("errorPolicy"), f"{place}/errorPolicy"
        if policy is not None and policy not in _ERROR_POLICIES:
            message = f"“{shown(policy)}” is no error policy. Use one of {', '.join(_ERROR_POLICIES)}."
            repair = fix("Use stop", Edit(pointer, "stop"))
            yield warning(pointer, "error-policy", message, repair, rule="B.5-62")


def have_blocks_that_can_be(document: dict[str, Any]) -> Iterator[Problem]:
    for place, disk in entries(document, DISKS):
        block = disk.get("blockSize")
        if not isinstance(block, dict):
            continue
        reason = _fault_of_blocks(block, mapping(disk, "/disk").get("bus"))
        if reason:
            remove = fix("Let the machine choose", Edit(f"{place}/blockSize"))
            yield warning(f"{place}/blockSize", "block-size", reason, remove, rule="B.5-64")


def _fault_of_blocks(block: dict[str, Any], bus: Any) -> str:
    custom = block.get("custom")
    matched = block.get("matchVolume")
    if not isinstance(custom, dict):
        return ""
    if isinstance(matched, dict) and matched.get("enabled") is not False:
        return "Block sizes are either matched to the volume or set, not both. Keep one."
    logical, physical = custom.get("logical"), custom.get("physical")
    if not all(is_number(size) and _is_block(size) for size in (logical, physical)):
        return (
            f"A block size is a power of two from 512 to {_LARGEST_BLOCK}. Set “logical” and “physical” so."
        )
    if is_number(logical) and is_number(physical) and logical > physical:
        return "A logical block cannot be larger than a physical one. Make them the same."
    if bus == "sata" and logical != 512:
        return "Logical blocks on the SATA bus have 512 bytes. Use 512, or the virtio bus."
    granularity = custom.get("discardGranularity")
    if is_number(granularity) and is_number(logical) and granularity % logical:
        return "The granularity of discards must be a multiple of the logical block. Change it."
    return ""


def _is_block(size: float) -> bool:
    return 512 <= size <= _LARGEST_BLOCK and size == int(size) and int(size) & (int(size) - 1) == 0


RULES: Final = (
    are_not_read_only_on_sata,
    have_a_serial_of_plain_letters,
    have_an_error_policy_that_exists,
    have_blocks_that_can_be,
)
