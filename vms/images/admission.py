"""The one way in: whatever a file from outside is, what stays is a fresh, plain image of ours, or nothing.

Look, convert in the box, look again. The header reader refuses what is known to be bad, the box holds
against what is not known, and what comes out is judged as strictly as what went in, for it was made by a
program that a hostile file has spoken to. What stands around that program on this machine:
``vms.images.box``, ``walls()``.
"""

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from vms.images import box
from vms.images.convert import SOURCE, TARGET, convert, refuse_company
from vms.images.copying import copy_sparsely
from vms.images.digest import digest_file
from vms.images.errors import ImageRefused, NoRoom
from vms.images.headers import Container, Header, ImageFormat, Reader, look, look_at, opened
from vms.images.limits import Limits
from vms.images.staging import stage
from vms.images.unpacking import is_packed, unpack
from vms.images.work import workplace


class Step(StrEnum):
    UNPACKING = "unpacking"
    COPYING = "copying"
    CONVERTING = "converting"
    CHECKING = "checking"


# The step, and how many of how many bytes are done in it. What it raises ends the admission, cleanly.
Progress = Callable[[Step, int, int], None]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that a hypervisor may be given. ``digest`` is of the file as it is now; ``container`` is what
    came."""

    path: Path
    format: ImageFormat
    virtual_bytes: int
    bytes: int
    digest: str
    container: Container

    @property
    def cdrom(self) -> bool:
        return self.container is Container.ISO


def _silent(_step: Step, _done: int, _total: int) -> None:
    return


def admit(
    source: Path,
    into: Path,
    *,
    ours: bool = False,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Admitted:
    """Make an image of ours in the folder ``into``, named for its digest. ``source`` stays as it is.

    ``ours`` says that the portal itself put the file into a folder that is closed to others: it may be made
    readable for everybody there, where it would have to be copied for the box's user otherwise.

    A file packed with gzip, xz or zstd is unpacked first, once. A CD image is copied; everything else
    becomes a qcow2 without compression, snapshots or other company. Raises ``ImageRefused`` for a file that
    is bad, ``NoRoom`` for a full disk and ``NoWalls`` where this machine cannot shut qemu-img in; whatever
    is raised, nothing is left in ``into``.
    """
    limits, told = limits or Limits(), progress or _silent
    try:
        with opened(source) as reader:
            header = None if is_packed(reader) else look_at(reader, limits)
            with workplace(into) as work:
                if header is None:
                    return _unpacked(reader, work, into, limits, told)
                return _admit(reader, header, work, into, limits, told, ours=ours)
    except NoRoom as full:
        raise NoRoom(str(into)) from full
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom(str(into)) from error
        raise


def _unpacked(reader: Reader, work: Path, into: Path, limits: Limits, progress: Progress) -> Admitted:
    """The same with what is in a packed file. A refusal names the file that people know."""
    inner = work / "unpacked"
    unpack(reader, inner, limits, lambda done: progress(Step.UNPACKING, done, reader.size))
    try:
        with opened(inner) as unpacked:
            return _admit(unpacked, look_at(unpacked, limits), work, into, limits, progress, ours=True)
    except ImageRefused as refused:
        raise reader.refused(refused.reason) from refused


def _admit(
    reader: Reader,
    header: Header,
    work: Path,
    into: Path,
    limits: Limits,
    progress: Progress,
    *,
    ours: bool,
) -> Admitted:
    def copied(done: int) -> None:
        progress(Step.COPYING, done, reader.size)

    if header.cdrom:
        copy_sparsely(reader.descriptor, work / TARGET, reader.size, limits, copied)
    else:
        own_user = box.walls().own_user
        stage(reader, work / SOURCE, limits, for_another_user=own_user, ours=ours, told=copied)
        # It may have been written to since the first look, or meanwhile.
        if look(work / SOURCE, limits).container is not header.container:
            raise reader.refused("The file changed while it was read. Import it again once it is whole.")

        def converted(share: float) -> None:
            progress(Step.CONVERTING, int(share * header.virtual_bytes), header.virtual_bytes)

        convert(reader, header.container, work, limits, converted)
    progress(Step.CHECKING, 0, header.virtual_bytes)
    made = _judged(reader, header, work, limits)
    return _kept(work / TARGET, into, header, made)


def _judged(reader: Reader, header: Header, work: Path, limits: Limits) -> Header:
    """What was made, by our own reader and by qemu-img in the box: the expected container and size, alone."""
    # However little the new file keeps of its disk is no bomb: what came in was weighed, and zeros take no
    # place.
    made = look(work / TARGET, replace(limits, ratio=header.virtual_bytes))
    expected = Container.ISO if header.cdrom else Container.QCOW2
    if (made.container, made.virtual_bytes) != (expected, header.virtual_bytes):
        raise reader.refused("Converting it gave another disk than it promised. Get the image again.")
    if not header.cdrom:
        refuse_company(reader, work, limits)
    return made


def _kept(made: Path, into: Path, header: Header, seen: Header) -> Admitted:
    """Take it over from the box's user, and give it the name by which the catalogue knows it."""
    os.chown(made, os.geteuid(), os.getegid())
    made.chmod(0o600)
    with made.open("rb") as file:
        os.fsync(file.fileno())
    digest = digest_file(made)
    form = ImageFormat.RAW if seen.cdrom else ImageFormat.QCOW2
    path = into / f"image-{digest.removeprefix('sha256:')[:16]}.{form}"
    made.replace(path)
    folder = os.open(into, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    os.fsync(folder)  # the name as well, before anybody writes it into a database
    os.close(folder)
    return Admitted(path, form, seen.virtual_bytes, path.stat().st_size, digest, header.container)
