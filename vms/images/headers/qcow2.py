"""qcow2, versions 2 and 3.

Its header may name a backing file and an external data file, which QEMU would open whatever they are: such an
image lends its author the eyes of the hypervisor. Those are refused, as is every feature not known here.
"""

import struct
from dataclasses import KW_ONLY, dataclass

from vms.images.errors import ImageRefused
from vms.images.headers.reader import Reader
from vms.images.limits import MIB

_HEADER_2 = struct.Struct(">4sIQIIQIIQQIIQ")  # 72 bytes
_HEADER_3 = struct.Struct(">QQQII")  # 32 more
_COMPRESSION_AT = 104
_EXTENSION = struct.Struct(">II")
_EXTENSIONS_AT_MOST = 64 * 1024

_EXTENDED_L2, _COMPRESSION_TYPE = 4, 3
_HARMLESS_BITS = {_COMPRESSION_TYPE, _EXTENDED_L2}
_TROUBLE = {0: "was not closed properly", 1: "is marked as corrupt", 2: "keeps its data in another file"}
_RAW_DATA_FILE = 1 << 1  # among the autoclear bits

_END, _FEATURE_NAMES = 0, 0x6803F857
_TELLING_EXTENSIONS = {
    0xE2792ACA: "names the format of a backing file",
    0x44415441: "names a file that holds its data",
    0x0537BE77: "is encrypted",
    0x23852875: "carries the bitmaps of a backup program",
}

_CLUSTER_BITS = range(9, 22)
_L1_AT_MOST, _REFCOUNTS_AT_MOST = 32 * MIB, 8 * MIB  # QEMU's own bounds
_SNAPSHOTS_AT_MOST = 256
_CLEAN = "Make a clean copy with qemu-img convert -O qcow2, then import that."


@dataclass(frozen=True, slots=True)
class _Fields:
    version: int
    backing_at: int
    backing_length: int
    cluster_bits: int
    size: int
    encryption: int
    l1_entries: int
    l1_at: int
    refcounts_at: int
    refcount_clusters: int
    snapshots: int
    snapshots_at: int
    _: KW_ONLY
    incompatible: int = 0
    autoclear: int = 0
    refcount_order: int = 4
    length: int = _HEADER_2.size
    compression: int = 0

    @property
    def cluster(self) -> int:
        return 1 << self.cluster_bits


def virtual_bytes(reader: Reader) -> int:
    fields = _fields(reader)
    _refuse_company(reader, fields)
    _refuse_features(reader, fields)
    _refuse_layout(reader, fields)
    _refuse_extensions(reader, fields)
    return fields.size


def _fields(reader: Reader) -> _Fields:
    _magic, version, *rest = _HEADER_2.unpack(reader.whole(0, _HEADER_2.size, "qcow2 header"))
    if version == 2:
        return _Fields(version, *rest)
    if version != 3:
        raise reader.refused(f"This qcow2 has the unknown version {version}. {_CLEAN}")
    more = reader.whole(_HEADER_2.size, _HEADER_3.size, "qcow2 header")
    incompatible, _compatible, autoclear, order, length = _HEADER_3.unpack(more)
    compression = reader.at(_COMPRESSION_AT, 1)[0] if length > _COMPRESSION_AT < reader.size else 0
    return _Fields(
        version,
        *rest,
        incompatible=incompatible,
        autoclear=autoclear,
        refcount_order=order,
        length=length,
        compression=compression,
    )


def _refuse_company(reader: Reader, fields: _Fields) -> None:
    if fields.backing_at or fields.backing_length:
        raise reader.refused(
            "This qcow2 builds on another file, its backing file. Flatten it with qemu-img convert "
            "-O qcow2 where both files are, then import the result."
        )
    if fields.encryption:
        raise reader.refused("This qcow2 is encrypted. Import a decrypted copy.")


def _refuse_features(reader: Reader, fields: _Fields) -> None:
    if fields.cluster_bits not in _CLUSTER_BITS:
        raise _damaged(reader, "size of its clusters")
    for bit in range(64):
        if fields.incompatible >> bit & 1 and bit not in _HARMLESS_BITS:
            trouble = _TROUBLE.get(bit, f"uses a feature unknown here (bit {bit})")
            raise reader.refused(f"This qcow2 {trouble}. {_CLEAN}")
    if fields.autoclear & _RAW_DATA_FILE:
        raise reader.refused(f"This qcow2 keeps its data in another file. {_CLEAN}")
    if fields.compression not in (0, 1) or bool(fields.compression) != _has(fields, _COMPRESSION_TYPE):
        raise reader.refused(f"This qcow2 is compressed in a way unknown here. {_CLEAN}")
    if fields.version == 3 and (fields.length < 104 or fields.length % 8 or fields.length > fields.cluster):
        raise _damaged(reader, "length of the header")


def _refuse_layout(reader: Reader, fields: _Fields) -> None:
    if fields.refcount_order > 6:
        raise _damaged(reader, "width of its reference counts")
    if fields.snapshots > _SNAPSHOTS_AT_MOST:
        raise reader.refused(f"This qcow2 carries {fields.snapshots} snapshots. {_CLEAN}")
    counts = fields.refcount_clusters * fields.cluster
    tables = [
        (fields.l1_at, fields.l1_entries * 8, _L1_AT_MOST, "map of its clusters"),
        (fields.refcounts_at, counts, _REFCOUNTS_AT_MOST, "reference counts"),
    ]
    for at, length, at_most, what in tables:
        if length > at_most or not length:
            raise _damaged(reader, f"length of the {what}")
        _refuse_place(reader, fields, at, length, what)
    if fields.snapshots:
        _refuse_place(reader, fields, fields.snapshots_at, 40 * fields.snapshots, "list of snapshots")
    if fields.l1_entries < _l1_entries_needed(fields):
        raise _damaged(reader, "map of its clusters, which is too short for the disk")
    (first_at, first_length, *_), (second_at, *_) = sorted(tables)
    if first_at + first_length > second_at:
        raise _damaged(reader, "place of its tables, which overlap")


def _refuse_place(reader: Reader, fields: _Fields, at: int, length: int, what: str) -> None:
    if at < fields.cluster or at % fields.cluster:
        raise _damaged(reader, f"place of the {what}")
    if not reader.inside(at, length):
        raise reader.cut_short(what)


def _l1_entries_needed(fields: _Fields) -> int:
    entry = 16 if _has(fields, _EXTENDED_L2) else 8
    covered = fields.cluster * (fields.cluster // entry)
    return -(-fields.size // covered)


def _refuse_extensions(reader: Reader, fields: _Fields) -> None:
    """They follow the header inside the first cluster, up to one of type 0; in version 2 as well."""
    end = min(fields.cluster, _EXTENSIONS_AT_MOST)
    area = reader.at(0, end)
    at = fields.length
    while at + _EXTENSION.size <= len(area):
        kind, length = _EXTENSION.unpack_from(area, at)
        if kind == _END:
            return
        if kind in _TELLING_EXTENSIONS:
            raise reader.refused(f"This qcow2 {_TELLING_EXTENSIONS[kind]}. {_CLEAN}")
        if kind != _FEATURE_NAMES:
            raise reader.refused(f"This qcow2 has a header extension unknown here ({kind:#x}). {_CLEAN}")
        at += _EXTENSION.size + -(-length // 8) * 8
    if at > end:
        raise _damaged(reader, "length of its header extensions")


def _has(fields: _Fields, bit: int) -> bool:
    return bool(fields.incompatible >> bit & 1)


def _damaged(reader: Reader, what: str) -> ImageRefused:
    return reader.refused(
        f"This qcow2 is damaged: it gives an impossible {what}. Download or convert it again."
    )
