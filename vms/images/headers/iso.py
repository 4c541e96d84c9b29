"""ISO 9660: a CD, kept as it is. Only that it is whole is checked: nothing in it names a file of ours."""

import struct

from vms.images.headers.reader import Reader

_BLOCK = 2048
_DESCRIPTOR_AT = 16 * _BLOCK
_PRIMARY = 1
_SPACE_AT, _BLOCK_SIZE_AT = 80, 128
_SECTOR = 512


def virtual_bytes(reader: Reader) -> int:
    """The size of the file in whole sectors: a hybrid image carries more than its CD."""
    descriptor = reader.whole(_DESCRIPTOR_AT, _BLOCK, "volume descriptor")
    (block,) = struct.unpack_from("<H", descriptor, _BLOCK_SIZE_AT)
    (blocks,) = struct.unpack_from("<I", descriptor, _SPACE_AT)
    if descriptor[0] != _PRIMARY or block != _BLOCK or not blocks:
        raise reader.refused("The volume descriptor of this ISO image is damaged. Download it again.")
    if not reader.inside(0, blocks * _BLOCK):
        raise reader.cut_short("last block")
    return -(-reader.size // _SECTOR) * _SECTOR
