"""Team networks: their names, their addresses, the ports that lead into them, and how libvirt hears of them.

In: a team's slug, ranges, what is taken already. Out: plain values, and XML for libvirt's networks and
filters. This room must not know the database, a connection, or a manifest: who is to have an address is
decided elsewhere.
"""

from vms.networks.addresses import NoRoom, free_address, free_port, free_subnet, gateway, parse_range
from vms.networks.definition import host_xml, network_xml, read_network
from vms.networks.filters import FILTERS, GUEST_FILTER, LINK_FILTER
from vms.networks.plan import PREFIX, Lease, NetworkPlan, bridge_name, is_label, network_name

__all__ = [
    "FILTERS",
    "GUEST_FILTER",
    "LINK_FILTER",
    "PREFIX",
    "Lease",
    "NetworkPlan",
    "NoRoom",
    "bridge_name",
    "free_address",
    "free_port",
    "free_subnet",
    "gateway",
    "host_xml",
    "is_label",
    "network_name",
    "network_xml",
    "parse_range",
    "read_network",
]
