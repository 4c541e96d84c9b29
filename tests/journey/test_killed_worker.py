"""``kill -9`` of the worker between libvirt's start and the database write."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.demonstration import Visitor
from portal.demonstration.journey import launch
from tests.stack import ROOT, Stack, eventually


def _command(pid: int) -> str:
    try:
        return (
            (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:
        return ""


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _guests(serial: str) -> list[int]:
    """QEMU processes of the machine with this serial number, whatever namespace they are in."""
    return [
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if f"serial={serial}," in _command(int(path.name))
    ]


@pytest.mark.qemu
def test_one_domain_runs_after_the_worker_was_killed_in_the_middle_of_a_launch(stack: Stack) -> None:
    worker = next(
        pid for pid in _children(stack.pid) if " worker" in _command(pid) and "imports" not in _command(pid)
    )
    with Visitor(stack.base_url) as author, Visitor(stack.base_url) as admin:
        author.log_in("max", stack.people["max"].password)
        admin.log_in("ada", stack.people["ada"].password)
        os.kill(stack.pid, signal.SIGSTOP)  # or it would put a healthy worker in the dead one's place
        try:
            os.kill(worker, signal.SIGKILL)
            doomed = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "tests.journey.sabotage", "worker", "--pool=threads"],
                cwd=ROOT,
                env={**os.environ, **stack.environment},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            machine, name = launch(author, admin, lambda _: None)
            assert doomed.wait(90) == -signal.SIGKILL
        finally:
            os.kill(stack.pid, signal.SIGCONT)
        serial = author.api(f"/machines/{machine}/")["serial"]
        before = _guests(serial)
        author.wait_for_status(machine, "Running", seconds=120)

        assert _guests(serial) == before
        assert len(before) == 1
        [host] = json.loads(stack.manage("host_contents", "--format", "json"))
        assert host["domains"].count(f"harbour_{name}") == 1

        admin.post(f"/machines/{machine}/delete/", {"name": name})
        admin.wait_until_gone(machine, seconds=120)
        eventually(lambda: not _guests(serial), seconds=20, what="the guest outlived its machine")
