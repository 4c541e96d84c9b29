"""Layers that somebody packs to get at another file, to lie about the disk, or to keep the portal busy.

By what their author hopes for; each is a whole tar. None holds a disk that may be taken.
"""

import struct
import tarfile
from collections.abc import Callable

from tests.registry.making import disk_tar, member, tar_of

SECTOR = b"x" * 512
_GNU, _PAX = tarfile.GNU_FORMAT, tarfile.PAX_FORMAT


def header(name: bytes, size: bytes, kind: bytes = b"0", magic: bytes = b"ustar\x0000") -> bytes:
    """A header with a right checksum and whatever else."""
    block = bytearray(512)
    block[: len(name[:100])] = name[:100]
    block[100:108] = b"0000644\0"
    block[124:136] = size.ljust(12, b"\0")[:12]
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[257:265] = magic
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def octal(number: int) -> bytes:
    return b"%011o\0" % number


def padded(body: bytes) -> bytes:
    return body + b"\0" * (-len(body) % 512)


def pax(*records: tuple[str, str], kind: bytes = b"x") -> bytes:
    body = b""
    for key, value in records:
        rest = f" {key}={value}\n".encode()
        length = len(rest) + len(str(len(rest) + 3))
        body += str(length).encode() + rest
    return header(b"PaxHeaders/0", octal(len(body)), kind) + padded(body)


END = b"\0" * 1024
PLAIN = header(b"disk/disk.img", octal(512)) + SECTOR


def _below(kind: bytes, target: str = "/etc/shadow") -> bytes:
    return tar_of((member("disk/disk.img", kind, target), b""))


def _base256(number: int) -> bytes:
    return b"\x80" + number.to_bytes(11, "big")


TARS: dict[str, Callable[[], bytes]] = {
    "climbs": lambda: disk_tar(SECTOR, "../../etc/cron.d/x"),
    "climbs inside disk": lambda: disk_tar(SECTOR, "disk/../../etc/cron.d/x"),
    "climbs and comes back": lambda: disk_tar(SECTOR, "other/../disk/disk.img"),
    "starts at the root": lambda: header(b"/disk/disk.img", octal(512)) + SECTOR + END,
    "starts at the root by its prefix": lambda: disk_tar(SECTOR, "/disk/disk.img"),
    "a dot inside": lambda: disk_tar(SECTOR, "disk/./disk.img"),
    "an empty part": lambda: disk_tar(SECTOR, "disk//disk.img"),
    "a newline in its name": lambda: disk_tar(SECTOR, "disk/disk\n.img"),
    "a blank in its name": lambda: disk_tar(SECTOR, "disk/my disk.img"),
    "an escape in its name": lambda: disk_tar(SECTOR, "disk/\x1b[2Jdisk.img"),
    "a right-to-left name": lambda: disk_tar(SECTOR, "disk/\u202egmi.ksid"),
    "a name of 200 letters": lambda: tar_of((member("disk/" + "x" * 200), SECTOR), form=_GNU),
    "a folder below": lambda: disk_tar(SECTOR, "disk/sub/disk.img"),
    "an empty folder below": lambda: tar_of((member("disk/sub", tarfile.DIRTYPE), b"")),
    "a symbolic link": lambda: _below(tarfile.SYMTYPE),
    "a relative symbolic link": lambda: _below(tarfile.SYMTYPE, "../../etc/shadow"),
    "a hard link": lambda: _below(tarfile.LNKTYPE),
    "a character device": lambda: _below(tarfile.CHRTYPE),
    "a block device": lambda: _below(tarfile.BLKTYPE),
    "a pipe": lambda: _below(tarfile.FIFOTYPE),
    "a contiguous file": lambda: header(b"disk/disk.img", octal(512), b"7") + SECTOR + END,
    "an unknown kind": lambda: header(b"disk/disk.img", octal(512), b"Q") + SECTOR + END,
    "a sparse file of old GNU": lambda: header(b"disk/disk.img", octal(512), b"S") + SECTOR + END,
    "a sparse file of new GNU": lambda: (
        pax(("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "999")) + PLAIN + END
    ),
    "disk is a link": lambda: tar_of(
        (member("disk", tarfile.SYMTYPE, "/etc"), b""), (member("disk/passwd"), SECTOR)
    ),
    "disk is a file": lambda: tar_of((member("disk"), SECTOR)),
    "disk is a device": lambda: tar_of((member("disk", tarfile.CHRTYPE), b"")),
    "two disks": lambda: tar_of((member("disk/a.img"), SECTOR), (member("disk/b.img"), SECTOR)),
    "the same disk twice": lambda: tar_of((member("disk/a.img"), SECTOR), (member("disk/a.img"), SECTOR)),
    "a disk and a link": lambda: tar_of(
        (member("disk/a.img"), SECTOR), (member("disk/b.img", tarfile.SYMTYPE, "a.img"), b"")
    ),
    "no disk": lambda: tar_of((member("etc/passwd"), SECTOR)),
    "no entry": lambda: END,
    "an empty disk folder": lambda: tar_of((member("disk/", tarfile.DIRTYPE), b"")),
    "a removed disk": lambda: tar_of((member("disk/.wh.disk.img"), b"")),
    "a removed folder": lambda: tar_of((member(".wh.disk"), b"")),
    "an opaque folder": lambda: tar_of((member("disk/.wh..wh..opq"), b"")),
    "a size beyond all disks": lambda: header(b"disk/disk.img", _base256(2**62)) + SECTOR,
    "a size of 88 bits": lambda: header(b"disk/disk.img", b"\x80" + b"\xff" * 11) + SECTOR,
    "a negative size": lambda: header(b"disk/disk.img", b"\xff" * 12) + SECTOR,
    "a size in letters": lambda: header(b"disk/disk.img", b"cafe") + SECTOR,
    "a decimal size": lambda: header(b"disk/disk.img", b"00000000999") + SECTOR,
    "a larger size than there is": lambda: header(b"disk/disk.img", octal(5120)) + SECTOR,
    "a size by pax that is larger": lambda: pax(("size", "5120")) + PLAIN,
    "a size by pax beyond all disks": lambda: pax(("size", str(2**59))) + PLAIN + END,
    "a negative size by pax": lambda: pax(("size", "-1")) + PLAIN + END,
    "a path by pax that climbs": lambda: pax(("path", "../../etc/cron.d/x")) + PLAIN + END,
    "a path by pax with two files": lambda: pax(("path", "disk/a.img")) + PLAIN + PLAIN + END,
    "a path for all": lambda: pax(("path", "disk/disk.img"), kind=b"g") + PLAIN + END,
    "a size for all": lambda: pax(("size", "0"), kind=b"g") + PLAIN + END,
    "pax with a wrong length": lambda: header(b"p", octal(10), b"x") + padded(b"99 path=x\n") + PLAIN + END,
    "pax with no length": lambda: header(b"p", octal(7), b"x") + padded(b"path=x\n") + PLAIN + END,
    "pax with length zero": lambda: header(b"p", octal(9), b"x") + padded(b"0 path=x\n") + PLAIN + END,
    "pax without an end": lambda: header(b"p", octal(9), b"x") + padded(b"9 path=xx") + PLAIN + END,
    "pax of a gibibyte": lambda: header(b"p", octal(2**30), b"x") + SECTOR,
    "a long name of a gibibyte": lambda: header(b"././@LongLink", octal(2**30), b"L") + SECTOR,
    "a long name that climbs": lambda: tar_of((member("../" * 50 + "disk/disk.img"), SECTOR), form=_GNU),
    "a long link of a gibibyte": lambda: header(b"././@LongLink", octal(2**30), b"K") + SECTOR,
    "a wrong checksum": lambda: PLAIN.replace(b"0000644", b"0000777") + END,
    "no tar": lambda: b"QFI\xfb" + b"x" * 5116,
    "half a header": lambda: PLAIN[:300],
    "half a disk": lambda: PLAIN[:700],
    "a zip": lambda: struct.pack("<I", 0x04034B50) + b"\0" * 1020,
    "an archive of links alone": lambda: tar_of(
        *[(member(f"l{number}", tarfile.SYMTYPE, f"l{number + 1}"), b"") for number in range(100)]
    ),
}
