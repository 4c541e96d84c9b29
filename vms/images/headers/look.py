"""One look at a file: which container it is, whether it stands alone, and how large its disk is."""

from collections.abc import Callable
from pathlib import Path

from vms.images.headers import iso, qcow2, vdi, vhd, vhdx, vmdk
from vms.images.headers.containers import SECTOR, SPOKEN, Container, found
from vms.images.headers.header import Header
from vms.images.headers.reader import Reader, opened
from vms.images.limits import GIB, Limits

_GENEROUS = Limits()


def _raw(reader: Reader) -> int:
    return -(-reader.size // SECTOR) * SECTOR


# Each checks its container and tells the virtual size in bytes.
_READERS: dict[Container, Callable[[Reader], int]] = {
    Container.RAW: _raw,
    Container.QCOW2: qcow2.virtual_bytes,
    Container.VMDK: vmdk.virtual_bytes,
    Container.VHD: vhd.virtual_bytes,
    Container.VHDX: vhdx.virtual_bytes,
    Container.VDI: vdi.virtual_bytes,
    Container.ISO: iso.virtual_bytes,
}


def look(path: Path, limits: Limits = _GENEROUS) -> Header:
    """What the file is. Runs no program and follows nothing that the file names.

    Raises ``ImageRefused`` for what is no ordinary file, is two containers at once, leans on another file, is
    damaged, encrypted or too large, or is in a container that is not known here.
    """
    with opened(path) as reader:
        return look_at(reader, limits)


def look_at(reader: Reader, limits: Limits) -> Header:
    """The same for a file that is open already, so that what was looked at is what is used."""
    if reader.size == 0:
        raise reader.refused("The file is empty. Download or convert the image again.")
    if reader.stored > limits.file_bytes:
        raise reader.refused(
            f"The file is larger than the {_gib(limits.file_bytes)} that may be imported. "
            "Shrink the image, or ask a platform admin to raise the limit."
        )
    container = _container(reader)
    virtual = _READERS[container](reader)
    _refuse_bombs(reader, virtual, limits)
    return Header(container, virtual, reader.size, reader.stored)


def _container(reader: Reader) -> Container:
    known, foreign = found(reader)
    names = [SPOKEN[one] for one in sorted(known)] + [one.name for one in foreign]
    if len(names) > 1:
        raise reader.refused(
            f"This file can be read both as {names[0]} and as {names[1]}. "
            "Nobody can say which disk it holds: make the image anew from its source."
        )
    if foreign:
        raise reader.refused(f"This is {foreign[0].name}. {foreign[0].advice}")
    return next(iter(known), Container.RAW)


def _refuse_bombs(reader: Reader, virtual: int, limits: Limits) -> None:
    if virtual <= 0 or virtual % SECTOR:
        raise reader.refused(
            f"The disk in this image has an impossible size: {virtual} bytes. Make it anew from its source."
        )
    if virtual > limits.virtual_bytes:
        raise reader.refused(
            f"The disk in this image has {_gib(virtual)}; at most {_gib(limits.virtual_bytes)} are allowed. "
            "Shrink the disk, or ask a platform admin to raise the limit."
        )
    if virtual > limits.ratio * max(reader.stored, limits.ratio_from):
        raise reader.refused(
            f"The disk in this image has {_gib(virtual)}, yet the file keeps next to nothing of it. "
            "Import an image with content, or begin from a blank disk of that size."
        )


def _gib(size: int) -> str:
    return f"{size / GIB:,.1f} GiB"
