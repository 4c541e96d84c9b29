"""qcow2: other files by name, features, layout."""

from pathlib import Path

from tests.images import forge
from tests.images.forge import GIB
from tests.images.hostile.bait import Bait, Case, of_bytes

BACKING_NAMES = {
    "absolute": "{canary}",
    "relative": "../../../../../../../../{canary}",
    "json": '{{"driver":"raw","file":{{"driver":"file","filename":"{canary}"}}}}',
    "json-name": 'json:{{"driver":"raw","file":{{"driver":"file","filename":"{canary}"}}}}',
    "file-url": "file:{canary}",
    "nbd": "nbd://127.0.0.1:{port}/disk",
    "nbd-unix": "nbd+unix:///disk?socket={canary}",
    "json-nbd": 'json:{{"driver":"nbd","host":"127.0.0.1","port":"{port}"}}',
    "http": "http://127.0.0.1:{port}/disk",
    "ssh": "ssh://root@127.0.0.1:{port}/disk",
    "iscsi": "iscsi://127.0.0.1:{port}/iqn.x/0",
    "fat": "fat:rw:/etc",
    "blkdebug": "blkdebug::{canary}",
    "null": "null-co://",
    "itself": "/source",
    "descriptor": "/proc/self/fd/3",
    "environment": "/proc/self/environ",
    "device": "/dev/mem",
}


def _backed(name: str, version: int) -> Case:
    def write(path: Path, bait: Bait) -> None:
        backing = bait.named(BACKING_NAMES[name])
        path.write_bytes(forge.qcow2(version=version, backing=backing))

    return Case(f"backing:{name} v{version}", "backing file", write)


BACKED = [
    *(_backed(name, 3) for name in BACKING_NAMES),
    *(_backed(name, 2) for name in ("absolute", "json-name", "nbd")),
]


def _data_file(path: Path, bait: Bait) -> None:
    extension = ((0x44415441, bait.named("{canary}")),)
    path.write_bytes(forge.qcow2(incompatible=1 << 2, autoclear=1 << 1, extensions=extension))


def _data_file_without_bit(path: Path, bait: Bait) -> None:
    path.write_bytes(forge.qcow2(extensions=((0x6803F857, b"12345"), (0x44415441, bait.named("{canary}")))))


def _old_data_file(path: Path, bait: Bait) -> None:
    path.write_bytes(forge.qcow2(version=2, extensions=((0x44415441, bait.named("{canary}")),)))


def _backing_format_only(path: Path, bait: Bait) -> None:
    path.write_bytes(forge.qcow2(extensions=((0xE2792ACA, b"raw"),)))


q = forge.qcow2
QCOW2 = [
    Case("qcow2:data file", "data in another file", _data_file),
    Case("qcow2:data file without its bit", "holds its data", _data_file_without_bit),
    Case("qcow2:data file in version 2", "holds its data", _old_data_file),
    Case("qcow2:format of a backing file", "backing file", _backing_format_only),
    of_bytes("qcow2:length of a backing file", "backing file", q(backing_length=20)),
    of_bytes("qcow2:raw data file", "another file", q(autoclear=2)),
    of_bytes("qcow2:luks", "encrypted", q(encryption=2)),
    of_bytes("qcow2:aes", "encrypted", q(encryption=1)),
    of_bytes("qcow2:luks header", "encrypted", q(extensions=((0x0537BE77, bytes(16)),))),
    of_bytes("qcow2:bitmaps", "bitmaps", q(extensions=((0x23852875, bytes(24)),))),
    of_bytes("qcow2:unknown extension", "unknown here", q(extensions=((0x12345678, b"?"),))),
    of_bytes(
        "qcow2:endless extension", "header extensions", q(last_extension=b"\x68\x03\xf8\x57\xff\xff\xff\xff")
    ),
    of_bytes("qcow2:dirty", "not closed properly", q(incompatible=1)),
    of_bytes("qcow2:corrupt", "corrupt", q(incompatible=2)),
    of_bytes("qcow2:unknown bit", "bit 40", q(incompatible=1 << 40)),
    of_bytes("qcow2:all bits", "not closed", q(incompatible=2**64 - 1)),
    of_bytes("qcow2:unknown compression", "compressed in a way", q(incompatible=8, compression=7)),
    of_bytes("qcow2:compression without its bit", "compressed in a way", q(compression=1)),
    of_bytes("qcow2:version 1", "version 1", q(version=1)),
    of_bytes("qcow2:version 4", "version 4", q(version=4)),
    of_bytes("qcow2:no clusters", "size of its clusters", q(cluster_bits=0, l1_entries=2)),
    of_bytes("qcow2:small clusters", "size of its clusters", q(cluster_bits=8, l1_entries=2)),
    of_bytes("qcow2:giant clusters", "size of its clusters", q(cluster_bits=63, l1_entries=2)),
    of_bytes("qcow2:overflowing clusters", "size of its clusters", q(cluster_bits=2**32 - 1, l1_entries=2)),
    of_bytes("qcow2:wide counts", "reference counts", q(order=7)),
    of_bytes("qcow2:short header", "length of the header", q(header_length=72)),
    of_bytes("qcow2:odd header", "length of the header", q(header_length=107)),
    of_bytes("qcow2:endless header", "length of the header", q(header_length=2**32 - 8)),
    of_bytes("qcow2:no map", "map of its clusters", q(l1_entries=0)),
    of_bytes("qcow2:short map", "too short", q(size=100 * GIB, l1_entries=1)),
    of_bytes("qcow2:map bomb", "map of its clusters", q(l1_entries=2**32 - 1)),
    of_bytes("qcow2:map of 32 MiB outside", "ends before", q(l1_entries=2**22)),
    of_bytes("qcow2:map outside", "ends before", q(l1_at=1 << 60)),
    of_bytes("qcow2:map in the header", "place of the map", q(l1_at=0)),
    of_bytes("qcow2:map askew", "place of the map", q(l1_at=(3 << 16) + 8)),
    of_bytes("qcow2:map over the counts", "overlap", q(l1_at=1 << 16)),
    of_bytes("qcow2:map at the last byte", "ends before", q(l1_at=2**64 - (1 << 16))),
    of_bytes("qcow2:counts outside", "ends before", q(refcounts_at=1 << 50)),
    of_bytes("qcow2:counts bomb", "reference counts", q(refcount_clusters=2**32 - 1)),
    of_bytes("qcow2:no counts", "reference counts", q(refcount_clusters=0)),
    of_bytes("qcow2:a million snapshots", "snapshots", q(snapshots=1_000_000, snapshots_at=1 << 16)),
    of_bytes("qcow2:snapshots outside", "ends before", q(snapshots=5, snapshots_at=1 << 40)),
    of_bytes("qcow2:cut at 4", "ends before", q(length=4)),
    of_bytes("qcow2:cut in the header", "ends before", q(length=50)),
    of_bytes("qcow2:cut in the second part", "ends before", q(length=90)),
    of_bytes("qcow2:cut before the map", "ends before", q(length=150_000)),
]
