"""A file from outside becomes a plain image, in the box of ``images``, while people watch."""

from pathlib import Path
from typing import Final

from vms.images import Admitted, ImageRefused, Limits, NoRoom, Step, admit

from .transfer import Progress, folder_of

_STEPS: Final = {
    Step.UNPACKING: "unpacking",
    Step.COPYING: "looking at the file",
    Step.CONVERTING: "converting",
    Step.CHECKING: "checking",
}


class Told:
    """The steps of an admission as those of a transfer."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._step: Step | None = None

    def __call__(self, step: Step, done: int, total: int) -> None:
        if step is not self._step:
            self._step = step
            self._progress.begin(_STEPS[step], total)
        self._progress(done, total)


def admitted(
    source: Path, progress: Progress, *, virtual_bytes: int = 0, into: Path | None = None
) -> Admitted:
    """The plain image that a file becomes, in a folder, else beside it. Raises what ``admit`` raises."""
    limits = Limits(virtual_bytes=virtual_bytes) if virtual_bytes else Limits()
    folder = into or folder_of(progress.lease.machine_id) / "admitted"
    folder.mkdir(exist_ok=True, mode=0o700)
    return admit(source, folder, ours=True, limits=limits, progress=Told(progress))


def told(error: ImageRefused | NoRoom) -> str:
    """Without the path, which is nobody's business and means nothing to who reads it."""
    if isinstance(error, ImageRefused):
        return error.reason
    return "The portal's disk for images is full. Ask an administrator for room, then try again."
