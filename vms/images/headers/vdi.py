"""VDI, VirtualBox's container: dynamic and static disks that have no parent."""

import struct

from vms.images.headers.reader import Reader
from vms.images.limits import MIB

_HEADER = struct.Struct("<64xIIIII256xII12xI4xQIIII16x16x16s16s")
_VERSION = 0x00010001
_KINDS = (1, 2)  # dynamic, static; undo and differencing disks lean on others
_SECTOR = 512
_NOBODY = bytes(16)
_ENTRY = 4
_CLEAN = "Export it anew from VirtualBox, or convert it with qemu-img convert -O qcow2."


def virtual_bytes(reader: Reader) -> int:
    header = _HEADER.unpack(reader.whole(0, _HEADER.size, "VDI header"))
    _magic, version, _length, kind, _flags, map_at, data_at, sector, size, *rest = header
    block, _extra, blocks, allocated, link, parent = rest
    if version != _VERSION:
        raise reader.refused(f"This VDI has the unknown version {version >> 16}.{version & 0xFFFF}. {_CLEAN}")
    if kind not in _KINDS or link != _NOBODY or parent != _NOBODY:
        raise reader.refused(
            "This VDI builds on another disk. Clone it in VirtualBox, then import the clone."
        )
    size = -(-size // _SECTOR) * _SECTOR
    if sector not in (0, _SECTOR) or block != MIB or not 0 < size <= blocks * block or allocated > blocks:
        raise reader.refused(f"This VDI is damaged: its sizes contradict each other. {_CLEAN}")
    if map_at % _SECTOR or data_at % _SECTOR or map_at < _SECTOR or data_at < map_at + blocks * _ENTRY:
        raise reader.refused(f"This VDI is damaged: its tables overlap. {_CLEAN}")
    if not reader.inside(map_at, blocks * _ENTRY) or not reader.inside(data_at, allocated * block):
        raise reader.cut_short("last block")
    return int(size)
