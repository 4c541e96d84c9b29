"""The walls themselves: what a program that obeys an image's author could do in there."""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from vms.images import Limits, walls
from vms.images.box import Kind, NoWalls, Why, commands, confine
from vms.images.box import filter as calls
from vms.images.box.calls import AARCH64, CALLS, X86_64
from vms.images.box.kinds import Walls
from vms.images.box.run import _why, run_in
from vms.images.box.tools import tool

ROOT = os.geteuid() == 0
KINDS = [Kind.OWN_USER, Kind.NAMESPACES, Kind.LANDLOCK] if ROOT else [Kind.NAMESPACES, Kind.LANDLOCK]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "source").write_bytes(bytes(1024))
    (tmp_path / "source").chmod(0o644)
    (tmp_path / "target").touch()
    return tmp_path


@pytest.mark.qemu
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "elsewhere",
    ["/etc/passwd", "/proc/self/environ", "/etc/hostname", "../../../../etc/passwd", "nbd://127.0.0.1:1/x"],
)
def test_nothing_but_the_image_can_be_opened(work: Path, kind: Kind, elsewhere: str) -> None:
    ended = run_in(kind, ["convert", "-f", "raw", "-O", "raw", elsewhere, "target"], work, Limits())

    assert ended.why is Why.FAILED
    assert (work / "target").stat().st_size == 0


@pytest.mark.qemu
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_the_target_can_be_made(work: Path, kind: Kind) -> None:
    (work / "source").chmod(0o666)

    for name in ("other", "source", "/tmp/other", "/dev/shm/other"):  # noqa: S108  names that must not appear
        ended = run_in(kind, ["create", "-q", "-f", "raw", name, "1M"], work, Limits())
        assert ended.why is Why.FAILED, name

    assert sorted(path.name for path in work.iterdir()) == ["source", "target"]
    assert (work / "source").read_bytes() == bytes(1024)


@pytest.mark.qemu
@pytest.mark.parametrize("kind", KINDS)
def test_the_size_of_the_target_is_bounded(work: Path, kind: Kind) -> None:
    (work / "source").write_bytes(os.urandom(4 * 2**20))
    command = ["convert", "-f", "raw", "-O", "qcow2", "source", "target"]

    assert run_in(kind, command, work, Limits(file_bytes=2**20)).why is Why.TOO_LARGE
    assert (work / "target").stat().st_size <= 2**20


@pytest.mark.qemu
def test_the_best_box_of_this_machine_is_found() -> None:
    assert walls().kind is KINDS[0]
    assert walls().no_network
    assert walls().sentence.endswith(".")


# The same in Perl, which takes no more than its own libraries to start. What returns false was denied.
ATTEMPTS = {
    "read a file": "open(F, '<', '/etc/passwd')",
    "list a folder": "opendir(D, '/')",
    "write a file": "open(F, '>', '/tmp/slipway-made')",
    "write the source": "open(F, '>>', 'source')",
    "remove a file": "unlink('target')",
    "rename a file": "rename('target', 'other')",
    "link a file": "link('target', 'other')",
    "make a link": "symlink('target', 'other')",
    "make a folder": "mkdir('other')",
    "make a pipe": "syscall($mknodat, -100, $other, 0010666, 0) >= 0",
    "change a mode": "chmod(0777, 'target')",
    "change an owner": "chown(1, 1, 'target')",
    "change a date": "utime(1, 1, 'source')",
    "open a socket": "socket(S, 2, 1, 0)",
    "open a local socket": "socketpair(S, T, 1, 1, 0)",
    "start a process": "defined(fork())",
    "become a program": "exec('/bin/true')",
    "signal a process": "kill(0, getppid())",
    "trace a process": "syscall($ptrace, 16, getppid(), 0, 0) >= 0",
    "limit a process": "syscall($prlimit64, getppid(), 7, $buffer, 0) >= 0",
    "slow a process": "syscall($sched_setaffinity, getppid(), 8, $buffer) >= 0",
    "cut a file": "syscall($truncate, $target, 0) >= 0",
    "make a namespace": "syscall($unshare, 0x10000000) >= 0",
    "mount": "syscall($mount, $other, $root, $tmpfs, 0, 0) >= 0",
    "use io_uring": "syscall(425, 8, $buffer) >= 0",
    "load a program into the kernel": "syscall($bpf, 5, $buffer, 120) >= 0",
}
NOT_ALLOWED = "$! == 1 || $! == 13"
COLUMN = {"x86_64": X86_64, "aarch64": AARCH64}[platform.machine()]
NUMBERS = {
    name: CALLS[name][COLUMN]
    for name in ("mknodat", "ptrace", "unshare", "mount", "bpf", "sched_setaffinity", "truncate")
} | {"prlimit64": (302, 261)[COLUMN]}
# Perl passes no constants.
TEXTS = "$other = 'other'; $target = 'target'; $root = '/'; $tmpfs = 'tmpfs'; $buffer = 'x' x 120;"


@pytest.mark.qemu
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_landlock_and_the_filter_deny_it(work: Path, attempt: str) -> None:
    """As if qemu-img had been taken over, with another program in its place and its own rules around it."""
    said = in_landlock(
        work, f"print(({ATTEMPTS[attempt]}) ? ' and done' : {NOT_ALLOWED} ? ' and denied' : $!)"
    )

    assert said == "in and denied"
    assert sorted(path.name for path in work.iterdir()) == ["source", "target"]


@pytest.mark.qemu
def test_what_landlock_and_the_filter_leave_is_the_image(work: Path) -> None:
    said = in_landlock(work, "print(open(F, '<', 'source') && open(G, '+>', 'target') ? ' and done' : $!)")

    assert said == "in and done"


def in_landlock(work: Path, script: str) -> str:
    perl, program = tool("perl"), calls.program()
    assert perl is not None
    assert program is not None
    numbers = "".join(f"${name} = {number};" for name, number in NUMBERS.items())
    script = f"$| = 1; print 'in'; {numbers} {TEXTS} {script}"
    with opened(program) as descriptor:
        ended = subprocess.run(
            [*commands.landlock(work, perl, seccomp=descriptor), perl.path, "-e", script],
            pass_fds=(descriptor,),
            cwd=work,
            capture_output=True,
            text=True,
            check=False,
        )
    return ended.stdout


@contextmanager
def opened(content: bytes) -> Iterator[int]:
    descriptor = os.memfd_create("filter")
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    yield descriptor
    os.close(descriptor)


@pytest.mark.qemu
def test_without_its_walls_the_command_is_not_run(tmp_path: Path) -> None:
    """A filter that cannot be installed stands for any wall that is missing."""
    with opened(b"no program") as descriptor:
        command = [sys.executable, "-I", "-S", confine.__file__, str(descriptor), "/", "--", "--"]
        ended = subprocess.run(
            [*command, shutil.which("touch") or "", str(tmp_path / "made")],
            pass_fds=(descriptor,),
            capture_output=True,
            check=False,
        )

    assert ended.returncode == confine.CANNOT
    assert not (tmp_path / "made").exists()


def test_a_machine_whose_calls_are_not_known_has_no_filter() -> None:
    assert calls.program("m68k") is None
    for machine in ("x86_64", "aarch64"):
        program = calls.program(machine)
        assert program is not None
        assert len(program) % 8 == 0
        assert len(program) // 8 <= 4096  # the kernel's bound


@pytest.mark.qemu
def test_the_numbers_of_the_calls_are_those_of_this_machine() -> None:
    asked = subprocess.run(
        ["gcc", "-E", "-dM", "-include", "sys/syscall.h", "-"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    told = {name: int(number) for name, number in re.findall(r"#define __NR_(\w+) (\d+)", asked.stdout)}

    known = {name: numbers[COLUMN] for name, numbers in CALLS.items() if name in told}

    assert known == {name: told[name] for name in known}
    assert len(known) > 80


def test_where_there_is_no_box_nothing_is_run(work: Path) -> None:
    with pytest.raises(NoWalls, match="Install qemu-utils"):
        run_in(Kind.NONE, ["info", "source"], work, Limits())


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_box_is_explained_to_people(kind: Kind) -> None:
    told = Walls(
        kind,
        own_user=False,
        own_files_only=True,
        no_network=True,
        own_processes_only=True,
        filtered_calls=True,
    )

    assert "image" in told.sentence
    assert told.sentence.endswith(".")


@pytest.mark.parametrize(
    ("code", "complaint", "why"),
    [
        (0, "", Why.WELL),
        (1, "qemu-img: error while writing: No space left on device", Why.NO_ROOM),
        (1, "qemu-img: error while writing: File too large", Why.TOO_LARGE),
        (-25, "", Why.TOO_LARGE),
        (128 + 25, "", Why.TOO_LARGE),
        (-9, "", Why.FAILED),
        (128 + 24, "", Why.TOO_LONG),
        (1, "qemu-img: Could not open 'source'", Why.FAILED),
        (-11, "", Why.FAILED),
    ],
)
def test_how_it_ended_is_read_from_code_and_complaint(code: int, complaint: str, why: Why) -> None:
    assert _why(code, complaint) is why
