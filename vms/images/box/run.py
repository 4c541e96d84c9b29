"""Runs qemu-img in the box and watches it: its output, the clock, and the room that is left on the disk."""

import os
import re
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from vms.images.box import commands
from vms.images.box import filter as calls
from vms.images.box.errors import NoWalls
from vms.images.box.kinds import Kind, own_user, walls
from vms.images.box.tools import Tool, tool
from vms.images.limits import Limits

Share = Callable[[float], None]  # how much is done, from 0 to 1

_PERCENT = re.compile(rb"\((\d+\.\d+)/100%\)")
_LOOK_EVERY_SECONDS = 0.2
_KEPT_AT_MOST = 1024 * 1024
_PROCESSES = 128
_SIGNALLED = 128  # bubblewrap ends with this and the number when a signal ended the program


class Why(StrEnum):
    """How it ended."""

    WELL = "well"
    FAILED = "failed"
    TOO_LONG = "too long"
    TOO_LARGE = "too large"
    NO_ROOM = "no room"


@dataclass(frozen=True, slots=True)
class Ended:
    why: Why
    output: bytes
    complaint: str

    @property
    def well(self) -> bool:
        return self.why is Why.WELL


def run(arguments: Sequence[str], work: Path, limits: Limits, share: Share | None = None) -> Ended:
    """qemu-img with ``arguments``, which name ``source`` and ``target`` in ``work`` by these words.

    Raises ``NoWalls`` where this machine has no box. An exception of ``share`` ends the program.
    """
    return run_in(walls().kind, arguments, work, limits, share)


def run_in(
    kind: Kind, arguments: Sequence[str], work: Path, limits: Limits, share: Share | None = None
) -> Ended:
    qemu_img = tool("qemu-img")
    if kind is Kind.NONE or qemu_img is None:
        raise NoWalls
    seccomp = _filter()
    try:
        command = [*_box(kind, qemu_img, work, limits, seccomp), qemu_img.path, *arguments]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=work,
            env={"LC_ALL": "C", "PATH": os.defpath},
            pass_fds=() if seccomp is None else (seccomp,),
            start_new_session=True,
        )
    finally:
        if seccomp is not None:
            os.close(seccomp)
    with process:
        try:
            return _watch(process, work, limits, share)
        finally:
            _end(process)


def _box(kind: Kind, qemu_img: Tool, work: Path, limits: Limits, seccomp: int | None) -> list[str]:
    if kind is Kind.LANDLOCK:
        return commands.limited(limits, processes=None) + commands.landlock(work, qemu_img, seccomp=seccomp)
    bwrap, setpriv = tool("bwrap"), tool("setpriv")
    if bwrap is None or setpriv is None:
        raise NoWalls
    if kind is Kind.NAMESPACES:
        box = commands.bubble(bwrap.path, work, [qemu_img], user=None, seccomp=seccomp)
        return commands.limited(limits, processes=None) + box
    user = own_user()
    os.chown(work / commands.TARGET, user, user)
    box = commands.bubble(bwrap.path, work, [setpriv, qemu_img], user=user, seccomp=seccomp)
    return commands.limited(limits, processes=_PROCESSES) + box


def _filter() -> int | None:
    """An open file with the filter's instructions, for the program that installs it."""
    program = calls.program()
    if program is None:
        return None
    descriptor = os.memfd_create("filter")
    os.write(descriptor, program)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _watch(process: subprocess.Popen[bytes], work: Path, limits: Limits, share: Share | None) -> Ended:
    deadline = time.monotonic() + limits.seconds
    output, complaint = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        for stream, kept in ((process.stdout, output), (process.stderr, complaint)):
            assert stream is not None  # noqa: S101  both are pipes
            selector.register(stream, selectors.EVENT_READ, kept)
        while selector.get_map():
            for key, _ in selector.select(_LOOK_EVERY_SECONDS):
                data = os.read(key.fd, 65536)
                if not data:
                    selector.unregister(key.fileobj)
                key.data.extend(data[: _KEPT_AT_MOST - len(key.data)])
                if key.data is output:
                    _tell(data, share)
            if time.monotonic() > deadline:
                return Ended(Why.TOO_LONG, b"", "")
            if shutil.disk_usage(work).free < limits.keep_free_bytes:
                return Ended(Why.NO_ROOM, b"", "")
    try:
        code = process.wait(max(deadline - time.monotonic(), 1))
    except subprocess.TimeoutExpired:  # it closed its outputs and stayed
        return Ended(Why.TOO_LONG, b"", "")
    said = complaint.decode("ascii", "replace")
    return Ended(_why(code, said), bytes(output), said)


def _tell(data: bytes, share: Share | None) -> None:
    found = _PERCENT.findall(data)
    if found and share is not None:
        share(min(float(found[-1]) / 100, 1.0))


def _why(code: int, complaint: str) -> Why:
    if code == 0:
        return Why.WELL
    number = -code if code < 0 else code - _SIGNALLED
    if number == signal.SIGXFSZ or "File too large" in complaint:
        return Why.TOO_LARGE
    if number == signal.SIGXCPU:
        return Why.TOO_LONG
    return Why.NO_ROOM if "No space left on device" in complaint else Why.FAILED


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever happened, nothing of it is left: inside, everything dies with the first process of the box."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
