"""Opening connections, and keeping one per process and URI."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit
from uuid import UUID
from weakref import WeakSet

import libvirt

from vms.hypervisor.errors import HypervisorRefused, HypervisorUnavailable
from vms.hypervisor.libvirt_driver import event_loop
from vms.hypervisor.libvirt_driver.border import border

OPEN_DEADLINE_SECONDS = 10.0
KEEPALIVE_SECONDS, KEEPALIVE_COUNT = 5, 3  # a silent host is given up after 5 x (3 + 1) seconds


def label(uri: str) -> str:
    """How a host is called in sentences: without the parameters, which may name keys and sockets."""
    parts = urlsplit(uri)
    return parts.hostname or f"{parts.scheme}://{parts.path}"


def in_process(uri: str) -> bool:
    """True for ``test:///…``: the driver runs in this process, without keepalive or anything to wait for."""
    return urlsplit(uri).scheme == "test"


def is_local(uri: str) -> bool:
    """True if the daemon is reached over a local socket, which can hand over file descriptors."""
    parts = urlsplit(uri)
    transport = parts.scheme.partition("+")[2]
    return not in_process(uri) and transport in ("", "unix") and not parts.hostname


def is_session(connection: libvirt.virConnect) -> bool:
    """True for a user's own libvirt, which has no privileges."""
    path: str = urlsplit(connection.getURI()).path
    return path == "/session"


def open_connection(uri: str) -> libvirt.virConnect:
    """A new connection with keepalive. Raises ``HypervisorUnavailable`` at the latest after the deadline,
    ``HypervisorRefused`` for a URI that asks not to check whom it talks to."""
    if "no_verify" in parse_qs(urlsplit(uri).query, keep_blank_values=True):
        raise HypervisorRefused(
            f"The address of {label(uri)} contains no_verify, which would trust any machine that answers. "
            "Remove it and give the worker the host's certificate or SSH host key."
        )
    event_loop.ensure_running()
    with border(label(uri)):
        if in_process(uri):
            return libvirt.open(uri)
        connection = _dial(uri)
        connection.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVE_COUNT)
        return connection


def _dial(uri: str) -> libvirt.virConnect:
    """Open in a disposable thread: libvirt has no time limit of its own, and a host that was cut off
    blocks for as long as the kernel resends. A connection that comes too late is dropped, which closes it."""
    answer: Future[libvirt.virConnect] = Future()

    def dial() -> None:
        try:
            answer.set_result(libvirt.open(uri))
        except libvirt.libvirtError as error:
            answer.set_exception(error)

    threading.Thread(target=dial, name="libvirt-dial", daemon=True).start()
    try:
        return answer.result(OPEN_DEADLINE_SECONDS)
    except TimeoutError:
        reason = f"no connection within {OPEN_DEADLINE_SECONDS:.0f} seconds"
        raise HypervisorUnavailable(label(uri), reason) from None


class Dependent(Protocol):
    """Something that ends with its connection, such as an open stream."""

    def connection_lost(self) -> None: ...


class Link:
    """This process's way to one URI. The connection is opened at first use and anew once it is dead."""

    def __init__(self, uri: str) -> None:
        self.uri, self.host = uri, label(uri)
        self._opening = threading.Lock()  # per link: a host that is slow to open holds up nobody else's
        self._connection: libvirt.virConnect | None = None
        self._telling = threading.Lock()  # guards all dependents; held for moments, on libvirt's thread too
        self._dependents: WeakSet[Dependent] = WeakSet()  # of the present connection

    @contextmanager
    def use(self, uuid: UUID | None = None) -> Iterator[libvirt.virConnect]:
        """The connection; inside, libvirt's errors leave as ours. ``uuid`` is the domain asked for."""
        connection = self._alive()
        with border(self.host, uuid):
            yield connection

    def tell_when_lost(self, connection: libvirt.virConnect, dependent: Dependent) -> None:
        """libvirt 9 tells the open streams of a connection that breaks nothing: so we do."""
        with self._telling:
            if connection is self._connection:  # else it is dead, as the next line finds
                self._dependents.add(dependent)
        if not connection.isAlive():
            dependent.connection_lost()

    def _alive(self) -> libvirt.virConnect:
        event_loop.ensure_running()  # refuses a forked child, which must not talk on its parent's connection
        with self._opening:
            if self._connection is None or not self._connection.isAlive():
                self._connection = self._open()
            return self._connection

    def _open(self) -> libvirt.virConnect:
        connection = open_connection(self.uri)
        dependents: WeakSet[Dependent] = WeakSet()
        with border(self.host):
            connection.registerCloseCallback(self._lost, dependents)
        with self._telling:
            self._dependents = dependents
        return connection

    def _lost(self, _connection: Any, _reason: int, dependents: WeakSet[Dependent]) -> None:
        """On libvirt's thread. ``dependents`` are those of the connection that broke, not of a younger."""
        with self._telling:
            told = tuple(dependents)
        for dependent in told:
            dependent.connection_lost()


_links: dict[str, Link] = {}
_links_lock = threading.Lock()


def link(uri: str) -> Link:
    """The one link of this process to the URI. It stays open for the next caller: opening over SSH costs
    half a second, and there are only as many as hosts."""
    with _links_lock:
        return _links.setdefault(uri, Link(uri))
