"""Uploads that resume: a file that grows piece by piece, each where the last one ended.

The protocol is tus's: whoever sends asks for the offset and sends on from there, after a cut as after a
crash of the portal. What counts is the length of the file on the disk; there is no second book that could
disagree with it. Knows no request and no user: the caller decides who may, and how much.
"""

import contextlib
import errno
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vms.images.digest import digest_file
from vms.images.errors import NoRoom, UploadBusy, UploadGone, UploadMisplaced, UploadRefused
from vms.images.limits import GIB, Limits

_NAME = re.compile(r"[0-9a-f]{32}-[0-9]{1,18}\Z")
_OPEN = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
_WEIGH_EVERY_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way. ``name`` cannot be guessed, and carries the length that was announced."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        return self.folder / self.name

    @property
    def length(self) -> int:
        return int(self.name.partition("-")[2])

    @property
    def offset(self) -> int:
        """How many bytes are here, which is where the next piece begins. Raises ``UploadGone``."""
        try:
            return self.path.lstat().st_size
        except FileNotFoundError as error:
            raise UploadGone(self.name) from error

    @property
    def whole(self) -> bool:
        return self.offset == self.length

    @staticmethod
    def begin(folder: Path, length: int, limits: Limits) -> "Upload":
        """Announce a file of ``length`` bytes. Raises ``UploadRefused`` or ``NoRoom`` before anything is
        sent."""
        if not 0 < length <= limits.file_bytes:
            raise UploadRefused(
                f"A file of {length:,} bytes cannot be uploaded; {limits.file_bytes / GIB:,.1f} GiB at most. "
                "Shrink or pack the image, or give its address instead."
            )
        _weigh(folder, length, limits)
        upload = Upload(folder, f"{secrets.token_hex(16)}-{length}")
        os.close(os.open(upload.path, _OPEN | os.O_CREAT | os.O_EXCL, 0o600))
        return upload

    @staticmethod
    def find(folder: Path, name: str) -> "Upload":
        """The upload that somebody names. Raises ``UploadGone`` for what is none, or is no longer."""
        if not _NAME.fullmatch(name):
            raise UploadGone(name)
        upload = Upload(folder, name)
        if not 0 <= upload.offset <= upload.length:
            raise UploadGone(name)
        return upload

    def append(self, at: int, pieces: Iterable[bytes], limits: Limits) -> int:
        """Write what arrives, beginning at ``at``, and answer the offset after it.

        When ``pieces`` ends early or raises, what had arrived stays. Raises ``UploadMisplaced`` where the
        file ends elsewhere, ``UploadBusy`` while somebody else sends, ``UploadRefused`` for more than was
        announced, which is not kept, and ``NoRoom``.
        """
        with self._locked() as descriptor:
            if os.fstat(descriptor).st_size != at:
                raise UploadMisplaced(self.name, os.fstat(descriptor).st_size)
            weighed = 0
            try:
                for piece in pieces:
                    if at + len(piece) > self.length:
                        raise UploadRefused(
                            f"More was sent than the {self.length:,} bytes that were announced. Begin anew."
                        )
                    if weighed <= 0:
                        _weigh(self.folder, len(piece), limits)
                        weighed = _WEIGH_EVERY_BYTES
                    _write(descriptor, piece, at)
                    at += len(piece)
                    weighed -= len(piece)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise NoRoom(str(self.folder)) from error
                raise
            finally:
                os.ftruncate(descriptor, at)  # a piece that was written in part only
                os.fsync(descriptor)
            return at

    def finish(self, digest: str | None = None) -> Path:
        """The whole file, ready to be admitted. Reads it once if a ``sha256:…`` was given that it must have.

        Raises ``UploadMisplaced`` while bytes are missing, and ``UploadRefused`` for other bytes, which are
        removed.
        """
        with self._locked():
            if not self.whole:
                raise UploadMisplaced(self.name, self.offset)
            if digest is not None and digest_file(self.path) != digest:
                self.path.unlink()
                raise UploadRefused(
                    "What arrived is not the file that was sent: its digest differs. Begin anew."
                )
        return self.path

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        try:
            descriptor = os.open(self.path, _OPEN)
        except OSError as error:
            raise UploadGone(self.name) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield descriptor
        except BlockingIOError as error:
            raise UploadBusy(self.name) from error
        finally:
            os.close(descriptor)


def expire_uploads(folder: Path, *, now: float, idle_seconds: float) -> list[str]:
    """Remove what nobody has sent to for so long, and tell the names. What somebody sends to now is
    spared."""
    gone = []
    for path in folder.iterdir():
        if not _NAME.fullmatch(path.name):
            continue
        with contextlib.suppress(UploadGone, UploadBusy), Upload(folder, path.name)._locked() as descriptor:
            if now - os.fstat(descriptor).st_mtime > idle_seconds:
                path.unlink()
                gone.append(path.name)
    return gone


def _write(descriptor: int, piece: bytes, at: int) -> None:
    rest = memoryview(piece)
    while rest:
        written = os.pwrite(descriptor, rest, at)
        rest, at = rest[written:], at + written


def _weigh(folder: Path, more: int, limits: Limits) -> None:
    if shutil.disk_usage(folder).free - more < limits.keep_free_bytes:
        raise NoRoom(str(folder))
