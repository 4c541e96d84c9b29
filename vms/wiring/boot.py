"""The boot order: which device the machine starts from first."""

from typing import Any

from vms.schema import UNSET, Edit
from vms.wiring.change import Parts
from vms.wiring.errors import WiringRefused
from vms.wiring.look import Entry
from vms.wiring.model import Lane
from vms.wiring.sheet import boot_order


def boot(document: Any, box_id: str, where: str) -> tuple[Edit, ...]:
    """The edits that move a device in the boot order: ``first``, ``up``, ``down``, or ``off`` to leave it.

    Only the numbers that must change do. A device without a number comes in at the end by ``up``. Raises
    ``WiringRefused``.
    """
    parts = Parts(document)
    box = parts.box(box_id)
    entry = parts.entry(box)
    if entry is None or not entry.is_readable or box.lane not in {Lane.DISK, Lane.INTERFACE}:
        raise WiringRefused(
            box.pointer, "A machine starts from a disk or a network card. Choose one of those."
        )
    devices = [*parts.disks, *parts.interfaces]
    ordered = sorted(
        (each for each in devices if _number(each) is not None), key=lambda each: _number(each) or 0
    )
    moved = _moved(ordered, entry, where)
    numbers = _numbers(ordered, len(moved))
    edits = [
        Edit(f"{each.pointer}/bootOrder", number)
        for each, number in zip(moved, numbers, strict=True)
        if _number(each) != number
    ]
    if entry not in moved and "bootOrder" in entry.value:
        edits.append(Edit(f"{entry.pointer}/bootOrder", UNSET))
    return tuple(edits)


def _number(entry: Entry) -> int | None:
    return boot_order(entry)


def _moved(ordered: list[Entry], entry: Entry, where: str) -> list[Entry]:
    rest = [each for each in ordered if each is not entry]
    if where == "off":
        return rest
    if where == "first":
        return [entry, *rest]
    if entry not in ordered:
        return [*rest, entry]
    by = {"up": -1, "down": 1}.get(where)
    if by is None:
        raise WiringRefused(
            entry.pointer, "A device moves up, down or first in the boot order, or leaves it."
        )
    at = min(max(ordered.index(entry) + by, 0), len(rest))
    return [*rest[:at], entry, *rest[at:]]


def _numbers(ordered: list[Entry], count: int) -> list[int]:
    """The numbers that are there, with more at the end; counted anew where two are equal or one is none."""
    there = [number for each in ordered if (number := _number(each)) is not None]
    if len(set(there)) < len(there) or any(number < 1 for number in there):
        return list(range(1, count + 1))
    numbers = there[:count]
    while len(numbers) < count:
        numbers.append(max(numbers, default=0) + 1)
    return numbers
