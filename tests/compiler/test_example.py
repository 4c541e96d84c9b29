"""The schema's own example becomes the machine that KubeVirt would make of it.

Where the two differ, a test says so: KubeVirt's guest lives in a pod, ours on a host of libvirt's.
"""

import copy
from typing import Any

import pytest
from lxml import etree

from vms.compiler import Element, compile_domain
from vms.hosts import capable
from vms.manifest import parse, schema

NON_TRANSITIONAL = "virtio-non-transitional"


def example() -> dict[str, Any]:
    (found,) = schema().root.examples
    return copy.deepcopy(dict(found))


@pytest.fixture
def domain() -> Element:
    return compile_domain(parse(example()), capable())


@pytest.mark.parametrize(
    "path",
    [
        ".[@type='kvm']",
        "os/type[@arch='x86_64']",
        "os/smbios[@mode='sysinfo']",
        "vcpu[@placement='static']",
        "cpu[@mode='host-model']/topology[@cores='2'][@threads='1']",
        "memory[@unit='b']",
        "sysinfo[@type='smbios']/system/entry[@name='uuid']",
        "sysinfo/system/entry[@name='serial']",
        "features/acpi",
        "features/vmport[@state='off']",
        "devices/controller[@type='usb'][@index='0'][@model='none']",
        "devices/controller[@type='scsi'][@index='0'][@model='virtio-non-transitional']",
        "devices/controller[@type='virtio-serial'][@index='0'][@model='virtio-non-transitional']",
        "devices/controller[@model='pcie-root-port']",
        "devices/serial/target[@port='0']",
        "devices/console[@type='pty']/target[@type='serial'][@port='0']",
        "devices/graphics[@type='vnc']",
        "devices/video/model[@type='vga'][@heads='1'][@vram='16384']",
        "devices/memballoon[@model='virtio-non-transitional'][@freePageReporting='on']/stats[@period='10']",
        "devices/channel[@type='unix']/target[@type='virtio'][@name='org.qemu.guest_agent.0']",
    ],
)
def test_it_has(domain: Element, path: str) -> None:
    assert domain.find(path) is not None


@pytest.mark.parametrize("path", ["os/loader", "os/nvram", "devices/rng", "iothreads", "devices/tpm"])
def test_it_has_no(domain: Element, path: str) -> None:
    assert domain.find(path) is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("name", "default_fedora-vm"),
        ("memory", "4294967296"),
        ("os/type", "hvm"),
        ("sysinfo/system/entry[@name='manufacturer']", "KubeVirt"),
        ("sysinfo/system/entry[@name='family']", "KubeVirt"),
        ("sysinfo/system/entry[@name='product']", "None"),
    ],
)
def test_it_says(domain: Element, path: str, text: str) -> None:
    assert domain.findtext(path) == text


@pytest.mark.parametrize(
    ("index", "name", "target", "format", "order"),
    [(0, "rootdisk", "vda", "qcow2", "1"), (1, "cloudinitdisk", "vdb", "raw", None)],
)
def test_its_disks_are(
    domain: Element, index: int, name: str, target: str, format: str, order: str | None
) -> None:
    disk = domain.findall("devices/disk")[index]

    driver = disk.find("driver[@error_policy='stop'][@discard='unmap'][@cache='none']")
    assert driver is not None
    assert driver.get("type") == format
    assert (disk.get("device"), disk.get("model")) == ("disk", NON_TRANSITIONAL)
    assert disk.find(f"target[@dev='{target}'][@bus='virtio']") is not None
    assert disk.find(f"alias[@name='ua-{name}']") is not None
    boot = disk.find("boot")
    assert (boot.get("order") if boot is not None else None) == order


def test_its_one_card_is(domain: Element) -> None:
    (card,) = domain.findall("devices/interface")

    assert card.find(f"model[@type='{NON_TRANSITIONAL}']") is not None
    assert card.find("rom[@enabled='no']") is not None
    assert card.find("alias[@name='ua-default']") is not None


def test_its_uuid_is_the_domains_as_well(domain: Element) -> None:
    """KubeVirt writes the uuid into SMBIOS alone; libvirt takes it from there, and refuses two."""
    assert domain.findtext("uuid") == domain.findtext("sysinfo/system/entry[@name='uuid']")


def test_it_has_the_cpus_that_were_asked_for_and_no_room_for_more(domain: Element) -> None:
    """KubeVirt makes four times as many sockets and leaves them unplugged, for nodes on which they can be
    plugged; so with memory."""
    assert domain.findtext("vcpu") == "2"
    assert domain.find("cpu/topology[@sockets='1'][@dies='1']") is not None
    assert domain.find("vcpus") is None
    assert domain.find("maxMemory") is None


def test_its_machine_is_the_newest_of_the_alias(domain: Element) -> None:
    """KubeVirt keeps the alias, for its guests never outlive their QEMU."""
    assert domain.find(f"os/type[@machine='{capable().machines['q35']}']") is not None


def test_its_disks_are_thin_over_their_image(domain: Element) -> None:
    """KubeVirt's data volume is a raw copy; ours is a qcow2 over the catalogue's image."""
    root = domain.find("devices/disk[1]")

    assert root is not None
    assert root.find("backingStore/format[@type='qcow2']") is not None


def test_libvirt_is_on_both_ends_of_its_wires(domain: Element) -> None:
    """KubeVirt makes tap devices and sockets of its own inside the pod."""
    assert domain.find("devices/interface[@type='network']/source[@network]") is not None
    assert domain.find("devices/interface/mac[@address]") is not None
    assert domain.find("devices/serial[@type='pty']") is not None
    assert domain.find("devices/graphics/listen[@type='none']") is not None


def test_everything_else_is_like_that_too(domain: Element) -> None:
    """Nothing is in it that the tests above do not name."""
    tags = {str(element.tag) for element in domain.iterfind("devices/*")}

    assert tags == {
        "disk", "controller", "interface", "serial", "console", "channel", "graphics", "video", "memballoon",
    }  # fmt: skip
    assert {etree.QName(element).localname for element in domain} == {
        "name", "uuid", "metadata", "memory", "vcpu", "sysinfo", "os", "features", "cpu", "clock",
        "on_poweroff", "on_reboot", "on_crash", "devices",
    }  # fmt: skip
