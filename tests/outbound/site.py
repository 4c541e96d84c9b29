"""Servers of the tests' own: one that answers exactly what a test tells it, and one that nobody may reach."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network

from vms.outbound import Allowed, Guard, Limits

HOST = "files.test"
LOOPBACK = (ip_network("127.0.0.1/32"),)
MIB = 1024**2

QUICK = Limits(
    bytes=64 * MIB,
    unpacked_bytes=64 * MIB,
    keep_free=0,
    connect_seconds=2,
    answer_seconds=2,
    silence_seconds=2,
    total_seconds=20,
    slowest_seconds=5,
    pause_seconds=0,
    tries=4,
)


@dataclass(frozen=True)
class Request:
    """What a client asked: the target as it stands on the wire, names of headers in lower case."""

    target: str
    headers: dict[str, str]


Answerer = Callable[[Request], Iterable[bytes]]


def reply(body: bytes = b"", status: int = 200, **headers: str | int) -> bytes:
    """A whole answer; ``content_length`` may lie."""
    fields = {"content_length": len(body), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Whatever\r\n{lines}\r\n".encode("latin-1") + body


@dataclass
class Site:
    """``pages`` by the path; one without a page is a 404. ``over`` is set when the test ends."""

    port: int
    pages: dict[str, Answerer | bytes] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/") -> str:
        return f"http://{HOST}:{self.port}{path}"

    @property
    def allowed(self) -> Allowed:
        return Allowed(HOST, self.port, LOOPBACK, plain_http=True)

    def answer(self, request: Request) -> Iterable[bytes]:
        self.requests.append(request)
        page = self.pages.get(request.target.partition("?")[0], reply(status=404))
        return [page] if isinstance(page, bytes) else page(request)


@contextmanager
def running_site() -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        site = Site(listener.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listener, site), daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _serve(listener: socket.socket, site: Site) -> None:
    while not site.over.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(connection, site), daemon=True).start()


def _talk(connection: socket.socket, site: Site) -> None:
    with connection:
        try:
            connection.settimeout(20)
            head = b""
            while b"\r\n\r\n" not in head:
                received = connection.recv(65536)
                if not received:
                    return
                head += received
            for piece in site.answer(_read(head)):
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):  # until the client has read everything and leaves
                pass
        except OSError:
            return  # the client had enough, which many a test wants


def _read(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return Request(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs})


class Canary:
    """Listens on both loopback addresses and answers nobody.

    The kernel completes connections without our help, so they wait to be counted.
    """

    def __init__(self) -> None:
        self._four = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._four.getsockname()[1]
        self._six = socket.create_server(("::1", self.port), family=socket.AF_INET6)

    def touched(self) -> int:
        """How many connections came since the last look."""
        return sum(self._count(listener) for listener in (self._four, self._six))

    def close(self) -> None:
        self._four.close()
        self._six.close()

    @staticmethod
    def _count(listener: socket.socket) -> int:
        listener.setblocking(False)
        count = 0
        while True:
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                return count
            connection.close()
            count += 1


def answering(**names: list[str]) -> Callable[[str], list[str]]:
    """A resolver that knows these names (``_`` for a dot), and numbers in the ways the C library does."""
    known = {name.replace("_", "."): addresses for name, addresses in names.items()}

    def resolve(name: str) -> list[str]:
        plain = name.removesuffix(".")
        if plain in known:
            return known[plain]
        if plain and not set(plain) - set("0123456789abcdefxABCDEFX.:"):
            return [str(found[4][0]) for found in socket.getaddrinfo(plain, None, type=socket.SOCK_STREAM)]
        raise socket.gaierror("nobody has this name")

    return resolve


def guard_of(site: Site, *, ports: Iterable[int] = (80, 443, 5000), **names: list[str]) -> Guard:
    """Admits the site by its name and nothing else on this machine; ``names`` resolve as told."""
    resolve = answering(files_test=["127.0.0.1"], **names)
    return Guard((site.allowed,), frozenset(ports), resolve, lambda address: False)
