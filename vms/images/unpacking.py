"""A packed file on the disk, unpacked beside it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from vms.images.errors import NoRoom
from vms.images.headers import Reader
from vms.images.limits import Limits
from vms.outbound import (
    MAGIC_BYTES,
    DiskFull,
    Packing,
    TransferRefused,
    packing_of,
    unpacked,
    whole_or_nothing,
)
from vms.outbound import Limits as TransferLimits

_CHUNK = 1024 * 1024


def is_packed(reader: Reader) -> bool:
    """With gzip, xz or zstd, by its first bytes."""
    return packing_of(reader.at(0, MAGIC_BYTES)) is not Packing.NONE


def unpack(reader: Reader, into: Path, limits: Limits, told: Callable[[int], None]) -> None:
    """One layer is taken off; ``told`` hears how many packed bytes are done. Zeros become holes.

    Raises ``ImageRefused`` for what is damaged or unpacks to too much, and ``NoRoom``.
    """
    packing = packing_of(reader.at(0, MAGIC_BYTES))
    bounds = TransferLimits(
        bytes=limits.file_bytes, unpacked_bytes=limits.file_bytes, keep_free=limits.keep_free_bytes
    )
    try:
        with whole_or_nothing(into, bounds.keep_free) as part:
            part.write(unpacked(_chunks(reader, told), packing, bounds))
    except TransferRefused as error:
        raise reader.refused(str(error)) from error
    except DiskFull as error:
        raise NoRoom(str(into.parent)) from error


def _chunks(reader: Reader, told: Callable[[int], None]) -> Iterator[bytes]:
    at = 0
    while chunk := os.pread(reader.descriptor, _CHUNK, at):
        yield chunk
        at += len(chunk)
        told(at)
