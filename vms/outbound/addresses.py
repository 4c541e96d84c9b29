"""Which addresses the portal may connect to on anybody's word.

Python's ``is_global`` is not asked: it differs between releases and lets multicast, 6to4 and NAT64 through.
Of IPv6 only today's global unicast is open, and in it nothing that carries an IPv4 address.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_GLOBAL_UNICAST = IPv6Network("2000::/3")

_CLOSED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind carriers' NAT; one cloud's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # another cloud's metadata, inside the public space
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # Teredo, ORCHID, benchmarks and other protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)

# An admin's list cannot open these: nothing that serves images lives there, and much that must not be asked.
_NEVER = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "fd00:ec2::254/128",
        "fd20:ce::254/128",
        "fe80::/10",
        "ff00::/8",
    )
)
_ANY_PORT = 9
_ISATAP = (0x00005EFE, 0x02005EFE)  # interface identifiers that end in an IPv4 address


def read_address(text: str) -> Address | None:
    """The address, if the text is one in its only plain spelling; no zone, no octal, no short forms."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return None
    return address


def is_public(address: Address) -> bool:
    """Whether anybody's URL may lead there."""
    return not within(address, _CLOSED) and (isinstance(address, IPv4Address) or _is_native(address))


def _is_native(address: IPv6Address) -> bool:
    """Of today's global unicast, without an IPv4 address in its end."""
    return address in _GLOBAL_UNICAST and (int(address) >> 32) & 0xFFFFFFFF not in _ISATAP


def may_be_listed(address: Address) -> bool:
    """Whether an admin's list can open this address."""
    return not within(address, _NEVER)


def is_own(address: Address) -> bool:
    """Whether it is an address of this machine, where a firewall against outsiders would not help.

    The kernel is asked from where it would send to it; nothing is sent. What is ours is reached from itself.
    """
    family = socket.AF_INET if isinstance(address, IPv4Address) else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), _ANY_PORT))
            return read_address(probe.getsockname()[0]) == address
    except OSError:
        return False  # there is no way to it at all


def within(address: Address, networks: Iterable[Network]) -> bool:
    """Whether one of the networks holds it."""
    return any(address in network for network in networks if network.version == address.version)
