"""A file of which only so much is read, wherever its own fields point."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vms.images.errors import ImageRefused

READ_AT_MOST = 512 * 1024
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class Reader:
    """Bytes of one open file by their place. Beyond its end there is nothing; beyond the bound it refuses."""

    def __init__(self, descriptor: int, path: str) -> None:
        status = os.fstat(descriptor)
        self.descriptor, self.path = descriptor, path
        self.size = status.st_size
        self.stored = min(status.st_blocks * 512, status.st_size)
        self._left = READ_AT_MOST

    def at(self, offset: int, length: int) -> bytes:
        """At most ``length`` bytes: fewer where the file ends."""
        length = min(length, self.size - offset)
        if length <= 0:
            return b""
        if length > self._left:
            raise self.refused("The header spreads too widely to be read. Make a clean copy of the image.")
        self._left -= length
        try:
            return os.pread(self.descriptor, length, offset)
        except OSError as error:
            raise self.refused(f"The file cannot be read ({error.strerror}). Try another copy.") from error

    def whole(self, offset: int, length: int, what: str) -> bytes:
        """Exactly ``length`` bytes, for a file that ends before them is cut short."""
        data = self.at(offset, length)
        if len(data) < length:
            raise self.cut_short(what)
        return data

    def inside(self, offset: int, length: int) -> bool:
        return offset >= 0 and length >= 0 and offset + length <= self.size

    def cut_short(self, what: str) -> ImageRefused:
        return self.refused(f"The file ends before its {what}. Download or convert it again.")

    def refused(self, reason: str) -> ImageRefused:
        return ImageRefused(self.path, reason)


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """The file at ``path``, which must be an ordinary one; links are not followed, for they can be turned.

    A device or a pipe is refused before it is opened, since opening one can already do something.
    """
    refuse_special(path)
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ImageRefused(str(path), "This is no longer an ordinary file. Import it again.")
        yield Reader(descriptor, str(path))
    finally:
        os.close(descriptor)


def refuse_special(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if stat.S_ISLNK(mode):
        raise ImageRefused(str(path), "This is a symbolic link. Give the path of the file that it points to.")
    if not stat.S_ISREG(mode):
        raise ImageRefused(str(path), "This is not an ordinary file. Give the path of an image file.")


def _unreadable(path: Path, error: OSError | ValueError) -> ImageRefused:
    why = error.strerror if isinstance(error, OSError) else str(error)
    return ImageRefused(str(path), f"The file cannot be read ({why}). Check the path and its permissions.")
