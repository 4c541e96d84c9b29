"""PCI addresses that a manifest chooses itself, on the buses of the machine that the controllers lay out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vms.compiler import asked
from vms.compiler.effective import DISKS, INTERFACES
from vms.compiler.errors import CompileError
from vms.hosts import HostFacts, PodNetwork
from vms.manifest import Manifest

MOST_PORTS: Final = 32  # PCI Express ports: each costs the guest's firmware time and address space
USERNET_SLOT: Final = 0x1C  # and downwards: see the stage of that name

_ADDRESS: Final = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{2}):([01][0-9a-fA-F])\.([0-7])")
_BOARD: Final = "the machine's own chips"


@dataclass(frozen=True, slots=True)
class PciAddress:
    """Bus 0 is the board itself, bus n what hangs on the n-th PCI Express port."""

    bus: int
    slot: int
    function: int

    def attributes(self) -> dict[str, str]:
        return {
            "type": "pci",
            "domain": "0x0000",
            "bus": f"{self.bus:#04x}",
            "slot": f"{self.slot:#04x}",
            "function": f"{self.function:#x}",
        }


def pci_addresses(manifest: Manifest, host: HostFacts) -> dict[str, PciAddress]:
    """The address of each disk and interface that names one, by its name.

    Raises ``CompileError`` at the field for an address that this machine does not have or has given away.
    """
    taken = dict(_taken(manifest, host))
    found = {}
    for name, pointer, written in _written(manifest):
        address = _read(pointer, written)
        place = (address.bus, address.slot)
        if place in taken:
            reason = f"The PCI address {written} belongs to {taken[place]}; choose another, or remove it."
            raise CompileError(pointer, reason)
        taken[place] = name
        found[name] = address
    return found


def _written(manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    for index, disk in enumerate(manifest.disks):
        if disk.pci_address is not None:
            pointer = f"{DISKS}/{index}/disk/pciAddress"
            if disk.bus != "virtio":
                reason = "Only a disk on the virtio bus can have a PCI address; set its bus to virtio."
                raise CompileError(pointer, reason)
            yield disk.name, pointer, disk.pci_address
    for index, interface in enumerate(manifest.interfaces):
        pointer = f"{INTERFACES}/{index}/pciAddress"
        written = asked.text(manifest, pointer)
        if written is not None:
            yield interface.name, pointer, written


def _read(pointer: str, written: str) -> PciAddress:
    match = _ADDRESS.fullmatch(written)
    if match is None:
        raise CompileError(pointer, f"{written} is no PCI address; write it like 0000:01:00.0.")
    domain, bus, slot, function = (int(part, 16) for part in match.groups())
    if domain != 0 or bus > MOST_PORTS or (bus > 0 and (slot, function) != (0, 0)):
        reason = (
            f"The machine has no PCI address {written}: its devices sit at 0000:01:00.0 to "
            f"0000:{MOST_PORTS:02x}:00.0, or on bus 00; choose one of those, or remove the field."
        )
        raise CompileError(pointer, reason)
    return PciAddress(bus, slot, function)


def _taken(manifest: Manifest, host: HostFacts) -> Iterator[tuple[tuple[int, int], str]]:
    """Slots of bus 0 that are the board's own: bridge, screen, PCI Express ports, sound, ICH9."""
    yield (0, 0x00), _BOARD
    yield (0, 0x01), "the screen"
    for slot in range(0x02, 0x0A):
        yield (0, slot), "the PCI Express ports"
    for slot in (0x1B, 0x1D, 0x1A, 0x1F):
        yield (0, slot), _BOARD
    if host.pod_network is PodNetwork.RESTRICTED_USER:
        for index in range(len(manifest.interfaces)):
            yield (0, USERNET_SLOT - index), "an interface"
