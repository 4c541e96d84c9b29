"""Which subnet, address or port is next: the lowest that nobody has."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from vms.errors import PortalError

_PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_SMALLEST_RANGE: Final = 28
SUBNET_PREFIX: Final = 24  # a team's share of a host's range: 253 cards


class NoRoom(PortalError):
    """Everything of its kind is taken; the sentence says what an administrator can do."""

    code = "no_network_room"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


def parse_range(text: str) -> IPv4Network:
    """What a host's team networks may be cut from. Raises ``ValueError`` with a sentence."""
    try:
        found = IPv4Network(text)
    except ValueError as error:
        raise ValueError(f"{text} is no range of IPv4 addresses. Write one like 10.64.0.0/16.") from error
    if not any(found.subnet_of(private) for private in _PRIVATE):
        raise ValueError(
            f"{text} is not private. Take a range out of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16."
        )
    if found.prefixlen > _SMALLEST_RANGE:
        raise ValueError(f"{text} is too small. Take at least a /{_SMALLEST_RANGE}, and a /16 for 256 teams.")
    return found


def free_subnet(host_range: str, taken: Collection[str]) -> str:
    """The first subnet of the host's range that meets none of the taken ones. Raises ``NoRoom``."""
    whole = IPv4Network(host_range)
    used = [IPv4Network(cidr) for cidr in taken]
    prefix = max(SUBNET_PREFIX, whole.prefixlen)
    for candidate in whole.subnets(new_prefix=prefix):
        if not any(candidate.overlaps(other) for other in used):
            return str(candidate)
    raise NoRoom(
        f"The network range {host_range} has no subnet left for another team. "
        "Ask an administrator to give the host a larger range."
    )


def gateway(cidr: str) -> str:
    return str(IPv4Network(cidr)[1])


def free_address(cidr: str, taken: Collection[str]) -> str:
    """The first address behind the gateway's. Raises ``NoRoom``."""
    network = IPv4Network(cidr)
    used = {IPv4Address(address) for address in taken} | {network[1]}
    for address in network.hosts():
        if address not in used:
            return str(address)
    raise NoRoom(
        f"The team's network {cidr} has no address left. Delete a machine that nobody needs, then start "
        "this one."
    )


def free_port(first: int, last: int, taken: Collection[int]) -> int:
    """Raises ``NoRoom``."""
    used = set(taken)
    for port in range(first, last + 1):
        if port not in used:
            return port
    raise NoRoom(
        f"All ports of the host from {first} to {last} are taken. Remove ports that nobody needs from other "
        "machines, or ask an administrator for a larger range."
    )
