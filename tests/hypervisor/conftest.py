"""A real libvirt host with a bootable image, for the tests that are marked ``qemu``."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab import DemoHost, GuestImage
from tests.real import tiny_image
from tests.stack import eventually

__all__ = ["tiny_image"]

NOBODY = 65534

pytest.register_assert_rewrite("tests.hypervisor.contract")


@dataclass(frozen=True)
class RealHost:
    """``pool`` is where the host's storage volumes lie as files, seen from outside its namespaces."""

    uri: str
    pool: Path
    pid: int


def running(host: DemoHost, pool: Path) -> Iterator[RealHost]:
    with host as address:
        process = host._process
        assert process is not None
        yield RealHost(address.uri, pool, process.pid)


@pytest.fixture(scope="module")
def real_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHost]:
    """One host for a module's tests."""
    state = tmp_path_factory.mktemp("host")
    yield from running(DemoHost(state), state / "lib" / "images")


@pytest.fixture
def doomed_host(tmp_path: Path) -> Iterator[RealHost]:
    """A host to do harm to."""
    yield from running(DemoHost(tmp_path), tmp_path / "lib" / "images")


@pytest.fixture
def session_host(monkeypatch: pytest.MonkeyPatch) -> Iterator[RealHost]:
    """The libvirt session of an ordinary user, whoever runs the tests, in namespaces that end with it."""
    home = Path(tempfile.mkdtemp(prefix="slip-"))  # short: libvirt puts sockets deep below it
    monkeypatch.setenv("HOME", str(home))
    namespaces = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
        identity = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        # Changing the user undoes what --kill-child asked for, so it is asked for once more.
        become = [*namespaces, "setpriv", *identity, "--pdeathsig=KILL"]
    else:
        become = [*namespaces, "--user", "--map-current-user"]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    command = [*become, "tini", "-s", "--", "sh", "-c", "virtlogd -d; exec libvirtd"]
    with (home / "libvirtd.log").open("w") as log:
        daemon = subprocess.Popen(command, cwd=home, env=environment, stderr=log)
    try:
        socket = home / "libvirt" / "libvirt-sock"
        eventually(socket.exists, seconds=20, what="the session's libvirtd has no socket")
        pool = home / ".local" / "share" / "libvirt" / "slipway"
        yield RealHost(f"qemu+unix:///session?socket={socket}", pool, daemon.pid)
    finally:
        daemon.kill()
        daemon.wait()
        shutil.rmtree(home, ignore_errors=True)  # what dies with the namespaces may still write for a moment


@pytest.fixture(scope="session")
def tiny(tiny_image: GuestImage) -> Path:
    return tiny_image.path
