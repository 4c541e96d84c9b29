"""Debian's docker-registry on loopback, with a configuration and a store of the tests' own."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from vms.registry import Credentials

UNPACKED = Path(__file__).parents[2] / "var" / "test-registry" / "usr" / "bin" / "docker-registry"
START_SECONDS = 30
SOMEBODY = Credentials("puller", "let me pull")
# What `htpasswd -B` makes of it; the registry knows bcrypt alone.
_HTPASSWD = "puller:$2y$05$abcdefghijklmnopqrstuuQ5uHXmQielkUEyjpRkKe/7BM2puKiKa\n"


@dataclass(frozen=True)
class Registry:
    port: int
    store: Path

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def running_registry(folder: Path, *, password: bool = False, port: int = 0) -> Iterator[Registry]:
    """Start it on a port, else on a free one, wait until it answers, end it by its pid."""
    program = str(UNPACKED) if UNPACKED.exists() else shutil.which("docker-registry")
    if program is None:
        pytest.fail("docker-registry was not found. `make install` brings it.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
        port = int(probe.getsockname()[1])
    configuration = {
        "version": "0.1",
        "log": {"accesslog": {"disabled": True}, "level": "error"},
        "storage": {"filesystem": {"rootdirectory": str(folder / "store")}},
        "http": {"addr": f"127.0.0.1:{port}"},
    }
    if password:
        (folder / "htpasswd").write_text(_HTPASSWD)
        configuration["auth"] = {"htpasswd": {"realm": "tests", "path": str(folder / "htpasswd")}}
    (folder / "config.yml").write_text(json.dumps(configuration))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "serve", str(folder / "config.yml")], stdout=log, stderr=log)
    try:
        _wait(port, process, folder / "log")
        yield Registry(port, folder / "store")
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline, tick = monotonic() + START_SECONDS, Event()
    while process.poll() is None and monotonic() < deadline:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/v2/")
            connection.getresponse().read()
            connection.close()
        except OSError:
            tick.wait(0.02)
            continue
        return
    pytest.fail(f"docker-registry did not start: {log.read_text()[-2000:]}")
