"""Storage volumes in the pool, each made so that a crash leaves nothing half-made that counts.

libvirt can neither rename a volume nor make one together with its content. So while ``root`` is being made,
an empty volume ``root.part`` lies beside it: made first, deleted last. As long as the marker is there the
volume is unfinished, whoever died meanwhile: the listing shows the marker in place of the volume, the next
attempt begins anew, and deleting either name deletes both.

A seed is always written anew, even over a finished one: its bytes belong to the generation about to start.
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import libvirt
from lxml.etree import Element, SubElement, _Element, tostring

from vms.compiler import StorageKind, StorageVolume
from vms.hypervisor.errors import HypervisorRefused, storage_full
from vms.hypervisor.libvirt_driver.abilities import abilities
from vms.hypervisor.libvirt_driver.border import unless_absent
from vms.hypervisor.libvirt_driver.connection import label
from vms.hypervisor.libvirt_driver.pool import find_or_create, find_pool

PART = ".part"
QCOW2_MAGIC = b"QFI\xfb"


def names(connection: libvirt.virConnect, prefix: str) -> frozenset[str]:
    """The volumes that begin with the prefix; for an unfinished one its marker alone."""
    pool = find_pool(connection)
    if pool is None:
        return frozenset()
    found = {volume.name() for volume in pool.listAllVolumes()}
    return frozenset(name for name in found if name.startswith(prefix) and name + PART not in found)


def create(connection: libvirt.virConnect, volume: StorageVolume, content: bytes | None) -> None:
    """Make it unless it is there; a seed is replaced. Raises ``HypervisorRefused`` when the pool lies
    elsewhere than the volume's path says."""
    pool = find_or_create(connection)
    if volume.kind is StorageKind.SEED:
        _delete(pool, volume.name)
    with unfinished(pool, volume.name) as missing:
        if not missing:
            return
        made = pool.createXML(_volume_xml(volume))
        if made.path() != volume.path:
            raise HypervisorRefused(
                f"The pool {pool.name()} keeps {volume.name} at {made.path()}, but the machine expects it at "
                f"{volume.path}. Refresh what the portal knows of this host, then start the machine again."
            )
        if content is not None:
            _upload(connection, made, BytesIO(content))


def import_image(connection: libvirt.virConnect, source: Path, name: str, format: str) -> str:
    """Copy a local file into the pool, byte for byte, unless the name is there; answer its path. Workers that
    import the same file wait for each other: the file itself is their lock. Raises ``HypervisorRefused``."""
    pool = find_or_create(connection)
    with _locked(source) as image, unfinished(pool, name) as missing:
        if missing:
            _refuse_other_format(image, source, format)
            require_room(pool, source.stat().st_size, label(connection.getURI()))
            _upload(connection, pool.createXML(_empty_file_xml(name)), image)
    return str(pool.storageVolLookupByName(name).path())


def require_room(pool: libvirt.virStoragePool, wanted_bytes: int, host: str) -> None:
    """Raises ``StorageFull`` before anything is written that would not fit."""
    with suppress(libvirt.libvirtError):  # it is refused while somebody uploads; then the last look counts
        pool.refresh()
    available = pool.info()[3]
    if wanted_bytes > available:
        raise storage_full(host)


def delete(connection: libvirt.virConnect, unwanted: Iterable[str]) -> None:
    """Names that are not there, or whose pool is not, are deleted already."""
    pool = find_pool(connection)
    if pool is None:
        return
    for name in unwanted:
        _delete(pool, name.removesuffix(PART))


@contextmanager
def unfinished(pool: libvirt.virStoragePool, name: str) -> Iterator[bool]:
    """Hold the marker while the body makes the volume; tells it whether there is anything to make."""
    if lookup(pool, name) is not None and lookup(pool, name + PART) is None:
        yield False
        return
    _delete(pool, name)
    marker = pool.createXML(_empty_file_xml(name + PART))
    try:
        yield True
    except BaseException:
        with suppress(libvirt.libvirtError):  # to free the space now; the marker already keeps us safe
            _delete(pool, name)
        raise
    marker.delete()


def _delete(pool: libvirt.virStoragePool, name: str) -> None:
    """The marker goes last: a crash in between must not make the half look whole."""
    for each in (name, name + PART):
        volume = lookup(pool, each)
        if volume is not None:
            unless_absent(libvirt.VIR_ERR_NO_STORAGE_VOL, volume.delete)


def lookup(pool: libvirt.virStoragePool, name: str) -> libvirt.virStorageVol | None:
    return unless_absent(libvirt.VIR_ERR_NO_STORAGE_VOL, pool.storageVolLookupByName, name)


@contextmanager
def _locked(source: Path) -> Iterator[BinaryIO]:
    try:
        image = source.open("rb")
    except OSError as error:
        raise HypervisorRefused(
            f"The image file {source} cannot be read ({error.strerror}). "
            "Put it back, or register the image anew."
        ) from error
    with image:
        fcntl.flock(image, fcntl.LOCK_EX)
        yield image


def _refuse_other_format(image: BinaryIO, source: Path, format: str) -> None:
    """The file was inspected when it was registered; a changed one must not pass for something else."""
    found = "qcow2" if image.read(len(QCOW2_MAGIC)) == QCOW2_MAGIC else "raw"
    image.seek(0)
    if found != format:
        raise HypervisorRefused(
            f"The image file {source} was registered as {format}, but now it is {found}. "
            "Put the old one back, or register the image anew."
        )


def _upload(connection: libvirt.virConnect, volume: libvirt.virStorageVol, content: BinaryIO) -> None:
    """Into an empty file, which grows as the bytes arrive. Nothing where volumes have no files."""
    if not abilities(connection).makes_files:
        return
    stream = connection.newStream()
    volume.upload(stream, 0, 0)
    stream.sendAll(lambda _stream, size, source: source.read(size), content)
    stream.finish()


def _volume_xml(volume: StorageVolume) -> str:
    if volume.kind is StorageKind.SEED:
        return _empty_file_xml(volume.name)
    element = volume_element(volume.name, volume.capacity_bytes, volume.format)
    if volume.backing is not None:
        backing = SubElement(element, "backingStore")
        SubElement(backing, "path").text = volume.backing.path
        SubElement(backing, "format", type=volume.backing.format)
    return tostring(element, encoding="unicode")


def _empty_file_xml(name: str) -> str:
    """A raw file of no bytes, whatever is to be uploaded into it: content brings its own header."""
    return tostring(volume_element(name, 0, "raw"), encoding="unicode")


def volume_element(name: str, capacity_bytes: int, format: str) -> _Element:
    element = Element("volume", type="file")
    SubElement(element, "name").text = name
    SubElement(element, "capacity", unit="bytes").text = str(capacity_bytes)
    SubElement(element, "allocation", unit="bytes").text = "0"
    SubElement(SubElement(element, "target"), "format", type=format)
    return element
