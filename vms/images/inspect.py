"""A look at an image's header before any other program may open the file.

Accepted are raw and qcow2 that stand alone. A qcow2 may name a backing file or an external data file, and
QEMU would open it, whatever it is: such an image lends its author the eyes of the hypervisor. So both are
refused, as is every feature not known here, every other container format, and a file that is two at once.
"""

import os
import stat
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from vms.images.errors import ImageRefused

SECTOR = 512
HEAD_BYTES = 64 * 1024
ISO_MAGIC, ISO_AT = b"CD001", 0x8001
QCOW2_MAGIC = b"QFI\xfb"

# Other containers, each with a way of its own to name further files; by offset and magic.
_FOREIGN = (
    (0, b"KDMV", "VMDK"),
    (0, b"COWD", "VMDK"),
    (0, b"# Disk Descriptor", "VMDK"),
    (0, b"QED\0", "QED"),
    (0, b"QFI", "an old qcow"),
    (0, b"conectix", "VHD"),
    (0, b"vhdxfile", "VHDX"),
    (0x40, b"\x7f\x10\xda\xbe", "VDI"),
    (0, b"WithoutFreeSpace", "Parallels"),
    (0, b"WithouFreSpacExt", "Parallels"),
    (0, b"LUKS\xba\xbe", "LUKS"),
    (0, b"OOOMMM", "bochs"),
    (0, b"Bochs Virtual HD Image", "bochs"),
)

_HEADER_2 = struct.Struct(">4sIQIIQIIQQIIQ")  # 72 bytes, up to the snapshots
_HEADER_3 = struct.Struct(">QQQII")  # 32 more
_EXTENSION = struct.Struct(">II")

_INCOMPATIBLE = {0: "was not closed properly", 1: "is marked as corrupt", 2: "keeps its data in another file"}
_HARMLESS_BITS = {3, 4}  # compression type, extended L2 entries
_DATA_FILE_EXTENSION, _NO_MORE_EXTENSIONS = 0x44415441, 0


class ImageFormat(StrEnum):
    RAW = "raw"
    QCOW2 = "qcow2"


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """``virtual_bytes`` is what a guest will see, whole sectors."""

    format: ImageFormat
    virtual_bytes: int


def inspect_image(path: Path) -> ImageFacts:
    """Format and size of a local image file, from at most 64 KiB of it. Raises ``ImageRefused``."""
    try:
        # Non-blocking: opening a named pipe would otherwise wait for a writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            return _inspect(file, str(path))
    except OSError as error:
        raise ImageRefused(
            str(path), f"The file cannot be read ({error.strerror}). Check the path and its permissions."
        ) from error


def _inspect(file: BinaryIO, path: str) -> ImageFacts:
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        raise ImageRefused(path, "This is not an ordinary file. Give the path of an image file.")
    if status.st_size == 0:
        raise ImageRefused(path, "The file is empty. Download or convert the image again.")
    head = file.read(HEAD_BYTES)
    if head.startswith(QCOW2_MAGIC):
        return _inspect_qcow2(head, path)
    _refuse_foreign(head, path)
    file.seek(max(status.st_size - SECTOR, 0))
    if file.read(SECTOR).startswith(b"conectix"):  # a fixed VHD has its header at the end
        raise _foreign(path, "VHD")
    return ImageFacts(ImageFormat.RAW, -(-status.st_size // SECTOR) * SECTOR)


def _refuse_foreign(head: bytes, path: str) -> None:
    for offset, magic, name in _FOREIGN:
        if head.startswith(magic, offset):
            raise _foreign(path, name)


def _foreign(path: str, name: str) -> ImageRefused:
    return ImageRefused(
        path,
        f"This is {name}, which may refer to other files. On a machine without secrets, "
        "convert it with qemu-img convert -O qcow2, then register the result.",
    )


def _inspect_qcow2(head: bytes, path: str) -> ImageFacts:
    if len(head) < _HEADER_2.size:
        raise ImageRefused(path, "The file ends inside its qcow2 header. Download or convert it again.")
    _magic, version, backing_at, _length, _bits, size, encryption, *_rest = _HEADER_2.unpack_from(head)
    if version not in (2, 3):
        raise ImageRefused(
            path, f"This qcow2 has the unknown version {version}. Convert it with qemu-img convert -O qcow2."
        )
    if backing_at:
        raise ImageRefused(
            path,
            "This qcow2 builds on another file, its backing file. Flatten it with qemu-img convert "
            "-O qcow2 where both files are, then register the result.",
        )
    if encryption:
        raise ImageRefused(path, "This qcow2 is encrypted. Register a decrypted copy.")
    if head.startswith(ISO_MAGIC, ISO_AT):
        raise ImageRefused(path, "This file can be read both as qcow2 and as an ISO image. Convert it anew.")
    if size == 0 or size % SECTOR:
        raise ImageRefused(path, f"The disk in this qcow2 has an impossible size: {size} bytes.")
    if version == 3:
        _check_features(head, path)
    return ImageFacts(ImageFormat.QCOW2, size)


def _check_features(head: bytes, path: str) -> None:
    if len(head) < _HEADER_2.size + _HEADER_3.size:
        raise ImageRefused(path, "The file ends inside its qcow2 header. Download or convert it again.")
    incompatible, _compatible, _clearing, _order, length = _HEADER_3.unpack_from(head, _HEADER_2.size)
    for bit in range(64):
        if incompatible >> bit & 1 and bit not in _HARMLESS_BITS:
            trouble = _INCOMPATIBLE.get(bit, f"uses a feature unknown here (bit {bit})")
            raise ImageRefused(
                path, f"This qcow2 {trouble}. Make a clean copy with qemu-img convert -O qcow2."
            )
    if _DATA_FILE_EXTENSION in _extensions(head, length):
        raise ImageRefused(
            path,
            "This qcow2 names a file that holds its data. Make a clean copy with qemu-img convert -O qcow2.",
        )


def _extensions(head: bytes, at: int) -> set[int]:
    """The types of the header extensions, which lie in the first cluster up to an entry of type 0."""
    found: set[int] = set()
    while at + _EXTENSION.size <= len(head):
        kind, length = _EXTENSION.unpack_from(head, at)
        if kind == _NO_MORE_EXTENSIONS:
            break
        found.add(kind)
        at += _EXTENSION.size + (length + 7) // 8 * 8
    return found
