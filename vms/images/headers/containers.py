"""Which container a file is, by the magics that QEMU and people's tools go by.

Every magic is looked for, not only the first that fits: a file that is two things at once shows one face to
whoever checks it and the other to whoever opens it.
"""

from dataclasses import dataclass
from enum import StrEnum

from vms.images.headers.reader import Reader

SECTOR = 512
ISO_AT, ISO_MAGIC = 0x8001, b"CD001"


class Container(StrEnum):
    """What can be admitted, in QEMU's words; ``iso`` is a CD, kept as it is."""

    RAW = "raw"
    QCOW2 = "qcow2"
    VMDK = "vmdk"
    VHD = "vpc"
    VHDX = "vhdx"
    VDI = "vdi"
    ISO = "iso"


SPOKEN = {
    Container.RAW: "a raw image",
    Container.QCOW2: "qcow2",
    Container.VMDK: "VMDK",
    Container.VHD: "VHD",
    Container.VHDX: "VHDX",
    Container.VDI: "VDI",
    Container.ISO: "an ISO image",
}

_KNOWN = (
    (0, b"QFI\xfb", Container.QCOW2),
    (0, b"KDMV", Container.VMDK),
    (0, b"conectix", Container.VHD),
    (0, b"vhdxfile", Container.VHDX),
    (0x40, b"\x7f\x10\xda\xbe", Container.VDI),
    (ISO_AT, ISO_MAGIC, Container.ISO),
)

_CONVERT = "Convert it with qemu-img convert -O qcow2 on a machine without secrets, then import the result."
_PACKED = "Unpack it first, then import the image that is in it."
_PAGE = "Its address leads to a page about the image; use the address of the image itself."
_WHOLE = "Export the machine's disk as one self-contained file, then import that."

# What is recognised only in order to say what to do about it.
_FOREIGN = (
    (0, b"COWD", "an old VMDK", _CONVERT),
    (0, b"\xbe\xba\xfe\xca", "a VMDK in pieces", _WHOLE),
    (0, b"# Disk DescriptorFile", "a VMDK's description, which names other files", _WHOLE),
    (0, b"QED\0", "QED", _CONVERT),
    (0, b"WithoutFreeSpace", "a Parallels disk", _CONVERT),
    (0, b"WithouFreSpacExt", "a Parallels disk", _CONVERT),
    (0, b"LUKS\xba\xbe", "an encrypted disk (LUKS)", "Import a decrypted copy."),
    (0, b"OOOMMM", "a bochs or user-mode disk", _CONVERT),
    (0, b"Bochs Virtual HD Image", "a bochs disk", _CONVERT),
    (0, b"#!/bin/sh\n#V2.0 Format\nmodprobe cloop", "a cloop image", _CONVERT),
    (0, b"\x1f\x8b", "compressed with gzip", _PACKED),
    (0, b"\xfd7zXZ\0", "compressed with xz", _PACKED),
    (0, b"\x28\xb5\x2f\xfd", "compressed with zstd", _PACKED),
    (0, b"BZh", "compressed with bzip2", _PACKED),
    (0, b"PK\x03\x04", "a zip archive", _PACKED),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _PACKED),
    (257, b"ustar", "a tar archive", _PACKED),
    (0, b"<!DOCTYPE", "a web page", _PAGE),
    (0, b"<!doctype", "a web page", _PAGE),
    (0, b"<html", "a web page", _PAGE),
)
HEAD_BYTES = ISO_AT + len(ISO_MAGIC)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is not taken, and what to do about it."""

    name: str
    advice: str


def found(reader: Reader) -> tuple[set[Container], list[Foreign]]:
    """Everything the file looks like. Neither means raw."""
    head = reader.at(0, HEAD_BYTES)
    known = {container for at, magic, container in _KNOWN if head.startswith(magic, at)}
    foreign = [Foreign(name, advice) for at, magic, name, advice in _FOREIGN if head.startswith(magic, at)]
    tail = reader.at(max(reader.size - SECTOR, 0), SECTOR)
    if tail.startswith(b"conectix"):  # a fixed VHD says so only there
        known.add(Container.VHD)
    if tail.startswith(b"koly"):
        foreign.append(Foreign("an Apple disk image (DMG)", _CONVERT))
    return known, foreign
