"""The file that was looked at, under a name in a private folder that nobody can turn to another file."""

import os
from collections.abc import Callable
from pathlib import Path

from vms.images.copying import copy_sparsely
from vms.images.headers import Reader
from vms.images.limits import Limits

_READABLE_BY_ALL = 0o004


def stage(
    reader: Reader,
    staged: Path,
    limits: Limits,
    *,
    for_another_user: bool,
    ours: bool,
    told: Callable[[int], None],
) -> None:
    """Another name for the open file costs nothing, but whoever opens it must be allowed to, and both names
    must be on one disk; else the file is copied, and ``told`` hears how far that is. One that is ``ours`` is
    opened to everybody instead, for its folder is closed."""
    mode = os.fstat(reader.descriptor).st_mode
    if ours and for_another_user:
        os.fchmod(reader.descriptor, mode | _READABLE_BY_ALL)
    if ours or mode & _READABLE_BY_ALL or not for_another_user:
        _link(reader.descriptor, staged)
    if not staged.exists():
        copy_sparsely(reader.descriptor, staged, reader.size, limits, told)
        staged.chmod(0o644)  # the folder is closed to everybody; in the box somebody else reads it


def _link(descriptor: int, name: Path) -> None:
    """Not on another disk, nor for a file of somebody else's: then there is no link, and no harm."""
    folder = os.open(name.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # Given a folder, Python calls linkat, which follows the link that stands for the open file.
        os.link(f"/proc/self/fd/{descriptor}", name.name, dst_dir_fd=folder, follow_symlinks=True)
    except OSError:
        return
    finally:
        os.close(folder)
