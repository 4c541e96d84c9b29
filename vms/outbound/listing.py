"""How an admin writes down a server that may be reached besides the public ones."""

from ipaddress import ip_network

from vms.outbound.addresses import Network, may_be_listed
from vms.outbound.errors import UrlInvalid
from vms.outbound.guard import Allowed
from vms.outbound.urls import read_url

PLAIN = "plain-http"


def read_allowed(text: str) -> Allowed:
    """``HOST:PORT [ADDRESS|NETWORK …] [plain-http]``; a host that is an address needs no further ones.

    A name is reached only at the addresses beside it, whatever DNS says. Raises ``UrlInvalid``.
    """
    server, *words = text.split() or [""]
    url = read_url(f"http://{server}/")
    networks = tuple(_network(word) for word in words if word != PLAIN)
    if url.address is None and not networks:
        raise UrlInvalid(f"{server} needs the addresses it may have, such as 10.1.2.0/24, behind it.")
    if url.address is not None and not may_be_listed(url.address):
        raise UrlInvalid(f"{server} is an address that is never fetched from. Leave it out.")
    return Allowed(url.host, url.port, networks, PLAIN in words)


def _network(word: str) -> Network:
    try:
        return ip_network(word)
    except ValueError as error:
        raise UrlInvalid(
            f"{word} is neither an address nor a network such as 10.1.2.0/24. Correct it."
        ) from error
