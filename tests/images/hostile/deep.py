"""What a header cannot give away: its tables lead astray. The box and the limits have to hold."""

import struct

from tests.images import forge
from tests.images.forge import MIB
from tests.images.hostile.bait import of_bytes

q = forge.qcow2


def _l2(entry: int, count: int = 8192) -> bytes:
    return struct.pack(">Q", entry) * count


def _deep(l1: int, table: bytes = b"", tail: bytes = b"", size: int = 512 * MIB) -> bytes:
    """A qcow2 of one map entry that leads to one table, which follows it in the next cluster."""
    image = forge.qcow2(size=size, patches={})
    image = image[: 3 << 16] + struct.pack(">Q", l1)
    return image.ljust(4 << 16, b"\0") + table + tail


_COPIED = 1 << 63
_TABLE_AT = _COPIED | 4 << 16
_COMPRESSED = 1 << 62
DEEP = [
    of_bytes("deep:map leads outside", "", _deep(_COPIED | 1 << 50)),
    of_bytes("deep:map leads into itself", "", _deep(_COPIED | 3 << 16)),
    of_bytes("deep:map leads to the header", "", _deep(_COPIED)),
    of_bytes("deep:map leads askew", "", _deep(_COPIED | (4 << 16) + 512)),
    of_bytes("deep:clusters outside", "", _deep(_TABLE_AT, _l2(_COPIED | 1 << 50))),
    of_bytes("deep:clusters askew", "", _deep(_TABLE_AT, _l2(_COPIED | (5 << 16) + 512))),
    of_bytes("deep:reserved bits", "", _deep(_TABLE_AT, _l2(0x7F00000000000000 | 5 << 16))),
    of_bytes("deep:one cluster a thousand times", "", _deep(_TABLE_AT, _l2(_COPIED | 5 << 16), b"A" * 65536)),
    of_bytes("deep:compressed rubbish", "", _deep(_TABLE_AT, _l2(_COMPRESSED | 5 << 16), b"\xff" * 65536)),
    of_bytes("deep:compressed outside", "", _deep(_TABLE_AT, _l2(_COMPRESSED | 1 << 50))),
    of_bytes("deep:snapshots of rubbish", "", q(snapshots=256, snapshots_at=1 << 16)),
    of_bytes("deep:vmdk tables outside", "", forge.vmdk()[: 21 * 512] + b"\xff" * 65536),
    of_bytes(
        "deep:vhd blocks outside", "", forge.vhd().replace(b"\xff" * 512, struct.pack(">I", 2**31) * 128)
    ),
    of_bytes("deep:vdi blocks outside", "", forge.vdi()[:512] + struct.pack("<I", 2**31) * 128),
    of_bytes("deep:vhdx blocks outside", "", forge.vhdx()[: 3 * MIB] + struct.pack("<Q", 2**63 + 6) * 131072),
]
