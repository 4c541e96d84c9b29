"""Which kind of box this machine can make, found by making each."""

import os
import secrets
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from vms.images.box import filter as calls
from vms.images.box.commands import SOURCE, TARGET
from vms.images.box.tools import tool
from vms.images.limits import Limits


class Kind(StrEnum):
    OWN_USER = "own_user"
    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Walls:
    """What shuts qemu-img in on this machine; ``sentence`` says it to a person."""

    kind: Kind
    own_user: bool
    own_files_only: bool
    no_network: bool
    own_processes_only: bool
    filtered_calls: bool

    @property
    def namespaces(self) -> bool:
        return self.kind in (Kind.OWN_USER, Kind.NAMESPACES)

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.kind]


_SENTENCES = {
    Kind.OWN_USER: (
        "Images are converted in namespaces without a network, by a user of their own who sees nothing but "
        "the image, under limits of time, memory and size."
    ),
    Kind.NAMESPACES: (
        "Images are converted in namespaces without a network that show nothing but the image, under limits "
        "of time, memory and size, but as the portal's own user. Run the worker as root to give each its own."
    ),
    Kind.LANDLOCK: (
        "Images are converted by a process that may open nothing but the image and no connection, under "
        "limits of time, memory and size, but outside of namespaces. Install bubblewrap and allow user "
        "namespaces for more."
    ),
    Kind.NONE: (
        "Only CD images can be imported: this machine offers no box for qemu-img. Install qemu-utils and "
        "bubblewrap, and let the portal's user make user namespaces."
    ),
}
_SMALLEST = ("convert", "-f", "raw", "-O", "qcow2", SOURCE, TARGET)
# Where systemd finds the users of services that have none: no account is ever made there.
_USERS = range(61184, 65520)


@cache
def walls() -> Walls:
    """What the first import on this machine will stand behind. Tried once per process, in some 50 ms."""
    kind = next((kind for kind in _candidates() if _holds(kind)), Kind.NONE)
    namespaces = kind in (Kind.OWN_USER, Kind.NAMESPACES)
    filtered = kind is not Kind.NONE and calls.program() is not None
    return Walls(
        kind=kind,
        own_user=kind is Kind.OWN_USER,
        own_files_only=kind is not Kind.NONE,
        no_network=namespaces or filtered,
        own_processes_only=namespaces or filtered,
        filtered_calls=filtered,
    )


def own_user() -> int:
    """A user of the box's own. Two boxes at a time might draw the same; their namespaces still part them."""
    return secrets.choice(_USERS)


def _candidates() -> list[Kind]:
    if tool("qemu-img") is None or tool("prlimit") is None:
        return []
    kinds = [Kind.LANDLOCK] if calls.program() is not None else []
    if tool("bwrap") is not None:
        kinds.insert(0, Kind.NAMESPACES)
        if os.geteuid() == 0 and tool("setpriv") is not None:
            kinds.insert(0, Kind.OWN_USER)
    return kinds


def _holds(kind: Kind) -> bool:
    from vms.images.box.run import run_in  # it asks this module which kind to use

    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / SOURCE).write_bytes(bytes(512))
        (work / SOURCE).chmod(0o644)
        (work / TARGET).touch()
        try:
            ended = run_in(kind, _SMALLEST, work, Limits(keep_free_bytes=0, seconds=30))
        except OSError:  # a user that this machine's own namespace does not know
            return False
        return ended.well and (work / TARGET).stat().st_size > 0
