"""A file that is there when it is whole, and else not at all."""

import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vms.outbound.errors import DiskFull, TransferBroken

_CHECK_EVERY = 64 * 1024 * 1024
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def only_zeros(piece: bytes) -> bool:
    """Whether a piece holds nothing else; both ends are asked first, for most pieces answer there."""
    return not piece or (piece[0] == piece[-1] == 0 and piece.count(0) == len(piece))


class Part:
    """What is written so far: how many bytes, and what they are called."""

    def __init__(self, descriptor: int, keep_free: int) -> None:
        self._descriptor, self._keep_free = descriptor, keep_free
        self._digest, self._unchecked = hashlib.sha256(), 0
        self.bytes = 0

    @property
    def digest(self) -> str:
        return f"sha256:{self._digest.hexdigest()}"

    def write(self, pieces: Iterable[bytes]) -> None:
        """Append them all; pieces of nothing but zeros become holes. Raises ``DiskFull``."""
        for piece in pieces:
            self._digest.update(piece)
            try:
                self._put(piece)
            except OSError as error:
                if error.errno in _FULL:
                    raise DiskFull from error
                raise
            self.bytes += len(piece)

    def must_have_room(self, more: int = 0) -> None:
        """Raises ``DiskFull`` if ``more`` bytes would take what must stay free."""
        disk = os.fstatvfs(self._descriptor)
        if disk.f_bavail * disk.f_frsize - more < self._keep_free:
            raise DiskFull

    def finish(self) -> None:
        """Give the file its length, whatever its end holds, and bring it to the disk."""
        os.ftruncate(self._descriptor, self.bytes)
        os.fsync(self._descriptor)

    def _put(self, piece: bytes) -> None:
        if only_zeros(piece):
            os.lseek(self._descriptor, len(piece), os.SEEK_CUR)
            return
        self._unchecked += len(piece)
        if self._unchecked >= _CHECK_EVERY:
            self._unchecked = 0
            self.must_have_room()
        view = memoryview(piece)
        while view:
            view = view[os.write(self._descriptor, view) :]


@contextmanager
def whole_or_nothing(into: Path, keep_free: int) -> Iterator[Part]:
    """A ``Part`` beside ``into`` that takes its name when the block ends well, and is gone when it does not.

    What an earlier process left behind under that name is begun anew; two at once are refused. The file
    belongs to its owner alone. Raises ``TransferBroken`` and ``DiskFull``.
    """
    path = into.with_name(f"{into.name}.part")
    descriptor = _own(path)
    try:
        part = Part(descriptor, keep_free)
        part.must_have_room()
        yield part
        part.finish()
        path.replace(into)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def _own(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull from error
        raise
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_there(path, descriptor):
            raise BlockingIOError  # somebody finished it meanwhile: what we hold is theirs, and whole
        os.ftruncate(descriptor, 0)
    except OSError as error:
        os.close(descriptor)
        raise TransferBroken("The same file is being fetched already. Wait until that ends.") from error
    return descriptor


def _is_there(path: Path, descriptor: int) -> bool:
    """Whether the name still is the file's only one."""
    ours = os.fstat(descriptor)
    try:
        there = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(ours.st_mode) and ours.st_nlink == 1 and os.path.samestat(ours, there)
