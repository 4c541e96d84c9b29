"""Where a URL may lead: the one decision that stands before every connection.

A name is resolved once, all its addresses are judged, and the connection goes to one of those very addresses.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Thread

from vms.outbound.addresses import Address, Network, is_own, is_public, may_be_listed, read_address, within
from vms.outbound.errors import Unreachable, UrlInvalid
from vms.outbound.urls import Url

RESOLVE_SECONDS = 10
_MOST_ADDRESSES = 64
_CONNECT_TO = 4

Resolver = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Allowed:
    """A server that an admin opened: this host, this port, and only at these addresses.

    ``networks`` may be empty for a host that is an address itself. ``plain_http`` lets passwords and images
    of registries travel to it without TLS.
    """

    host: str
    port: int
    networks: tuple[Network, ...] = ()
    plain_http: bool = False

    def admits(self, address: Address) -> bool:
        own = read_address(self.host)
        return may_be_listed(address) and (address == own or within(address, self.networks))


def system_resolver(name: str) -> Sequence[str]:
    """All addresses of a name, as this machine resolves it. Raises ``OSError``."""
    answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in answers]


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be reached: public addresses on ``ports``, and what an admin ``allowed``."""

    allowed: tuple[Allowed, ...] = ()
    ports: frozenset[int] = frozenset({80, 443, 5000})
    resolve: Resolver = system_resolver
    own: Callable[[Address], bool] = field(default=is_own)

    def listed(self, url: Url) -> Allowed | None:
        """The admin's entry for this very host and port."""
        return next(
            (entry for entry in self.allowed if (entry.host, entry.port) == (url.host, url.port)), None
        )

    def addresses(self, url: Url) -> tuple[Address, ...]:
        """The addresses to connect to, each of them checked. Raises ``Unreachable`` or ``UrlInvalid``."""
        entry = self.listed(url)
        if entry is None:
            self._must_be_ordinary(url)
        found = [url.address] if url.address else self._resolved(url, absolute=entry is None)
        for address in found:
            if address is None or not (entry.admits(address) if entry else self._is_open(address)):
                raise Unreachable(url.host)
        return tuple(address for address in found if address)[:_CONNECT_TO]

    def _must_be_ordinary(self, url: Url) -> None:
        if url.port not in self.ports:
            raise UrlInvalid(
                f"Port {url.port} is not one that files are fetched from. "
                f"Use one of {', '.join(map(str, sorted(self.ports)))}, or ask a platform admin to list the "
                "server."
            )
        if url.address is None and "." not in url.host:
            raise Unreachable(url.host)

    def _is_open(self, address: Address) -> bool:
        return is_public(address) and not self.own(address)

    def _resolved(self, url: Url, *, absolute: bool) -> list[Address | None]:
        """With a dot at its end a name is looked up as it stands, not below this machine's domains."""
        texts = _in_time(self.resolve, f"{url.host}." if absolute else url.host)
        if not texts or len(texts) > _MOST_ADDRESSES:
            raise Unreachable(url.host)
        return list(dict.fromkeys(read_address(text) for text in texts))


def _in_time(resolve: Resolver, name: str) -> Sequence[str]:
    """The C library's resolver knows no deadline, so it works in a thread that is left behind if it must."""
    answers: list[Sequence[str]] = []

    def ask() -> None:
        try:
            answers.append(resolve(name))
        except (OSError, UnicodeError):
            answers.append(())

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(RESOLVE_SECONDS)
    return answers[0] if answers else ()
