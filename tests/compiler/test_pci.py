"""PCI addresses that a manifest chooses."""

from typing import Any

import pytest

from tests.builders import a_disk, a_host, a_manifest, an_interface
from vms.compiler import CompileError, compile_domain
from vms.hosts import PodNetwork
from vms.manifest import Disk

DEVICES = "/spec/template/spec/domain/devices"


def an_address_of_the_card(address: str) -> dict[str, Any]:
    devices = {"interfaces": [{"name": "default", "pciAddress": address}]}
    return {"spec": {"template": {"spec": {"domain": {"devices": devices}}}}}


def test_a_disk_sits_where_the_manifest_says() -> None:
    domain = compile_domain(a_manifest(disks=(a_disk(pci_address="0000:05:00.0"),)), a_host())

    address = domain.find("devices/disk/address")
    assert address is not None
    assert dict(address.items()) == {
        "type": "pci",
        "domain": "0x0000",
        "bus": "0x05",
        "slot": "0x00",
        "function": "0x0",
    }


def test_the_bus_of_an_address_has_its_port() -> None:
    domain = compile_domain(a_manifest(disks=(a_disk(pci_address="0000:1f:00.0"),)), a_host())

    assert domain.find("devices/controller[@model='pcie-root-port'][@index='31']") is not None


def test_an_interface_can_have_one_too() -> None:
    manifest = a_manifest(interfaces=(an_interface(),), document=an_address_of_the_card("0000:02:00.0"))

    assert compile_domain(manifest, a_host()).find("devices/interface/address[@bus='0x02']") is not None


@pytest.mark.parametrize(
    ("disk", "words"),
    [
        (a_disk(pci_address="0000:81:01.0"), "no PCI address 0000:81:01.0"),
        (a_disk(pci_address="0001:01:00.0"), "no PCI address"),
        (a_disk(pci_address="0000:01:01.0"), "no PCI address"),
        (a_disk(pci_address="0000:01:00.1"), "no PCI address"),
        (a_disk(pci_address="1:0"), "write it like"),
        (a_disk(pci_address="0000:00:1f.0"), "the machine's own chips"),
        (a_disk(pci_address="0000:00:01.0"), "the screen"),
        (a_disk(pci_address="0000:01:00.0", bus="scsi"), "set its bus to virtio"),
    ],
)
def test_an_address_that_the_machine_does_not_have_is_refused(disk: Disk, words: str) -> None:
    with pytest.raises(CompileError, match=words) as refusal:
        compile_domain(a_manifest(disks=(disk,)), a_host())

    assert refusal.value.pointer == f"{DEVICES}/disks/0/disk/pciAddress"


def test_two_devices_cannot_have_one_address() -> None:
    manifest = a_manifest(
        disks=(a_disk(pci_address="0000:05:00.0"),),
        interfaces=(an_interface(),),
        document=an_address_of_the_card("0000:05:00.0"),
    )

    with pytest.raises(CompileError, match="belongs to rootdisk") as refusal:
        compile_domain(manifest, a_host())

    assert refusal.value.pointer == f"{DEVICES}/interfaces/0/pciAddress"


def test_slots_of_the_user_network_are_taken() -> None:
    manifest = a_manifest(
        disks=(a_disk(pci_address="0000:00:1c.0"),),
        interfaces=(an_interface(),),
    )

    with pytest.raises(CompileError, match="an interface"):
        compile_domain(manifest, a_host(pod_network=PodNetwork.RESTRICTED_USER))
