"""The connection itself: to an address that was checked, and on a clock.

httpcore speaks HTTP over a network back end that its user may bring. Ours connects to the addresses it was
given, whatever name the request is for; the name still stands in the Host header and in TLS. It
resolves nothing.
"""

import socket
import ssl
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address
from time import monotonic
from typing import Any

import httpcore2

from vms.outbound.addresses import Address
from vms.outbound.errors import TransferBroken, TransferRefused
from vms.outbound.limits import Limits

_HEAD_READ = 16 * 1024
_SOON = 0.001  # a socket's timeout of zero would mean: do not wait at all


class Clock:
    """Until when a transfer may take; shared by its redirects and its tries."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self._end = limits, monotonic() + limits.total_seconds

    def left(self, seconds: float) -> float:
        """That many seconds, or what is left of the whole; ``httpcore2.ReadTimeout`` when nothing is."""
        left = min(seconds, self._end - monotonic())
        if left <= 0:
            raise httpcore2.ReadTimeout("the whole transfer took too long")
        return left


class PinnedBackend(httpcore2.NetworkBackend):
    """Connects to the first of ``addresses`` that answers."""

    def __init__(self, addresses: Sequence[Address], clock: Clock) -> None:
        self._addresses, self._clock = addresses, clock
        self.stream: TimedStream | None = None

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        share = self._clock.limits.connect_seconds / max(1, len(self._addresses))
        for address in self._addresses:
            try:
                connected = connect(address, port, self._clock.left(share))
            except OSError:
                continue
            self.stream = TimedStream(connected, self._clock)
            return self.stream
        raise httpcore2.ConnectError("no address answered")

    def body_begins(self) -> None:
        """The answer's head was read."""
        if self.stream is not None:
            self.stream.body_begins()

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise httpcore2.ConnectError("no unix socket is ever opened")


def connect(address: Address, port: int, seconds: float) -> socket.socket:
    """A TCP connection to the address as it is. Raises ``OSError``."""
    family = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(seconds)
        opened.connect((str(address), port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        opened.close()
        raise
    return opened


class TimedStream(httpcore2.NetworkStream):
    """Bounds the bytes and the time of the answer's head, then each silence, the pace and the whole."""

    def __init__(self, connected: socket.socket, clock: Clock) -> None:
        self._socket, self._clock = connected, clock
        self._bytes, self._head_end = 0, monotonic() + clock.limits.answer_seconds
        self._in_head, self._pace = True, Pace(clock.limits)

    def body_begins(self) -> None:
        """The head has been read: from here on the body's bounds hold."""
        self._in_head = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        limits = self._clock.limits
        if self._in_head:
            wait = max(_SOON, min(limits.silence_seconds, self._head_end - monotonic()))
            most, max_bytes = limits.header_bytes, min(max_bytes, _HEAD_READ)
        else:
            wait, most = limits.silence_seconds, limits.wire_bytes
        if self._bytes >= most:
            raise TransferRefused("The server sends more than such an answer may hold. Use a smaller file.")
        began = monotonic()
        with _mapped(httpcore2.ReadTimeout, httpcore2.ReadError):
            self._socket.settimeout(self._clock.left(wait))
            data = self._socket.recv(max_bytes)
        self._bytes += len(data)
        self._pace.took(len(data), monotonic() - began)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _mapped(httpcore2.WriteTimeout, httpcore2.WriteError):
            self._socket.settimeout(self._clock.left(self._clock.limits.silence_seconds))
            self._socket.sendall(buffer)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        with _mapped(httpcore2.ConnectTimeout, httpcore2.ConnectError):
            try:
                self._socket.settimeout(self._clock.left(self._clock.limits.connect_seconds))
                self._socket = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
            except OSError:
                self.close()
                raise
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


class Pace:
    """Ends what drips. Only the time spent waiting for the server counts, not the time we take to write."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._bytes, self._seconds = limits, 0, 0.0

    def took(self, count: int, seconds: float) -> None:
        self._bytes, self._seconds = self._bytes + count, self._seconds + seconds
        if self._seconds < self._limits.slowest_seconds:
            return
        if self._bytes < self._limits.slowest_bytes * self._seconds:
            raise TransferBroken(
                f"The server sends fewer than {self._limits.slowest_bytes} bytes a second. Use a faster one."
            )
        self._bytes, self._seconds = 0, 0.0


class _mapped:  # noqa: N801  used like a function
    """Turns the socket's errors into httpcore's, which is what its connection expects."""

    def __init__(self, late: type[Exception], broken: type[Exception]) -> None:
        self._late, self._broken = late, broken

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, TimeoutError):
            raise self._late(str(error)) from error
        if isinstance(error, OSError):
            raise self._broken(str(error)) from error
