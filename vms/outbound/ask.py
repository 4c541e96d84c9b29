"""One question to a server outside, and its answer, redirects followed.

Every hop is guarded anew. No environment is asked for proxies, no cookie is kept, no header of the answer
does anything but be read.
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache

import httpcore2

from vms.outbound.errors import TransferBroken, TransferRefused, Unreachable, UrlInvalid
from vms.outbound.guard import Guard
from vms.outbound.limits import Limits
from vms.outbound.urls import Url, read_url, redirected
from vms.outbound.wire import Clock, PinnedBackend

_REDIRECTS = {301, 302, 303, 307, 308}
_AGENT = "slipway"


@dataclass(frozen=True, slots=True)
class Answer:
    """``chunks`` are the bytes of the body as they stand on the wire; names of ``headers`` are lower-case."""

    url: Url
    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]

    @property
    def length(self) -> int | None:
        """What the server says the body will hold."""
        text = self.headers.get("content-length", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None

    def read(self, most: int) -> bytes:
        """The whole body, if it is no longer than ``most``. Raises ``TransferRefused``."""
        body = bytearray()
        for chunk in self.chunks:
            body += chunk
            if len(body) > most:
                raise TransferRefused(
                    f"The server's answer is longer than {most} bytes, which is no such answer."
                )
        return bytes(body)


@contextmanager
def ask(
    guard: Guard,
    url: str | Url,
    limits: Limits,
    *,
    headers: Mapping[str, str] | None = None,
    authorization: str | None = None,
    clock: Clock | None = None,
    tls: ssl.SSLContext | None = None,
) -> Iterator[Answer]:
    """GET the URL. The first answer that is no redirect is handed over, whatever its status; leaving closes
    it.

    ``authorization`` goes to the origin of ``url`` alone. Raises ``UrlInvalid``, ``Unreachable``,
    ``TransferRefused``, and while chunks are read ``TransferBroken``.
    """
    here = read_url(url) if isinstance(url, str) else url
    clock, first = clock or Clock(limits), here
    for _ in range(limits.redirects + 1):
        with ExitStack() as stack:
            sent = dict(headers or {})
            if authorization is not None and here.origin == first.origin:
                sent["authorization"] = authorization
            answer = stack.enter_context(_exchange(guard, here, sent, clock, tls))
            if answer.status not in _REDIRECTS:
                yield answer
                return
            here = _next(here, answer.headers.get("location"))
    raise TransferRefused(
        f"The server redirects more than {limits.redirects} times. Use the address of the file itself."
    )


def _next(here: Url, location: str | None) -> Url:
    if not location:
        raise TransferRefused(
            "The server redirects without saying where. Use the address of the file itself."
        )
    try:
        there = redirected(here, location)
    except UrlInvalid as error:
        raise TransferRefused(f"The server redirects to what cannot be fetched: {error}") from error
    if here.scheme == "https" and there.scheme == "http":
        raise TransferRefused("The server redirects from https to http, where anybody could change the file.")
    return there


@contextmanager
def _exchange(
    guard: Guard, url: Url, headers: Mapping[str, str], clock: Clock, tls: ssl.SSLContext | None
) -> Iterator[Answer]:
    backend = PinnedBackend(guard.addresses(url), clock)
    place = httpcore2.URL(
        scheme=url.scheme.encode(), host=url.host.encode(), port=url.port, target=url.target.encode()
    )
    request = httpcore2.Request(
        "GET",
        place,
        headers=[
            ("host", url.authority),
            ("user-agent", _AGENT),
            ("accept-encoding", "identity"),
            ("connection", "close"),
            *headers.items(),
        ],
    )
    with httpcore2.HTTPConnection(
        place.origin, ssl_context=tls or system_trust(), network_backend=backend
    ) as connection:
        response = _head(connection, request, url, backend)
        backend.body_begins()
        yield Answer(url, response.status, _plain(response.headers), _body(response))


def _head(
    connection: httpcore2.HTTPConnection, request: httpcore2.Request, url: Url, backend: PinnedBackend
) -> httpcore2.Response:
    try:
        return connection.handle_request(request)
    except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            raise TransferRefused(
                f"{url.host} shows a certificate that is not trusted here or is for another name. "
                "Use the name in its certificate, or ask a platform admin to trust its authority."
            ) from error
        if backend.stream is None or isinstance(error, httpcore2.ConnectError | httpcore2.ConnectTimeout):
            raise Unreachable(url.host) from error
        raise TransferBroken(
            f"{url.host} took the request and did not answer in time. Try again later."
        ) from error
    except httpcore2.RemoteProtocolError as error:
        raise TransferBroken(
            f"{url.host} does not answer in HTTP. Check the address and its port."
        ) from error


def _plain(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """A header that is there twice keeps its first value: nothing is decided on two."""
    plain: dict[str, str] = {}
    for name, value in headers:
        plain.setdefault(name.decode("ascii").lower(), value.decode("latin-1"))
    return plain


def _body(response: httpcore2.Response) -> Iterator[bytes]:
    """The chunks; ends only where the server said the body ends."""
    try:
        yield from response.iter_stream()
    except httpcore2.TimeoutException as error:
        raise TransferBroken("The server fell silent in the middle of the file. Try again later.") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise TransferBroken("The connection was cut in the middle of the file. Try again later.") from error


@cache
def system_trust() -> ssl.SSLContext:
    """The certificates that this machine trusts, loaded once."""
    return ssl.create_default_context()


def trust_also(authorities: str) -> ssl.SSLContext:
    """What this machine trusts, and these authorities, in PEM. Raises ``UrlInvalid`` if they are none."""
    trust = ssl.create_default_context()
    try:
        trust.load_verify_locations(cadata=authorities)
    except (ssl.SSLError, ValueError, TypeError) as error:  # the last for what is not ASCII
        raise UrlInvalid(
            "The certificate authority is no certificate in PEM. Begin it with -----BEGIN CERTIFICATE-----."
        ) from error
    return trust
