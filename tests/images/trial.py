"""Hostile images against the real thing, in namespaces of their own. A program of its own; prints one report.

``python -m tests.images.trial KIND WHAT FAMILY...`` runs as root of its own mount and network namespace.
KIND is the kind of box. WHAT is ``admit``; or ``box`` to leave out the header reader, so that the box has to
hold alone; or ``bare`` to leave out the box as well, which shows that the canary does sing.

The canary may be read by everybody, so that only walls keep it from being read, and lies on a file system
that records every read. A listener on loopback counts who calls.
"""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.images.hostile import DEEP, REFUSED_AT_SIGHT, Bait, Case
from vms.errors import PortalError
from vms.images import Limits, admit, box
from vms.images.box import kinds
from vms.images.box.run import run_in
from vms.images.headers.containers import _KNOWN, HEAD_BYTES
from vms.images.work import workplace

MIB = 2**20
SOMEBODY = 62003  # who runs the box that has no user of its own
# What a hostile image may cost here; the defaults are for large honest ones.
LIMITS = Limits(file_bytes=96 * MIB, keep_free_bytes=0, seconds=15, cpu_seconds=5, memory_bytes=2**30)


@dataclass
class Outcome:
    case: str
    end: str = ""
    says: str = ""
    seconds: float = 0.0
    left: list[str] = field(default_factory=list)
    leaked: bool = False


@dataclass
class Report:
    walls: str
    outcomes: list[Outcome]
    canary_as_it_was: bool = False
    canary_read: bool = True
    calls: int = -1
    peak_bytes: int = 0


PLACE = Path("/mnt")  # any folder that everybody can reach: what is mounted there goes with the namespace


def main(kind: box.Kind, what: str, families: list[str]) -> Report:
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "strictatime,mode=0755,size=512m", "none", PLACE], check=True
    )
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    return _trial(PLACE, kind, what, families)


def _trial(place: Path, kind: box.Kind, what: str, families: list[str]) -> Report:
    canary, secret = place / "canary", os.urandom(32).hex().encode()
    canary.write_bytes(secret * 4096)
    canary.chmod(0o644)
    before = _state(canary)
    (place / "in").mkdir()
    (place / "out").mkdir()
    with listening() as (port, calls):
        _become(kind, place)
        kinds._candidates = lambda: [kind]
        outcomes = [
            _try(case, what, place, Bait(canary, port), secret)
            for case in [*REFUSED_AT_SIGHT, *DEEP]
            if case.family in families
        ]
        after = _state(canary)
        return Report(
            walls=box.walls().kind,
            outcomes=outcomes,
            canary_as_it_was=before[1:] == after[1:],
            canary_read=before[0] != after[0],
            calls=len(calls),
            peak_bytes=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        )


def _become(kind: box.Kind, place: Path) -> None:
    """Without root where the box is made for that. Where we are root by a namespace only, there is nobody
    else."""
    if kind is not box.Kind.NAMESPACES or int(Path("/proc/self/uid_map").read_text().split()[2]) <= SOMEBODY:
        return
    for folder in ("in", "out"):
        os.chown(place / folder, SOMEBODY, SOMEBODY)
    os.setgroups([])
    os.setresgid(SOMEBODY, SOMEBODY, SOMEBODY)
    os.setresuid(SOMEBODY, SOMEBODY, SOMEBODY)


def _state(canary: Path) -> tuple[int, ...]:
    told = canary.stat()
    return (told.st_atime_ns, told.st_mtime_ns, told.st_ctime_ns, told.st_uid, told.st_gid, told.st_mode)


def _try(case: Case, what: str, place: Path, bait: Bait, secret: bytes) -> Outcome:
    source, into, outcome = place / "in" / "image", place / "out", Outcome(case.name)
    case.make(source, bait)
    began = time.monotonic()
    try:
        made = _make(what, source, into)
        outcome.end = "admitted"
        outcome.leaked = secret in made.read_bytes()
        made.unlink()
    except PortalError as error:
        outcome.end, outcome.says = type(error).__name__, str(error)
        outcome.leaked = secret in str(error).encode()
    outcome.seconds = time.monotonic() - began
    outcome.left = [str(path.relative_to(place)) for path in into.rglob("*")]
    shutil.rmtree(source) if source.is_dir() and not source.is_symlink() else source.unlink(missing_ok=True)
    return outcome


def _make(what: str, source: Path, into: Path) -> Path:
    if what == "admit":
        return admit(source, into, limits=LIMITS).path
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    container = next((str(name) for at, magic, name in _KNOWN if head.startswith(magic, at)), "raw")
    if head.startswith(b"# Disk DescriptorFile"):
        container = "vmdk"
    command = ["convert", "-f", container.replace("iso", "raw"), "-O", "qcow2", "source", "target"]
    with workplace(into) as work:
        (work / "source").hardlink_to(source)
        source.chmod(0o644)
        (work / "target").touch()
        complaint = _bare(command, work) if what == "bare" else _boxed(command, work)
        if complaint:
            raise PortalError(complaint)
        return (work / "target").rename(into / "made")


def _boxed(command: list[str], work: Path) -> str:
    """As if the header reader had let everything pass."""
    ended = run_in(box.walls().kind, command, work, LIMITS)
    return "" if ended.well else ended.complaint or ended.why


def _bare(command: list[str], work: Path) -> str:
    ended = subprocess.run(["qemu-img", *command], cwd=work, check=False, capture_output=True, text=True)
    return ended.stderr


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A port on loopback, and who called."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                with connection:
                    calls.append(str(caller))

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    which, how, *wanted = sys.argv[1:]
    json.dump(asdict(main(box.Kind(which), how, wanted)), sys.stdout)
