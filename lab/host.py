"""libvirt hosts of the portal's own, each in its own namespaces.

Nothing of the machine's libvirt or network is touched. A host keeps its files below its state directory: its
machines are still defined, and shut off, when it starts again.
"""

import os
import select
import shutil
import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import sockets
from .errors import LabFailed

SCRIPTS = Path(__file__).parent / "scripts"
TEMPLATES = Path(__file__).parent / "libvirt"
HOOKS = Path(__file__).parents[1] / "hooks"  # as on every host of the portal's
START_SECONDS = 30.0

_ROOT_NAMESPACES = ("--net", "--mount", "--uts", "--ipc", "--pid")
_USER_NAMESPACES = ("--user", "--map-root-user", "--net", "--mount", "--ipc", "--pid")


class HostFailed(LabFailed):
    """The host did not come up; the message carries the end of what its start script said."""


@dataclass(frozen=True, slots=True)
class HostAddress:
    """Where a host is reached, what kind it is, and why: ``system``, ``session``, ``test`` or ``given``.

    ``domain_type`` is ``kvm``, ``qemu`` or ``test``, and None when only the host itself can tell.
    """

    uri: str
    kind: str
    domain_type: str | None = None
    note: str = ""


class _Host:
    """Namespaces with a libvirtd in them. They end with this process, however it ends."""

    kind: str
    namespaces: tuple[str, ...]
    socket_name: str

    def __init__(self, state_dir: Path, domain_type: str = "qemu") -> None:
        """``domain_type``: ``kvm`` or ``qemu`` for real guests, ``test`` for libvirt's simulated ones."""
        self._state = state_dir.absolute()
        self._domain_type = domain_type
        self._process: subprocess.Popen[str] | None = None
        self._sockets: sockets.SocketDirectory | None = None

    def start(self) -> HostAddress:
        """Bring the host up, in about a second. Raises HostFailed."""
        self._sockets = sockets.directory_for(self._state / "run", self.socket_name)
        _empty(self._sockets.path)
        self._prepare()
        log = self._state / "host.log"
        script = (SCRIPTS / f"{self.kind}-host", self._state, self._sockets.path, self._domain_type)
        command = [*_unshare(self.namespaces), "tini", "-s", "--", *map(str, script)]
        with log.open("w") as errors:
            # A session of its own: Ctrl-C in the terminal is for the supervisor, which stops things in order.
            # Standard input is the life line: the script ends when nobody holds its other end any more.
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
                start_new_session=True, cwd="/", env=_environment(),
            )  # fmt: skip
        if not self._ready():
            self.stop()
            said = log.read_text().strip()[-800:]
            raise HostFailed(f"The demonstration's libvirt host did not start. {log} says: {said}")
        return self.address(self._sockets.path / self.socket_name)

    def stop(self) -> None:
        """End the host with everything in it; guests lose their power. Harmless when it is not running."""
        if self._process is not None:
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._sockets is not None:
            _empty(self._sockets.path)
            self._sockets.discard()
            self._sockets = None

    def __enter__(self) -> HostAddress:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @classmethod
    def possible(cls) -> bool:
        """Whether this user may make the namespaces; a container often may not."""
        command = [*_unshare(cls.namespaces), "true"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def address(self, socket: Path) -> HostAddress:
        simulated = self._domain_type == "test"
        scheme, path = ("test", "default") if simulated else ("qemu", self.kind)
        return HostAddress(
            f"{scheme}+unix:///{path}?socket={socket}", "test" if simulated else self.kind, self._domain_type
        )

    def _prepare(self) -> None:
        raise NotImplementedError

    def _ready(self) -> bool:
        process = self._process
        if process is None or process.stdout is None:
            return False
        readable, _, _ = select.select([process.stdout], [], [], START_SECONDS)
        return bool(readable) and process.stdout.readline().strip() == "ready"

    def _identity(self) -> str:
        """A UUID that stays. libvirt would take the hardware's, which two hosts on one machine share."""
        path = self._state / "host-uuid"
        if not path.exists():
            path.write_text(str(uuid.uuid4()))
        return path.read_text()

    def _write(self, template: str, place: str, values: Mapping[str, str] | None = None) -> None:
        text = (TEMPLATES / template).read_text()
        for name, value in (values or {}).items():
            text = text.replace(f"@{name}@", value)
        path = self._state / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class DemoHost(_Host):
    """A full host for root: NAT network ``slipway`` without a way out, storage pool ``slipway``."""

    kind = "system"
    namespaces = _ROOT_NAMESPACES
    socket_name = "libvirt-sock"

    def _prepare(self) -> None:
        for name in ("new-run", "log/qemu", "cache/qemu", "lib/images"):
            (self._state / name).mkdir(parents=True, exist_ok=True)
        # QEMU runs as libvirt-qemu and must find its way; below it libvirt keeps what is private private.
        (self._state / "lib").chmod(0o711)
        if self._sockets is not None:
            self._sockets.path.chmod(0o711)
        self._write("libvirtd.conf", "etc/libvirtd.conf", {"host_uuid": self._identity()})
        self._write("qemu.conf", "etc/qemu.conf")
        self._write("network.xml", "etc/slipway-network.xml")
        self._write("pool.xml", "etc/slipway-pool.xml", {"path": "/var/lib/libvirt/images"})
        for hook in HOOKS.iterdir():
            self._install(hook)

    def _install(self, hook: Path) -> None:
        """As on any host: libvirt runs what lies there under the name of its part."""
        place = self._state / "etc" / "hooks" / hook.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(hook, place)


class SessionHost(_Host):
    """A host for an ordinary user: no network of its own, for QEMU's user network serves its guests."""

    kind = "session"
    namespaces = _USER_NAMESPACES
    socket_name = "libvirt/libvirt-sock"

    def _prepare(self) -> None:
        for name in ("new-run", "config/libvirt", "data", "cache", "images"):
            (self._state / name).mkdir(parents=True, exist_ok=True)
        if self._sockets is not None:
            self._sockets.path.chmod(0o700)
        self._write("libvirtd.conf", "config/libvirt/libvirtd.conf", {"host_uuid": self._identity()})
        self._write("qemu.conf", "config/libvirt/qemu.conf")
        self._write("network.xml", "slipway-network.xml")
        self._write("pool.xml", "slipway-pool.xml", {"path": "/run/slipway/images"})


def _unshare(namespaces: tuple[str, ...]) -> tuple[str, ...]:
    return ("unshare", *namespaces, "--fork", "--kill-child", "--mount-proc")


def _empty(directory: Path) -> None:
    """Clear what an earlier run left: libvirt would take its status files for guests that still run."""
    for path in directory.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _environment() -> dict[str, str]:
    """The daemons live in /usr/sbin, which an ordinary user's PATH leaves out."""
    return {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin", "LC_ALL": "C.UTF-8"}
