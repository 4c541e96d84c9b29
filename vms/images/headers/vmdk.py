"""VMDK: the two kinds that are one file, ``monolithicSparse`` and ``streamOptimized``.

All others are a description that names the files which hold the data, and QEMU opens whatever is named. The
same description is embedded in these two, and a sparse header without a size makes QEMU obey it as well.
"""

import struct

from vms.images.headers.reader import Reader

_SECTOR = 512
_HEADER = struct.Struct("<4sIIQQQQIQQQB4sH")
_AT_THE_END = 0xFFFFFFFFFFFFFFFF
_FOOTER_BEFORE_END = 2 * _SECTOR
_DESCRIPTION_AT_MOST = 64 * 1024
_DESCRIPTION_READ_BY_QEMU = 20 * _SECTOR
_ENTRIES = 512
_GRAINS = range(8, 2**21 + 1)
_ACCESS = {"rw", "rdonly", "noaccess"}
_WHOLE = "Export the disk as one file (streamOptimized or monolithicSparse), then import that."


def virtual_bytes(reader: Reader) -> int:
    header = reader.whole(0, _HEADER.size, "VMDK header")
    fields = _HEADER.unpack(header)
    _magic, version, _flags, capacity, grain, description_at, description_length, *_ = fields
    if version not in (1, 2, 3):
        raise reader.refused(f"This VMDK has the unknown version {version}. {_WHOLE}")
    if not capacity:
        raise reader.refused(f"This VMDK only names the files that hold its data. {_WHOLE}")
    entries, directory_at, compression = fields[7], fields[9], fields[13]
    if directory_at == _AT_THE_END:
        directory_at = _from_footer(reader, fields)
    if grain not in _GRAINS or grain & (grain - 1) or entries != _ENTRIES or compression not in (0, 1):
        raise reader.refused(f"This VMDK is damaged: it gives impossible sizes. {_WHOLE}")
    directory_bytes = -(-capacity // (grain * entries)) * 4
    if not directory_at or not reader.inside(directory_at * _SECTOR, directory_bytes):
        raise reader.cut_short("grain directory")
    _refuse_description(reader, description_at * _SECTOR, description_length * _SECTOR)
    return int(capacity) * _SECTOR


def _from_footer(reader: Reader, fields: tuple[object, ...]) -> int:
    """Where the directory is, from the copy of the header at the end, which QEMU believes in all it says."""
    footer = _HEADER.unpack(reader.whole(max(reader.size - _FOOTER_BEFORE_END, 0), _HEADER.size, "footer"))
    if footer[:9] != fields[:9] or footer[10:] != fields[10:]:
        raise reader.refused(f"This VMDK is damaged: its footer contradicts its header. {_WHOLE}")
    if footer[9] == _AT_THE_END:
        raise reader.cut_short("grain directory")
    return int(footer[9])


def _refuse_description(reader: Reader, at: int, length: int) -> None:
    if not at or not length or length > _DESCRIPTION_AT_MOST:
        raise reader.refused(f"This VMDK is a piece of a larger one. {_WHOLE}")
    # QEMU reads a fixed amount, whatever the header says: nothing may hide between the two ends.
    text = reader.at(at, max(length, _DESCRIPTION_READ_BY_QEMU)).decode("latin-1").lower()
    if _settings(text, "createtype") not in (["monolithicsparse"], ["streamoptimized"]):
        raise reader.refused(f"This VMDK is of a kind that names other files. {_WHOLE}")
    if _settings(text, "parentcid") != ["ffffffff"] or "parentfilenamehint" in text:
        raise reader.refused(
            "This VMDK holds only the differences from another disk. Consolidate it, then import it."
        )
    if _extents(text) != ["sparse"]:
        raise reader.refused(f"This VMDK spreads over several files. {_WHOLE}")


def _settings(text: str, name: str) -> list[str]:
    """What follows each place where the name stands, wherever that is: QEMU looks for it anywhere."""
    return [rest.split("\n", 1)[0].strip(' \t\r="') for rest in text.split(name)[1:]]


def _extents(text: str) -> list[str]:
    lines = [line.split(maxsplit=3) for line in text.splitlines()]
    return [words[2] for words in lines if len(words) > 2 and words[0] in _ACCESS]
