"""A folder for one admission: private, removed whatever happens, and swept up after a crash."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = ".admitting-"
_ABANDONED_AFTER_SECONDS = 600.0


@contextmanager
def workplace(into: Path) -> Iterator[Path]:
    """A folder in ``into``, on the disk that the image will stay on, so that the last step is a rename."""
    sweep(into)
    work = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=into)).absolute()
    lock = os.open(work, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        os.close(lock)


def sweep(into: Path) -> None:
    """Remove what admissions left behind whose process is gone: nobody holds their lock."""
    for left in into.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else was quicker, or it is still at work
            lock = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if time.time() - os.fstat(lock).st_mtime > _ABANDONED_AFTER_SECONDS:
                    shutil.rmtree(left)
            finally:
                os.close(lock)
