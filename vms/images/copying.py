"""Copies of image files that keep their holes."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from vms.images.errors import NoRoom
from vms.images.limits import Limits

_CHUNK = 16 * 1024 * 1024


def copy_sparsely(source: int, target: Path, size: int, limits: Limits, told: Callable[[int], None]) -> None:
    """The first ``size`` bytes of an open file into a new one; ``told`` hears how many are done.

    Raises ``NoRoom`` before less than ``limits.keep_free_bytes`` are left on the disk.
    """
    descriptor = os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.ftruncate(descriptor, size)
        for start, end in _data(source, size):
            at = start
            while at < end:
                _refuse_full(target, min(_CHUNK, end - at), limits)
                moved = os.copy_file_range(source, descriptor, min(_CHUNK, end - at), at, at)
                if moved == 0:  # the file was cut while we read it
                    return
                at += moved
                told(at)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom(str(target.parent)) from error
        raise
    finally:
        os.close(descriptor)


def _data(source: int, size: int) -> Iterator[tuple[int, int]]:
    """Where the file is not a hole."""
    at = 0
    while at < size:
        try:
            start = os.lseek(source, at, os.SEEK_DATA)
        except OSError as error:
            if error.errno == errno.ENXIO:  # holes up to the end
                return
            raise
        at = min(os.lseek(source, start, os.SEEK_HOLE), size)
        yield start, at


def _refuse_full(target: Path, more: int, limits: Limits) -> None:
    if shutil.disk_usage(target.parent).free - more < limits.keep_free_bytes:
        raise NoRoom(str(target.parent))
