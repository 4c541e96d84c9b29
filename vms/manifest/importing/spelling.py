"""The same thing under another name, or in another place."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.importing.steps import Rename, Step
from vms.manifest.model import Document
from vms.manifest.rules.look import DISKS, DOMAIN, INTERFACES, SPEC, VOLUMES, entries, mapping, text
from vms.manifest.shipped import schema
from vms.schema import Edit, NodeKind, SchemaNode, get, join

KIND: Final = "VirtualMachine"
API_VERSION: Final = "kubevirt.io/v1"
# KubeVirt's spelling, and the schema's.
NETWORK_QUEUES: Final = ("networkInterfaceMultiqueue", "networkInterfaceMultiQueue")
USER_DATA_SECRET: Final = ("secretRef", "userDataSecretRef")
CLOUD_INIT: Final = ("cloudInitNoCloud", "cloudInitConfigDrive")

_MISSPELLED: Final = (
    (f"{DOMAIN}/cpu", "isolatedEmulatorThread", "isolateEmulatorThread"),
    (SPEC, "termination/GracePeriodSeconds", "terminationGracePeriodSeconds"),
)
_BESIDE_THE_DEVICE: Final = ("bootOrder", "cache", "dedicatedIOThread", "io")
_HEX: Final = re.compile(r"[0-9A-Fa-f]{12}")


def kind(document: Document) -> Iterator[Step]:
    for key, value in (("apiVersion", API_VERSION), ("kind", KIND)):
        if document.get(key) is None:
            yield Edit(f"/{key}", value)


def api_version(document: Document) -> Iterator[Step]:
    found = text(document.get("apiVersion")) or ""
    if found.startswith("kubevirt.io/") and found != API_VERSION:
        yield Edit("/apiVersion", API_VERSION)


def real_names(document: Document) -> Iterator[Step]:
    devices = f"{DOMAIN}/devices"
    yield from _renamed(document, devices, *NETWORK_QUEUES)
    for place, volume in entries(document, VOLUMES):
        if "registryDisk" in volume:
            yield from _renamed(document, place, "registryDisk", "containerDisk")
        for source in CLOUD_INIT:
            node = schema().at(f"{place}/{source}")
            if node is not None and USER_DATA_SECRET[1] in node.properties:
                yield from _renamed(document, f"{place}/{source}", *USER_DATA_SECRET)


def misspelled(document: Document) -> Iterator[Step]:
    """Fields that differ from a known one by capitals alone, and some that people often write."""
    for above, wrong, right in _MISSPELLED:
        yield from _renamed(document, above, wrong, right)
    yield from _by_capitals(schema().root, document, ())


def misplaced(document: Document) -> Iterator[Step]:
    """What stands inside of ``disk`` and belongs beside it; and the volume's name, which is the disk's."""
    for place, disk in entries(document, DISKS):
        volume = text(disk.get("volumeName"))
        if volume is not None:
            yield Edit(f"{place}/volumeName")
            if disk.get("name") != volume:
                yield Edit(f"{place}/name", volume)
        for device in ("disk", "cdrom", "lun"):
            for key in _BESIDE_THE_DEVICE:
                inner = f"{place}/{device}/{key}"
                if get(document, inner) is not None and key not in disk:
                    yield Edit(inner)
                    yield Edit(f"{place}/{key}", get(document, inner))


def mac_addresses(document: Document) -> Iterator[Step]:
    for place, interface in entries(document, INTERFACES):
        written = text(interface.get("macAddress")) or ""
        digits = re.sub(r"[-:.]", "", written).lower()
        address = ":".join(digits[at : at + 2] for at in range(0, 12, 2))
        if _HEX.fullmatch(digits) and written != address:
            yield Edit(f"{place}/macAddress", address)


def _renamed(document: Document, above: str, old: str, new: str) -> Iterator[Step]:
    holder = mapping(document, above)
    if old in holder and new not in holder:
        yield Rename(f"{above}{join([old])}", new)


def _by_capitals(node: SchemaNode, value: Any, place: tuple[str, ...]) -> Iterator[Step]:
    if node.kind is NodeKind.ARRAY and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _by_capitals(node.items, item, (*place, str(index)))
    if node.kind is not NodeKind.OBJECT or not isinstance(value, dict):
        return
    meant = {name.lower(): name for name in node.properties}
    for key, member in value.items():
        known = node.properties.get(key)
        if known is not None:
            yield from _by_capitals(known, member, (*place, key))
        elif (name := meant.get(key.lower())) is not None and name not in value:
            yield Rename(join((*place, key)), name)
