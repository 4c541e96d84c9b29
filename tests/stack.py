"""A whole portal of the tests' own: ``manage.py up`` on a free port, its state in a temporary folder."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from portal.demonstration import Login, Processes, free_port

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 240


@dataclass(frozen=True)
class Stack:
    """``manage`` runs one of the portal's commands against this stack's state and answers what it printed.

    ``outside`` are two ports of loopback that the portal may fetch from; nobody listens there yet.
    """

    base_url: str
    state: Path
    people: dict[str, Login]
    environment: dict[str, str]
    pid: int
    outside: tuple[int, int]

    def manage(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, **self.environment},
        ).stdout


@contextmanager
def running_stack(hypervisor: str = "") -> Iterator[Stack]:
    """Start it, hand it over ready, stop it; its folder goes too."""
    state = Path(tempfile.mkdtemp(prefix="slipway-"))
    outside = (free_port(), free_port())
    environment = {
        "SLIPWAY_STATE_DIR": str(state),
        "SLIPWAY_HYPERVISOR": hypervisor,
        "SLIPWAY_OUTSIDE_SERVERS": ",".join(f"127.0.0.1:{port} plain-http" for port in outside),
    }
    port = free_port()
    try:
        with Processes(environment, state / "log", grace_seconds=60) as processes:
            command = [sys.executable, str(ROOT / "manage.py"), "up", f"--port={port}", "--without-machine"]
            processes.start("portal", command)
            ready = state / "run" / "ready.json"
            processes.wait_for("portal", seconds=START_SECONDS, until=ready.exists)
            people = {
                entry["username"]: Login(**entry) for entry in json.loads((state / "logins.json").read_text())
            }
            told = json.loads(ready.read_text())
            environment["REDIS_URL"] = told["broker"]
            yield Stack(told["url"], state, people, environment, told["pid"], outside)
    finally:
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One portal with a real hypervisor for all tests of a session that ask for it."""
    with running_stack() as started:
        yield started


def eventually(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Poll until the condition holds; fail with ``what`` at the deadline."""
    deadline, tick = monotonic() + seconds, Event()
    while not condition():
        if monotonic() > deadline:
            pytest.fail(f"after {seconds:.0f} s: {what}")
        tick.wait(0.1)
