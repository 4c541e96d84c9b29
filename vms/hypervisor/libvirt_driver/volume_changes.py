"""Storage volumes that exist: what they are, copies of them, and more room in them."""

from contextlib import suppress

import libvirt
from lxml.etree import fromstring, tostring

from vms.compiler import StorageVolume
from vms.hypervisor.errors import HypervisorRefused, HypervisorUnavailable
from vms.hypervisor.libvirt_driver.abilities import abilities
from vms.hypervisor.libvirt_driver.connection import label
from vms.hypervisor.libvirt_driver.pool import find_or_create, find_pool
from vms.hypervisor.libvirt_driver.storage import (
    PART,
    lookup,
    require_room,
    unfinished,
    volume_element,
)
from vms.hypervisor.port import StoredVolume


def stored(connection: libvirt.virConnect, name: str) -> StoredVolume | None:
    pool = find_pool(connection)
    if pool is None or lookup(pool, name + PART) is not None:
        return None
    volume = lookup(pool, name)
    if volume is None:
        return None
    _type, capacity, allocation = volume.info()
    return StoredVolume(volume.path(), capacity, allocation)


def copy(connection: libvirt.virConnect, source: str, volume: StorageVolume) -> None:
    """libvirt copies by ``qemu-img convert``: what lies under the source is copied too."""
    pool = find_or_create(connection)
    with unfinished(pool, volume.name) as missing:
        if not missing:
            return
        original = _required(pool, source, label(connection.getURI()))
        require_room(pool, original.info()[2], label(connection.getURI()))
        element = volume_element(volume.name, max(volume.capacity_bytes, original.info()[1]), volume.format)
        made = pool.createXMLFrom(tostring(element, encoding="unicode"), original, 0)
        if made.info()[1] < volume.capacity_bytes:  # it comes as large as the original, whatever was asked
            made.resize(volume.capacity_bytes, 0)


def grow(connection: libvirt.virConnect, name: str, capacity_bytes: int) -> None:
    """libvirt refuses what would be smaller, unless it is told to shrink, which nobody here does."""
    pool = find_or_create(connection)
    volume = _required(pool, name, label(connection.getURI()))
    if volume.info()[1] >= capacity_bytes:
        return
    if abilities(connection).makes_files:
        _look_again_unless_qcow2(pool, volume, label(connection.getURI()))
        volume.resize(capacity_bytes, 0)
        return
    volume.delete()  # a volume without a file holds nothing that could be lost
    pool.createXML(tostring(volume_element(name, capacity_bytes, "qcow2"), encoding="unicode"))


def _look_again_unless_qcow2(pool: libvirt.virStoragePool, volume: libvirt.virStorageVol, host: str) -> None:
    """libvirt takes what was uploaded for raw until it has looked at the pool again, and would then only
    make the file longer. Raises ``HypervisorUnavailable`` while uploads keep it from looking."""
    if _is_qcow2(volume):
        return
    with suppress(libvirt.libvirtError):
        pool.refresh()
    if not _is_qcow2(volume):
        raise HypervisorUnavailable(host, "its pool is busy with another upload")


def _is_qcow2(volume: libvirt.virStorageVol) -> bool:
    found = fromstring(volume.XMLDesc()).find("target/format")
    return found is not None and found.get("type") == "qcow2"


def _required(pool: libvirt.virStoragePool, name: str, host: str) -> libvirt.virStorageVol:
    volume = None if lookup(pool, name + PART) is not None else lookup(pool, name)
    if volume is None:
        raise HypervisorRefused(
            f"The volume {name} is not on the host {host} any more. Restore it from a backup, or delete it."
        )
    return volume
