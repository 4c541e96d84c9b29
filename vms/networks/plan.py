"""What a host is to have for a team: one NAT network, with an address for each card that joins it."""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

PREFIX: Final = "slipway-"  # networks of this name are the portal's to make, change and remove
_BRIDGE: Final = "sl-"
_LONGEST_BRIDGE: Final = 15  # an interface's name in Linux


@dataclass(frozen=True, slots=True)
class Lease:
    """The address that DHCP gives to a card. ``name`` is the guest's in the network's DNS, or empty."""

    mac: str
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """``cidr`` is the whole subnet; its first address is the gateway's."""

    name: str
    bridge: str
    cidr: str
    domain: str = ""
    leases: frozenset[Lease] = frozenset()


def is_label(name: str) -> bool:
    """Whether DNS takes it as one part of a name; a machine's may have dots, or be longer."""
    return re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", name) is not None


def network_name(team: str) -> str:
    return f"{PREFIX}{team}"


def bridge_name(team: str) -> str:
    """The team's own where it fits; else its beginning and a hash, apart by a letter that no slug has."""
    name = f"{_BRIDGE}{team}"
    if len(name) <= _LONGEST_BRIDGE:
        return name
    hashed = base64.b32encode(hashlib.sha256(team.encode()).digest()).decode().lower()
    return f"{_BRIDGE}{team[:6]}_{hashed[:5]}"
