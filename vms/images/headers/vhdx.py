"""VHDX, Microsoft's newer container: disks without a parent that were closed cleanly."""

import struct
from collections.abc import Iterator
from uuid import UUID

from vms.images.headers.reader import Reader
from vms.images.limits import MIB, TIB

_KIB = 1024
_HEADERS_AT, _HEADER_BYTES = (64 * _KIB, 128 * _KIB), 4 * _KIB
_HEADER = struct.Struct("<4sIQ16s16s16sHHIQ")
_REGIONS_AT = 192 * _KIB
_REGION = struct.Struct("<16sQII")
_METADATA_HEAD_BYTES = 32
_ITEM = struct.Struct("<16sIII4x")
_ENTRIES_AT_MOST = 32

_BLOCKS = UUID("2dc27766-f623-4200-9d64-115e9bfd4a08")
_METADATA = UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e")
_FILE_PARAMETERS = UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b")
_DISK_SIZE = UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8")
_LOGICAL_SECTOR = UUID("8141bf1d-a96f-4709-ba47-f233a8faab5f")
_INDIFFERENT = {UUID("beca12ab-b2e6-4523-93ef-c309e000c746"), UUID("cda348c7-445d-4471-9cc9-e9885251c556")}
_PARENT_LOCATOR = UUID("a8d35f2d-b30b-454d-abf7-d3d84834ab0c")

_HAS_PARENT = 1 << 1
_SECTOR, _AT_MOST = 512, 64 * TIB
_MERGE = "Merge the two where they are, then import the result."
_CLOSE = "Open and close it where it comes from, then import it."
_CLEAN = "Convert it with qemu-img convert -O qcow2 on a machine without secrets, then import the result."


def virtual_bytes(reader: Reader) -> int:
    _refuse_unclean(reader)
    regions = dict(_regions(reader))
    if regions.keys() != {_BLOCKS, _METADATA}:
        raise reader.refused(f"This VHDX has regions unknown here, or lacks some. {_CLEAN}")
    items = dict(_items(reader, regions[_METADATA][0]))
    parameters = _value(reader, items, _FILE_PARAMETERS, "<II")
    (size,) = _value(reader, items, _DISK_SIZE, "<Q")
    (sector,) = _value(reader, items, _LOGICAL_SECTOR, "<I")
    if _PARENT_LOCATOR in items or parameters[1] & _HAS_PARENT:
        raise reader.refused(f"This VHDX holds only the differences from another disk. {_MERGE}")
    if items.keys() - {_FILE_PARAMETERS, _DISK_SIZE, _LOGICAL_SECTOR} - _INDIFFERENT:
        raise reader.refused(f"This VHDX says something of itself that is unknown here. {_CLEAN}")
    _refuse_sizes(reader, parameters[0], size, sector, regions[_BLOCKS])
    return int(size)


def _refuse_unclean(reader: Reader) -> None:
    """The header with the higher number counts; a log that it names would have to be written back first."""
    newest = -1
    clean = False
    for at in _HEADERS_AT:
        header = reader.at(at, _HEADER_BYTES)
        if not header.startswith(b"head") or len(header) < _HEADER_BYTES or not _sums_up(header):
            continue
        _, _, number, _file, _data, log, _log_version, version, _, _ = _HEADER.unpack_from(header)
        if number >= newest:
            newest, clean = number, log == bytes(16) and version == 1
    if newest < 0:
        raise reader.refused(f"This VHDX is damaged: it has no valid header. {_CLEAN}")
    if not clean:
        raise reader.refused(f"This VHDX was not closed properly. {_CLOSE}")


def _regions(reader: Reader) -> Iterator[tuple[UUID, tuple[int, int]]]:
    head = reader.whole(_REGIONS_AT, 16, "table of regions")
    magic, _sum, entries, _ = struct.unpack("<4sIII", head)
    if magic != b"regi" or entries > _ENTRIES_AT_MOST:
        raise reader.refused(f"This VHDX is damaged: its table of regions is not one. {_CLEAN}")
    for number in range(entries):
        entry = reader.whole(_REGIONS_AT + 16 + number * _REGION.size, _REGION.size, "table of regions")
        kind, at, length, _required = _REGION.unpack(entry)
        if at < MIB or not reader.inside(at, length):
            raise reader.cut_short("last region")
        yield UUID(bytes_le=kind), (at, length)


def _items(reader: Reader, region: int) -> Iterator[tuple[UUID, tuple[int, int]]]:
    magic, entries = struct.unpack("<8s2xH", reader.whole(region, 12, "metadata"))
    if magic != b"metadata" or entries > _ENTRIES_AT_MOST:
        raise reader.refused(f"This VHDX is damaged: its metadata are none. {_CLEAN}")
    for number in range(entries):
        at = region + _METADATA_HEAD_BYTES + number * _ITEM.size
        kind, offset, length, _bits = _ITEM.unpack(reader.whole(at, _ITEM.size, "metadata"))
        yield UUID(bytes_le=kind), (region + offset, length)


def _value(reader: Reader, items: dict[UUID, tuple[int, int]], kind: UUID, layout: str) -> tuple[int, ...]:
    if kind not in items:
        raise reader.refused(f"This VHDX does not say how large its disk is. {_CLEAN}")
    return struct.unpack(layout, reader.whole(items[kind][0], struct.calcsize(layout), "metadata"))


def _refuse_sizes(reader: Reader, block: int, size: int, sector: int, table: tuple[int, int]) -> None:
    if sector != _SECTOR:
        raise reader.refused(f"This VHDX has sectors of {sector} bytes; only 512 are understood. {_CLEAN}")
    if block & (block - 1) or not MIB <= block <= 256 * MIB or not 0 < size <= _AT_MOST:
        raise reader.refused(f"This VHDX is damaged: its sizes contradict each other. {_CLEAN}")
    if -(-size // block) * 8 > table[1]:
        raise reader.refused(f"This VHDX is damaged: its table of blocks is too short. {_CLEAN}")


def _sums_up(header: bytes) -> bool:
    (claimed,) = struct.unpack_from("<I", header, 4)
    return bool(claimed == _crc32c(header[:4] + bytes(4) + header[8:]))


def _crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def _row(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return value


_TABLE = tuple(_row(value) for value in range(256))
