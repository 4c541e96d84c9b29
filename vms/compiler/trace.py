"""Which line of a manifest caused which line of the domain XML.

A table, apart from the stages: it says of each element which fields it speaks for, the most telling first. Of
those, what the document sets is the cause; where it sets none, the element is there by default.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from vms.compiler.effective import DISKS, DOMAIN, INTERFACES, TEMPLATE
from vms.compiler.elements import METADATA_NAMESPACE, Element
from vms.manifest import Document
from vms.schema import exists, get

_CPU: Final = f"{DOMAIN}/cpu"
_DEVICES: Final = f"{DOMAIN}/devices"
_EFI: Final = f"{DOMAIN}/firmware/bootloader/efi"
_BOOT: Final = (f"{_EFI}/secureBoot", _EFI, f"{DOMAIN}/firmware/bootloader")

_OURS: Final = f"{{{METADATA_NAMESPACE}}}"

# By the path of tags under the root; an attribute that tells entries apart stands in brackets.
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("/metadata/name", "/metadata/namespace"),
    "uuid": (f"{DOMAIN}/firmware/uuid",),
    f"metadata/{_OURS}machine/{_OURS}podNetwork": (f"{TEMPLATE}/networks",),
    f"metadata/{_OURS}machine/{_OURS}ports": (INTERFACES,),
    "memory": (f"{DOMAIN}/memory/guest", f"{DOMAIN}/memory/hugepages/pageSize"),
    "memoryBacking": (f"{DOMAIN}/memory/hugepages/pageSize",),
    "vcpu": (f"{_CPU}/cores", f"{_CPU}/sockets", f"{_CPU}/threads"),
    "iothreads": (f"{DOMAIN}/ioThreadsPolicy", f"{DOMAIN}/ioThreads"),
    "cputune": (f"{_CPU}/dedicatedCpuPlacement",),
    "cputune/emulatorpin": (f"{_CPU}/isolateEmulatorThread",),
    "sysinfo/chassis": (f"{DOMAIN}/chassis",),
    "sysinfo/system/entry[serial]": (f"{DOMAIN}/firmware/serial",),
    "sysinfo/system/entry[uuid]": (f"{DOMAIN}/firmware/uuid",),
    "os/type": (f"{DOMAIN}/machine/type",),
    "os/loader": _BOOT,
    "os/nvram": _BOOT,
    "os/bios": (f"{DOMAIN}/firmware/bootloader/bios",),
    "features/acpi": (f"{DOMAIN}/features/acpi",),
    "features/apic": (f"{DOMAIN}/features/apic",),
    "features/kvm": (f"{DOMAIN}/features/kvm", f"{_CPU}/dedicatedCpuPlacement"),
    "features/pvspinlock": (f"{DOMAIN}/features/pvspinlock",),
    "features/smm": (f"{DOMAIN}/features/smm",),
    "features/hyperv": (f"{DOMAIN}/features/hyperv", f"{DOMAIN}/features/hypervPassthrough"),
    "cpu": (f"{_CPU}/model",),
    "cpu/model": (f"{_CPU}/model",),
    "cpu/topology": (f"{_CPU}/sockets", f"{_CPU}/cores", f"{_CPU}/threads"),
    "cpu/numa": (f"{DOMAIN}/memory/hugepages/pageSize",),
    "cpu/feature": (f"{_CPU}/features", f"{_CPU}/model"),
    "clock": (f"{DOMAIN}/clock",),
    "clock/timer": (f"{DOMAIN}/clock/timer", f"{DOMAIN}/features/hyperv/synictimer"),
    "devices/serial": (f"{_DEVICES}/autoattachSerialConsole",),
    "devices/console": (f"{_DEVICES}/autoattachSerialConsole",),
    "devices/graphics": (f"{_DEVICES}/autoattachGraphicsDevice",),
    "devices/video": (f"{_DEVICES}/video", f"{_DEVICES}/autoattachGraphicsDevice", _EFI),
    "devices/input": (f"{_DEVICES}/inputs", f"{_DEVICES}/autoattachInputDevice"),
    "devices/tpm": (f"{_DEVICES}/tpm",),
    "devices/sound": (f"{_DEVICES}/sound",),
    "devices/watchdog": (f"{_DEVICES}/watchdog",),
    "devices/vsock": (f"{_DEVICES}/autoattachVSOCK",),
    "devices/rng": (f"{_DEVICES}/rng",),
    "devices/memballoon": (f"{_DEVICES}/autoattachMemBalloon", f"{DOMAIN}/memory/hugepages/pageSize"),
}
# Under an entry of a list, by the path of tags below it.
_OF_A_DISK: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("",),
    "driver": ("cache", "io", "dedicatedIOThread", f"{_DEVICES}/blockMultiQueue", ""),
    "target": ("disk/bus", "cdrom/bus", "lun/bus", ""),
    "readonly": ("cdrom/readonly", "cdrom", "disk/readonly", ""),
    "boot": ("bootOrder",),
    "address": ("disk/pciAddress", ""),
    "serial": ("serial",),
    "shareable": ("shareable",),
    "blockio": ("blockSize",),
    "alias": ("name",),
}
_OF_AN_INTERFACE: Final[Mapping[str, tuple[str, ...]]] = {
    "": ("",),
    "mac": ("macAddress", ""),
    "model": ("model", ""),
    "driver": (f"{_DEVICES}/networkInterfaceMultiQueue", ""),
    "boot": ("bootOrder",),
    "link": ("state",),
    "address": ("pciAddress",),
    "alias": ("name",),
}
_HYPERV: Final = {"stimer": "synictimer", "vendor_id": "vendorid"}


Cause = tuple[tuple[str, ...], bool]


@dataclass(frozen=True, slots=True)
class XmlLine:
    """One line of domain XML. ``pointers`` are the fields it comes from, none where no field speaks of it;
    ``is_set`` tells whether the document sets them, else the line is there by default."""

    text: str
    pointers: tuple[str, ...] = ()
    is_set: bool = False


def trace(xml: str, document: Document) -> tuple[XmlLine, ...]:
    """Each line of what ``to_xml`` wrote for a document, with its cause. Linear in the lines."""
    root = etree.fromstring(xml.encode())
    causes = {
        int(str(element.sourceline)): _cause(candidates, document)
        for element, candidates in _traced(root, document)
        if candidates
    }
    return tuple(_lines(xml.rstrip("\n").split("\n"), causes))


def _lines(lines: Iterable[str], causes: Mapping[int, Cause]) -> Iterator[XmlLine]:
    """A closing tag has the cause of its opening one."""
    opened: list[Cause] = []
    for number, text in enumerate(lines, start=1):
        bare = text.strip()
        if bare.startswith("</"):
            yield XmlLine(text, *opened.pop())
            continue
        cause = causes.get(number, ((), False))
        if not bare.endswith("/>") and "</" not in bare:
            opened.append(cause)
        yield XmlLine(text, *cause)


def _cause(candidates: tuple[str, ...], document: Document) -> Cause:
    """All of the fields that are set, less those that only hold another of them."""
    found = [pointer for pointer in candidates if exists(document, pointer)]
    told = [
        pointer
        for pointer in found
        if not any(other != pointer and other.startswith(f"{pointer}/") for other in found)
    ]
    return (tuple(told), True) if told else (candidates[:1], False)


def _traced(root: Element, document: Document) -> Iterator[tuple[Element, tuple[str, ...]]]:
    for element in root:
        if element.tag != "devices":
            yield from _beneath(element, str(element.tag))
    devices = root.find("devices")
    disks = 0
    for device in devices if devices is not None else ():
        if device.tag == "disk":
            yield from _entry(device, _disk(document, disks, device), _OF_A_DISK, _volume(document, device))
            disks += 1
        elif device.tag == "interface":
            place = _place(document, INTERFACES, device)
            network = _place(document, f"{TEMPLATE}/networks", device)
            yield from _entry(device, place, _OF_AN_INTERFACE, network)
        else:
            yield from _beneath(device, f"devices/{device.tag}")


def _beneath(element: Element, path: str) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """An element and what is in it; what the table does not name has the cause of what it stands in."""
    waiting: list[tuple[Element, str, tuple[str, ...]]] = [(element, path, ())]
    while waiting:
        here, where, around = waiting.pop()
        name = here.get("name")
        candidates = _FIELDS.get(f"{where}[{name}]") or _FIELDS.get(where) or around
        if where.startswith("features/hyperv/") and where.count("/") == 2:
            tag = where.rpartition("/")[2]
            candidates = (f"{DOMAIN}/features/hyperv/{_HYPERV.get(tag, tag)}",)
        yield here, candidates
        waiting += [(child, f"{where}/{child.tag}", candidates) for child in reversed(here)]


def _entry(
    element: Element, place: str, fields: Mapping[str, tuple[str, ...]], source: str
) -> Iterator[tuple[Element, tuple[str, ...]]]:
    for here in element.iter():
        if here is element:
            yield here, (place,)
            continue
        top = next(each for each in (here, *here.iterancestors()) if each.getparent() is element)
        if top.tag in {"source", "backingStore"}:
            yield here, (source or place,)
            continue
        members = fields.get(str(top.tag), ("",))
        yield (
            here,
            tuple(
                member if member.startswith("/") else f"{place}/{member}" if member else place
                for member in members
            ),
        )


def _disk(document: Document, index: int, device: Element) -> str:
    """The disk's own place; of one that a volume brought along, the volume's."""
    disks = get(document, DISKS)
    has_its_own = isinstance(disks, list) and index < len(disks)
    return f"{DISKS}/{index}" if has_its_own else _volume(document, device)


def _volume(document: Document, device: Element) -> str:
    return _place(document, f"{TEMPLATE}/volumes", device)


def _place(document: Document, pointer: str, device: Element) -> str:
    """The entry of a list that has a device's name; the list itself where there is none."""
    alias = device.find("alias")
    name = alias.get("name", "").removeprefix("ua-") if alias is not None else ""
    entries = get(document, pointer)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and entry.get("name") == name:
            return f"{pointer}/{index}"
    return pointer
