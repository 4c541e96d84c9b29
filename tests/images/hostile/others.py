"""Sizes that cannot be, files that are two things at once or something else, what is no file."""

import os
import socket
from pathlib import Path

from tests.images import forge
from tests.images.forge import GIB, MIB, TIB
from tests.images.hostile.bait import Bait, Case, Make, of_bytes

q = forge.qcow2


def _sparse_file(size: int, head: bytes = b"") -> Make:
    def write(path: Path, bait: Bait) -> None:
        path.write_bytes(head)
        os.truncate(path, size)

    return write


SIZES = [
    of_bytes("size:nothing", "empty", b""),
    of_bytes("size:zero", "impossible size", q(size=0)),
    of_bytes("size:half a sector", "impossible size", q(size=GIB + 1)),
    of_bytes("size:60 TiB", "are allowed", q(size=60 * TIB, cluster_bits=16)),
    of_bytes("size:8 EiB", "map of its clusters", q(size=2**63, l1_entries=2)),
    of_bytes("size:negative", "map of its clusters", q(size=2**64 - 512, l1_entries=2)),
    of_bytes("size:large and empty", "next to nothing", q(size=TIB)),
    Case("size:sparse raw of 3 TiB", "are allowed", _sparse_file(3 * TIB)),
    Case("size:sparse raw of 1 TiB", "next to nothing", _sparse_file(TIB, b"\xeb\x63")),
    of_bytes("size:vmdk without end", "ends before", forge.vmdk(capacity=2**63)),
    of_bytes("size:vmdk of 4 TiB", "ends before", forge.vmdk(capacity=2**33)),
    of_bytes("size:vhdx without end", "contradict", forge.vhdx(size=2**64 - 512)),
    of_bytes("size:vhdx of 60 TiB", "too short", forge.vhdx(size=60 * TIB)),
    of_bytes("size:vdi without end", "contradict", forge.vdi(size=2**64 - 512)),
    of_bytes("size:vhd without end", "impossible size", forge.vhd(size=2**64 - 512)),
    of_bytes("size:vhd without anything", "impossible size", forge.vhd(size=0)),
]


def _over(below: bytes, at: int, above: bytes) -> bytes:
    out = bytearray(below.ljust(at + len(above), b"\0"))
    out[at : at + len(above)] = above
    return bytes(out)


_CD = b"\x01CD001\x01"
TWO_FACES = [
    of_bytes("both:qcow2 and iso", "both as", _over(q(), 0x8000, _CD)),
    of_bytes("both:iso with a qcow2 in its first sectors", "both as", _over(forge.iso(), 0, q()[:112])),
    of_bytes("both:vmdk and iso", "both as", _over(forge.vmdk(), 0x8000, _CD)),
    of_bytes("both:vdi and qcow2", "both as", _over(q(), 0x40, b"\x7f\x10\xda\xbe")),
    of_bytes("both:vhd behind qcow2", "both as", q() + forge.vhd_footer(kind=2, size=MIB, header_at=0)),
    of_bytes("both:vhd behind iso", "both as", forge.iso() + forge.vhd_footer(kind=2, size=MIB, header_at=0)),
    of_bytes("both:dmg behind qcow2", "both as", q() + b"koly".ljust(512, b"\0")),
    of_bytes("both:gzip and tar", "both as", _over(b"\x1f\x8b".ljust(2048, b"\0"), 257, b"ustar")),
    of_bytes("both:tar and iso", "both as", _over(forge.iso(), 257, b"ustar")),
]
FOREIGN = [
    of_bytes("foreign:qed", "QED", b"QED\0" + bytes(600)),
    of_bytes("foreign:parallels", "Parallels", b"WithoutFreeSpace" + bytes(600)),
    of_bytes("foreign:parallels, extended", "Parallels", b"WithouFreSpacExt" + bytes(600)),
    of_bytes("foreign:luks", "LUKS", b"LUKS\xba\xbe" + bytes(600)),
    of_bytes("foreign:bochs", "bochs", b"Bochs Virtual HD Image".ljust(600, b"\0")),
    of_bytes("foreign:cow", "bochs", b"OOOMMM" + bytes(600)),
    of_bytes(
        "foreign:cloop", "cloop", b"#!/bin/sh\n#V2.0 Format\nmodprobe cloop file=$0 && mount\n".ljust(600)
    ),
    of_bytes("foreign:dmg", "DMG", bytes(4096) + b"koly".ljust(512, b"\0")),
    of_bytes("foreign:gzip", "gzip", b"\x1f\x8b\x08" + bytes(600)),
    of_bytes("foreign:xz", "with xz", b"\xfd7zXZ\0" + bytes(600)),
    of_bytes("foreign:zstd", "zstd", b"\x28\xb5\x2f\xfd" + bytes(600)),
    of_bytes("foreign:bzip2", "bzip2", b"BZh9" + bytes(600)),
    of_bytes("foreign:zip", "zip archive", b"PK\x03\x04" + bytes(600)),
    of_bytes("foreign:7-Zip", "7-Zip", b"7z\xbc\xaf\x27\x1c" + bytes(600)),
    of_bytes("foreign:tar", "tar archive", bytes(257) + b"ustar\0" + bytes(600)),
    of_bytes("foreign:web page", "web page", b"<!DOCTYPE html><title>Sign in</title>".ljust(600)),
    of_bytes("foreign:iso without blocks", "damaged", forge.iso(blocks=0)),
    of_bytes("foreign:iso of odd blocks", "damaged", forge.iso(block=512)),
    of_bytes("foreign:iso without a volume", "damaged", forge.iso(kind=0)),
    of_bytes("foreign:iso cut short", "ends before", forge.iso(blocks=2**32 - 1)),
]


def _link(path: Path, bait: Bait) -> None:
    path.symlink_to(bait.canary)


def _loop(path: Path, bait: Bait) -> None:
    path.symlink_to(path)


def _socket(path: Path, bait: Bait) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))


FILES = [
    Case("file:link", "symbolic link", _link),
    Case("file:link to itself", "symbolic link", _loop),
    Case("file:pipe", "not an ordinary file", lambda path, bait: os.mkfifo(path)),
    Case("file:folder", "not an ordinary file", lambda path, bait: path.mkdir()),
    Case("file:socket", "not an ordinary file", _socket),
    Case("file:absent", "cannot be read", lambda path, bait: None),
]
