"""Team networks, and the filters of cards. That another worker makes the same at once is no error."""

from collections.abc import Mapping

import libvirt

from vms import networks
from vms.hypervisor.errors import HypervisorRefused
from vms.hypervisor.libvirt_driver.abilities import abilities
from vms.hypervisor.libvirt_driver.border import unless_absent
from vms.networks import FILTERS, PREFIX, Lease, NetworkPlan

_ADD, _DELETE = libvirt.VIR_NETWORK_UPDATE_COMMAND_ADD_LAST, libvirt.VIR_NETWORK_UPDATE_COMMAND_DELETE


def seen(connection: libvirt.virConnect) -> Mapping[str, NetworkPlan]:
    """The portal's networks as they are, by name."""
    if not abilities(connection).has_networks:
        return {}
    ours = (each for each in connection.listAllNetworks() if each.name().startswith(PREFIX))
    return {network.name(): networks.read_network(network.XMLDesc()) for network in ours}


def ensure(connection: libvirt.virConnect, plan: NetworkPlan) -> None:
    """Make, start and bring up to date. Raises ``HypervisorRefused`` for a network of this name that
    is somebody else's, or lies elsewhere."""
    if not abilities(connection).has_networks:
        raise HypervisorRefused(
            "This host's libvirt runs without privileges and cannot make networks. Register the host as a "
            "system connection, or use the pod network only."
        )
    network = _find(connection, plan.name) or _define(connection, plan)
    found = networks.read_network(network.XMLDesc())
    if (found.bridge, found.cidr) != (plan.bridge, plan.cidr):
        raise HypervisorRefused(
            f"The host's network {plan.name} is {found.cidr} on {found.bridge}, but the portal expects "
            f"{plan.cidr} on {plan.bridge}. Ask an administrator to remove it from the host."
        )
    if not network.isActive():
        _start(network)
    _bring_leases_up_to_date(network, found.leases, plan.leases)


def remove(connection: libvirt.virConnect, name: str) -> None:
    """A network that is gone is success."""
    network = _find(connection, name) if abilities(connection).has_networks else None
    if network is None:
        return
    if network.isActive():
        unless_absent(libvirt.VIR_ERR_NO_NETWORK, network.destroy)
    if network.isPersistent():
        unless_absent(libvirt.VIR_ERR_NO_NETWORK, network.undefine)


def ensure_filters(connection: libvirt.virConnect) -> None:
    """What cards refer to. A filter that is there is left alone: its name says which rules it has."""
    if not abilities(connection).has_filters:
        return
    for name, xml in FILTERS.items():
        if unless_absent(libvirt.VIR_ERR_NO_NWFILTER, connection.nwfilterLookupByName, name) is None:
            connection.nwfilterDefineXML(xml)


def _find(connection: libvirt.virConnect, name: str) -> libvirt.virNetwork | None:
    return unless_absent(libvirt.VIR_ERR_NO_NETWORK, connection.networkLookupByName, name)


def _define(connection: libvirt.virConnect, plan: NetworkPlan) -> libvirt.virNetwork:
    try:
        network = connection.networkDefineXML(networks.network_xml(plan))
    except libvirt.libvirtError:
        network = _find(connection, plan.name)  # another worker was faster
        if network is None:
            raise
        return network
    network.setAutostart(1)
    return network


def _start(network: libvirt.virNetwork) -> None:
    try:
        network.create()
    except libvirt.libvirtError:
        if not network.isActive():  # another worker was faster
            raise


def _bring_leases_up_to_date(
    network: libvirt.virNetwork, found: frozenset[Lease], wanted: frozenset[Lease]
) -> None:
    """First what goes, for an address may have changed hands. Each change costs the name server a signal."""
    changes = [(_DELETE, lease) for lease in found - wanted] + [(_ADD, lease) for lease in wanted - found]
    flags = libvirt.VIR_NETWORK_UPDATE_AFFECT_LIVE | libvirt.VIR_NETWORK_UPDATE_AFFECT_CONFIG
    for command, lease in changes:
        try:
            network.update(
                command, libvirt.VIR_NETWORK_SECTION_IP_DHCP_HOST, -1, networks.host_xml(lease), flags
            )
        except libvirt.libvirtError:
            now = networks.read_network(network.XMLDesc()).leases
            if (lease in now) is not (command == _ADD):  # another worker was faster
                raise
