"""What the devices plug into."""

from collections.abc import Iterator
from typing import Final

from vms.compiler import effective
from vms.compiler.elements import VIRTIO, Element, new
from vms.hosts import HostFacts
from vms.manifest import Manifest

_SPARE_PORTS: Final = 3


def controllers(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """No USB; SCSI and virtio-serial always. A PCI Express port for every device and a few to spare, since
    a running guest can only be given a device where a port is free."""
    yield new("controller", type="usb", index="0", model="none")
    yield new("controller", type="scsi", index="0", model=VIRTIO)
    yield new("controller", type="virtio-serial", index="0", model=VIRTIO)
    yield new("controller", type="pci", index="0", model="pcie-root")
    for port in range(1, _ports(manifest) + 1):
        yield new("controller", type="pci", index=str(port), model="pcie-root-port")


def _ports(manifest: Manifest) -> int:
    disks = sum(effective.bus(disk) == "virtio" for disk in manifest.disks)
    fixed = 3  # the SCSI and virtio-serial controllers, the memory balloon
    return disks + len(effective.interfaces(manifest)) + fixed + int(manifest.rng) + _SPARE_PORTS
