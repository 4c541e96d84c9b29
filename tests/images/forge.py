"""Image files made byte by byte: sound ones of every container, each field of which a test may spoil."""

import struct
from uuid import UUID

from vms.images.headers.vhdx import _crc32c as crc32c

MIB, GIB, TIB = 2**20, 2**30, 2**40
SECTOR = 512


def _patched(image: bytes, patches: dict[int, bytes]) -> bytes:
    out = bytearray(image)
    for at, data in patches.items():
        out[at : at + len(data)] = data
    return bytes(out)


def qcow2(
    *,
    version: int = 3,
    backing: bytes = b"",
    backing_length: int | None = None,
    size: int = GIB,
    cluster_bits: int = 16,
    encryption: int = 0,
    l1_entries: int | None = None,
    l1_at: int = 3 << 16,
    refcounts_at: int = 1 << 16,
    refcount_clusters: int = 1,
    snapshots: int = 0,
    snapshots_at: int = 0,
    incompatible: int = 0,
    autoclear: int = 0,
    order: int = 4,
    header_length: int = 112,
    compression: int = 0,
    extensions: tuple[tuple[int, bytes], ...] = (),
    last_extension: bytes = bytes(8),
    length: int | None = None,
    patches: dict[int, bytes] | None = None,
) -> bytes:
    """An empty disk as qemu-img creates it: header, reference counts, their block, the map of clusters."""
    backing_at = 1024 if backing else 0
    cluster = 1 << min(cluster_bits, 30)
    if l1_entries is None:
        entry = 16 if incompatible in (16, 24) else 8
        l1_entries = max(-(-size // (cluster * (cluster // entry))), 1)
    stated = len(backing) if backing_length is None else backing_length
    head = struct.pack(
        ">4sIQIIQIIQQIIQ",
        b"QFI\xfb",
        version,
        backing_at,
        stated,
        cluster_bits,
        size,
        encryption,
        l1_entries,
        l1_at,
        refcounts_at,
        refcount_clusters,
        snapshots,
        snapshots_at,
    )
    if version != 2:
        head += struct.pack(">QQQIIB7x", incompatible, 0, autoclear, order, header_length, compression)
    for kind, data in extensions:
        head += struct.pack(">II", kind, len(data)) + data + bytes(-len(data) % 8)
    head = (head + last_extension).ljust(1024, b"\0") + backing
    image = head.ljust(1 << 16, b"\0")
    image += struct.pack(">Q", 2 << 16).ljust(1 << 16, b"\0")  # reference counts
    image += struct.pack(">4H", 1, 1, 1, 1).ljust(1 << 16, b"\0")
    image += bytes(min(l1_entries, 2**18) * 8)
    return _patched(image, patches or {})[:length]


VMDK_DESCRIPTION = """# Disk DescriptorFile
version=1
CID=12345678
parentCID=ffffffff
createType="monolithicSparse"
RW 20480 SPARSE "disk.vmdk"
ddb.adapterType = "ide"
"""


def vmdk(
    *,
    version: int = 1,
    capacity: int = 20480,
    grain: int = 128,
    description: str = VMDK_DESCRIPTION,
    description_at: int = 1,
    description_length: int = 20,
    entries: int = 512,
    directory_at: int = 21,
    compression: int = 0,
    footer: bytes | None = None,
    length: int | None = None,
) -> bytes:
    """A sparse disk without any grain: header, description, an empty directory and its one empty table."""
    header = vmdk_header(
        version, capacity, grain, description_at, description_length, entries, directory_at, compression
    )
    image = header.ljust(SECTOR, b"\0") + description.encode().ljust(20 * SECTOR, b"\0")
    image += struct.pack("<I", 22).ljust(SECTOR, b"\0") + bytes(128 * SECTOR)
    if footer is not None:
        marker = struct.pack("<QII", 1, 0, 3)  # what follows is a footer
        image += marker.ljust(SECTOR, b"\0") + footer.ljust(SECTOR, b"\0") + bytes(SECTOR)
    return image[:length]


def vmdk_header(
    version: int = 1,
    capacity: int = 20480,
    grain: int = 128,
    description_at: int = 1,
    description_length: int = 20,
    entries: int = 512,
    directory_at: int = 21,
    compression: int = 0,
) -> bytes:
    return struct.pack(
        "<4sIIQQQQIQQQB4sH",
        b"KDMV",
        version,
        3,
        capacity,
        grain,
        description_at,
        description_length,
        entries,
        21,
        directory_at,
        128,
        0,
        b"\n \r\n",
        compression,
    )


VMDK_AT_THE_END = 0xFFFFFFFFFFFFFFFF


def _with_sum(header: bytes, at: int) -> bytes:
    return _patched(header, {at: struct.pack(">I", ~sum(header) & 0xFFFFFFFF)})


def vhd_footer(*, kind: int, size: int, header_at: int, version: int = 0x10000, sound: bool = True) -> bytes:
    footer = struct.pack(
        ">8sIIQ4s4s4s4sQQ4sII16s",
        b"conectix",
        2,
        version,
        header_at,
        bytes(4),
        b"qem2",
        bytes(4),
        b"Wi2k",
        size,
        size,
        b"\x01\x31\x04\x11",
        kind,
        0,
        b"0123456789abcdef",
    ).ljust(SECTOR, b"\0")
    return _with_sum(footer, 64) if sound else footer


def vhd(
    *,
    kind: int = 3,
    size: int = 8 * MIB,
    version: int = 0x10000,
    magic: bytes = b"cxsparse",
    header_at: int = 512,
    table_at: int = 1536,
    entries: int = 4,
    block: int = 2 * MIB,
    parent: bytes = bytes(16),
    parent_name: bytes = b"",
    sound: bool = True,
    first_footer: bytes | None = None,
    length: int | None = None,
) -> bytes:
    """A dynamic disk without any block."""
    footer = vhd_footer(kind=kind, size=size, header_at=header_at, version=version, sound=sound)
    header = struct.pack(">8sQQIIII16s", magic, 2**64 - 1, table_at, 0x10000, entries, block, 0, parent)
    header = _with_sum((header + bytes(8) + parent_name).ljust(1024, b"\0"), 36)
    table = (b"\xff" * 16).ljust(SECTOR, b"\xff")
    return ((footer if first_footer is None else first_footer) + header + table + footer)[:length]


def fixed_vhd(*, size: int = MIB, content: bytes | None = None) -> bytes:
    footer = vhd_footer(kind=2, size=size, header_at=2**64 - 1)
    return (bytes(MIB) if content is None else content) + footer


NOBODY = UUID(int=0)
VHDX_BLOCKS = UUID("2dc27766-f623-4200-9d64-115e9bfd4a08")
VHDX_METADATA = UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e")
VHDX_PARAMETERS = UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b")
VHDX_SIZE = UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8")
VHDX_SECTOR = UUID("8141bf1d-a96f-4709-ba47-f233a8faab5f")
VHDX_PHYSICAL_SECTOR = UUID("cda348c7-445d-4471-9cc9-e9885251c556")
VHDX_IDENTITY = UUID("beca12ab-b2e6-4523-93ef-c309e000c746")
VHDX_PARENT = UUID("a8d35f2d-b30b-454d-abf7-d3d84834ab0c")


def vhdx(
    *,
    size: int = 64 * MIB,
    block: int = 8 * MIB,
    sector: int = 512,
    bits: int = 0,
    log: UUID = NOBODY,
    sound: bool = True,
    regions_magic: bytes = b"regi",
    region: UUID = VHDX_METADATA,
    metadata_at: int = 2 * MIB,
    metadata_magic: bytes = b"metadata",
    items: tuple[tuple[UUID, bytes], ...] = (),
    entries: int | None = None,
    length: int | None = None,
) -> bytes:
    """A dynamic disk without any block: two headers, two regions, the three items that matter."""
    header = struct.pack(
        "<4sIQ16s16s16sHHIQ", b"head", 0, 5, b"f" * 16, b"d" * 16, log.bytes_le, 0, 1, MIB, MIB
    )
    header = header.ljust(4096, b"\0")
    header = _patched(header, {4: struct.pack("<I", crc32c(header) if sound else 1)})
    regions = struct.pack("<4sIII", regions_magic, 0, 2, 0)
    for kind, at in ((VHDX_BLOCKS, 3 * MIB), (region, metadata_at)):
        regions += struct.pack("<16sQII", kind.bytes_le, at, MIB, 1)
    regions = regions.ljust(65536, b"\0")
    regions = _patched(regions, {4: struct.pack("<I", crc32c(regions))})
    told = (
        (VHDX_PARAMETERS, struct.pack("<II", block, bits)),
        (VHDX_SIZE, struct.pack("<Q", size)),
        (VHDX_SECTOR, struct.pack("<I", sector)),
        (VHDX_PHYSICAL_SECTOR, struct.pack("<I", 512)),
        (VHDX_IDENTITY, b"i" * 16),
        *items,
    )
    metadata = struct.pack("<8s2xH20x", metadata_magic, len(told) if entries is None else entries)
    values = b""
    for kind, value in told:
        metadata += struct.pack("<16sIII4x", kind.bytes_le, 65536 + len(values), len(value), 4)
        values += value
    metadata = metadata.ljust(65536, b"\0") + values
    image = _patched(
        bytes(4 * MIB),
        {
            0: b"vhdxfile",
            64 * 1024: header,
            128 * 1024: header,
            192 * 1024: regions,
            2 * MIB: metadata,
        },
    )
    return image[:length]


def vdi(
    *,
    version: int = 0x10001,
    kind: int = 1,
    map_at: int = 512,
    data_at: int = 1024,
    sector: int = 512,
    size: int = 8 * MIB,
    block: int = MIB,
    blocks: int = 8,
    allocated: int = 0,
    link: bytes = bytes(16),
    parent: bytes = bytes(16),
    length: int | None = None,
) -> bytes:
    """A dynamic disk without any block."""
    text = b"<<< QEMU VM Virtual Disk Image >>>\n".ljust(64, b"\0")
    header = text + struct.pack(
        "<4sIIII256xII12xI4xQIIII16s16s16s16s",
        b"\x7f\x10\xda\xbe",
        version,
        0x180,
        kind,
        0,
        map_at,
        data_at,
        sector,
        size,
        block,
        0,
        blocks,
        allocated,
        b"i" * 16,
        b"s" * 16,
        link,
        parent,
    )
    return (header.ljust(512, b"\0") + b"\xff" * 512)[:length]


def iso(*, blocks: int = 20, block: int = 2048, kind: int = 1, length: int | None = None) -> bytes:
    descriptor = bytes([kind]) + b"CD001\x01"
    descriptor = _patched(
        descriptor.ljust(2048, b"\0"),
        {80: struct.pack("<I", blocks), 128: struct.pack("<H", block)},
    )
    return (bytes(16 * 2048) + descriptor).ljust(20 * 2048, b"\0")[:length]


def raw(*, size: int = MIB) -> bytes:
    return (b"\xeb\x63\x90" * 100).ljust(510, b"\0") + b"\x55\xaa" + bytes(size - SECTOR)
