"""What the devices plug into."""

from collections.abc import Iterator
from typing import Final

from vms.compiler import asked, effective
from vms.compiler.effective import DEVICES
from vms.compiler.elements import Element, new
from vms.compiler.pci import pci_addresses
from vms.hosts import HostFacts
from vms.manifest import Manifest

_ALWAYS: Final = 3  # the SCSI and virtio-serial controllers, the memory balloon
_SPARE_PORTS: Final = 3


def controllers(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """USB only where something needs it; SCSI and virtio-serial always. A PCI Express port for every device
    and a few to spare, since a running guest can only be given a device where a port is free.

    ``disableHotplug`` leaves out what is only there to be plugged into.
    """
    model = effective.virtio(manifest)
    fixed = asked.flag(manifest, f"{DEVICES}/disableHotplug") is True
    yield new("controller", type="usb", index="0", model="qemu-xhci" if _needs_usb(manifest) else "none")
    if not fixed or any(effective.bus(disk) == "scsi" for disk in manifest.disks):
        yield new("controller", type="scsi", index="0", model=model)
    yield new("controller", type="virtio-serial", index="0", model=model)
    yield new("controller", type="pci", index="0", model="pcie-root")
    chosen = [address.bus for address in pci_addresses(manifest, host).values()]
    ports = _devices(manifest) + (0 if fixed else _SPARE_PORTS)
    for port in range(1, max([ports, *chosen]) + 1):
        yield new("controller", type="pci", index=str(port), model="pcie-root-port")


def _needs_usb(manifest: Manifest) -> bool:
    return any(bus == "usb" for _, bus in effective.input_devices(manifest)) or any(
        effective.bus(disk) == "usb" for disk in manifest.disks
    )


def _devices(manifest: Manifest) -> int:
    """How many ports the devices take."""
    disks = sum(effective.bus(disk) == "virtio" for disk in manifest.disks)
    tablets = sum(bus == "virtio" for _, bus in effective.input_devices(manifest))
    extra = (asked.mapping(manifest, f"{DEVICES}/{name}") for name in ("watchdog", "sound"))
    others = [int(manifest.rng), int(_needs_usb(manifest)), *(int(each is not None) for each in extra)]
    others.append(int(asked.flag(manifest, f"{DEVICES}/autoattachVSOCK") is True))
    return _ALWAYS + disks + len(effective.interfaces(manifest)) + tablets + sum(others)
