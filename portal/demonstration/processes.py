"""The portal's processes: started in order, kept running, stopped in reverse.

Each gets a session of its own, so that Ctrl-C reaches the supervisor alone and the order of stopping is ours,
and a parent-death signal, so that nothing outlives a supervisor that was killed.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from .steps import StepFailed


def free_port() -> int:
    """A TCP port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Processes:
    """Children by name, each logging to ``<log_dir>/<name>.log``."""

    environment: Mapping[str, str]
    log_dir: Path
    grace_seconds: float = 10
    _running: dict[str, tuple[Sequence[str], subprocess.Popen[bytes]]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)

    def start(self, name: str, command: Sequence[str]) -> None:
        with (self.log_dir / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
        self._running[name] = (command, process)

    def stop(self, name: str) -> None:
        """Ask, wait, then kill."""
        _, process = self._running.pop(name)
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(self.grace_seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def restart_the_dead(self) -> list[str]:
        """Start again what ended by itself; answers their names."""
        dead = [name for name, (_, process) in self._running.items() if process.poll() is not None]
        for name in dead:
            self.start(name, self._running[name][0])
        return dead

    def require_alive(self, name: str) -> None:
        """Raises ``StepFailed`` with the end of its log when the process has ended."""
        status = self._running[name][1].poll()
        if status is not None:
            tail = (self.log_dir / f"{name}.log").read_text(errors="replace").splitlines()[-5:]
            raise StepFailed(f"{name} ended with status {status}: " + " | ".join(tail))

    def wait_for(self, name: str, *, seconds: float, until: Callable[[], bool]) -> None:
        """Poll ``until`` while the process lives. Raises ``StepFailed`` at the deadline."""
        tick = Event()
        for _ in range(int(seconds * 10)):
            self.require_alive(name)
            if until():
                return
            tick.wait(0.1)
        raise StepFailed(f"{name} was not ready after {seconds:.0f} s; see {self.log_dir / name}.log")
