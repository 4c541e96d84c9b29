"""VHD, Microsoft's older container ("vpc" to QEMU): fixed and dynamic disks, never differencing ones."""

import struct

from vms.images.headers.reader import Reader
from vms.images.limits import GIB, MIB

_SECTOR = 512
_FOOTER = struct.Struct(">8sII Q 4s4s4s4s QQ 4s II")
_CHECKSUM_AT = 64
_DYNAMIC_HEADER_BYTES = 1024
_DYNAMIC = struct.Struct(">8sQQIIII16s")
_DYNAMIC_CHECKSUM_AT = 36
_FIXED_DISK, _DYNAMIC_DISK, _DIFFERENCING = 2, 3, 4
_AT_MOST = 2040 * GIB
_MERGE = "Merge the two where they are, then import the result."
_CLEAN = "Convert it with qemu-img convert -O qcow2 on a machine without secrets, then import the result."


def virtual_bytes(reader: Reader) -> int:
    """The size that the footer gives; the older way, by cylinders and heads, would cut the disk short."""
    footer = reader.whole(max(reader.size - _SECTOR, 0), _SECTOR, "footer")
    if not footer.startswith(b"conectix"):
        raise reader.cut_short("footer")
    _, _, version, header_at, *_, size, _geometry, kind, _checksum = _FOOTER.unpack_from(footer)
    if kind == _DIFFERENCING:
        raise reader.refused(f"This VHD holds only the differences from another disk. {_MERGE}")
    if kind not in (_FIXED_DISK, _DYNAMIC_DISK) or version >> 16 != 1:
        raise reader.refused(f"This VHD is of a kind unknown here. {_CLEAN}")
    if not _sums_up(footer, _CHECKSUM_AT):
        raise reader.refused(f"This VHD is damaged: the checksum of its footer is wrong. {_CLEAN}")
    if not 0 < size <= _AT_MOST or size % _SECTOR:
        raise reader.refused(f"The disk in this VHD has an impossible size: {size} bytes. {_CLEAN}")
    starts_as_one = reader.at(0, 8) == b"conectix"
    if kind == _FIXED_DISK:
        if starts_as_one or not reader.inside(0, size + _SECTOR):
            raise reader.cut_short("footer")
        return int(size)
    if reader.at(0, _SECTOR) != footer:
        raise reader.refused(f"This VHD is damaged: its two footers differ. {_CLEAN}")
    _refuse_tables(reader, header_at, size)
    return int(size)


def _refuse_tables(reader: Reader, header_at: int, size: int) -> None:
    header = reader.whole(header_at, _DYNAMIC_HEADER_BYTES, "dynamic header")
    magic, _next, table_at, _version, entries, block, _checksum, parent = _DYNAMIC.unpack_from(header)
    if magic != b"cxsparse" or not _sums_up(header, _DYNAMIC_CHECKSUM_AT):
        raise reader.refused(f"This VHD is damaged: its dynamic header is not one. {_CLEAN}")
    if parent != bytes(16) or any(header[64:-256]):
        raise reader.refused(f"This VHD names a parent disk. {_CLEAN}")
    if block & (block - 1) or not _SECTOR <= block <= 256 * MIB or entries * block < size:
        raise reader.refused(f"This VHD is damaged: its sizes contradict each other. {_CLEAN}")
    if table_at < _SECTOR or not reader.inside(table_at, entries * 4):
        raise reader.cut_short("table of blocks")


def _sums_up(header: bytes, checksum_at: int) -> bool:
    """The complement of the sum of all bytes, the checksum's own left out."""
    (claimed,) = struct.unpack_from(">I", header, checksum_at)
    counted = sum(header) - sum(header[checksum_at : checksum_at + 4])
    return bool(claimed == ~counted & 0xFFFFFFFF)
