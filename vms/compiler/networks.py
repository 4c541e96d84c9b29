"""Where each interface is plugged in: the libvirt network or the bridge of the host behind its network."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from vms.compiler.effective import INTERFACES, TEMPLATE
from vms.compiler.errors import CompileError
from vms.hosts import HostFacts, PodNetwork
from vms.manifest import Binding, Interface, Manifest, Network

_SMALLEST: int = 4  # addresses: the network's own, the gateway's, the guest's, and the broadcast's


class Joint(StrEnum):
    NETWORK = "network"
    BRIDGE = "bridge"
    FUNCTION = "function"  # of an SR-IOV card, handed out by a libvirt network
    USER = "user"  # QEMU's user network, which libvirt has no part in


@dataclass(frozen=True, slots=True)
class Plug:
    joint: Joint
    name: str = ""  # libvirt's network, or the host's bridge


def plug(manifest: Manifest, interface: Interface, network: Network, host: HostFacts, index: int) -> Plug:
    """Raises ``CompileError`` where binding and network do not fit, or the host has no such network."""
    pointer = f"{INTERFACES}/{index}"
    if interface.binding is Binding.PLUGIN:
        return _plugin(interface, host, f"{pointer}/binding/name")
    if network.is_pod:
        return _pod(interface, host, f"{pointer}/{interface.binding.value}")
    if interface.binding is Binding.MASQUERADE:
        reason = f"Masquerade is for the pod network, not for {network.multus_name}; choose bridge."
        raise CompileError(f"{pointer}/masquerade", reason)
    return _multus(manifest, interface, network, host)


def _plugin(interface: Interface, host: HostFacts, pointer: str) -> Plug:
    name = str(interface.plugin_name)
    found = host.bindings.get(name, name if host.assume_networks else None)
    if found is None:
        reason = (
            f"The host {host.name} has no network plugin named {name}; use masquerade or bridge, "
            "or ask an administrator to register it."
        )
        raise CompileError(pointer, reason)
    return Plug(Joint.NETWORK, found)


def _pod(interface: Interface, host: HostFacts, pointer: str) -> Plug:
    """On a NAT network the guest has the pod network's address itself, so bridge means the same there."""
    if interface.binding is Binding.SRIOV:
        raise CompileError(pointer, "The pod network has no SR-IOV functions; choose masquerade.")
    if host.pod_network is PodNetwork.NAT:
        return Plug(Joint.NETWORK, host.nat_network)
    if interface.binding is Binding.MASQUERADE:
        return Plug(Joint.USER)
    reason = f"The pod network of the host {host.name} works with masquerade only; choose that."
    raise CompileError(pointer, reason)


def _multus(manifest: Manifest, interface: Interface, network: Network, host: HostFacts) -> Plug:
    name, what = str(network.multus_name), "network"
    if interface.binding is Binding.SRIOV:
        what = "pool of SR-IOV functions"
        if name in host.sriov_pools:
            return Plug(Joint.FUNCTION, host.sriov_pools[name])
    elif name in host.networks:
        return Plug(Joint.NETWORK, host.networks[name])
    elif name in host.bridges:
        return Plug(Joint.BRIDGE, host.bridges[name])
    if host.assume_networks:
        joint = Joint.FUNCTION if interface.binding is Binding.SRIOV else Joint.NETWORK
        return Plug(joint, name.replace("/", "-"))
    reason = (
        f"The host {host.name} has no {what} named {name}; "
        "choose another, or ask an administrator to add it to the host."
    )
    place = manifest.networks.index(network)
    raise CompileError(f"{TEMPLATE}/networks/{place}/multus/networkName", reason)


def pod_range(manifest: Manifest, host: HostFacts) -> ipaddress.IPv4Network | None:
    """The range that the manifest wants for its pod network, where the host can give it; ``None`` where it
    wants none. Raises ``CompileError`` for a range that the host's network does not have."""
    for index, network in enumerate(manifest.networks):
        if network.pod_cidr is None:
            continue
        pointer = f"{TEMPLATE}/networks/{index}/pod/vmNetworkCIDR"
        try:
            wanted = ipaddress.IPv4Network(network.pod_cidr, strict=False)
        except ValueError as error:
            raise CompileError(pointer, "This is no range of addresses; write 10.0.2.0/24.") from error
        if wanted.num_addresses < _SMALLEST:
            raise CompileError(pointer, "This range has no room for a guest; write it like 10.0.2.0/24.")
        if host.custom_pod_cidr or host.pod_network is PodNetwork.RESTRICTED_USER:
            return wanted
        if host.pod_cidr is None or ipaddress.IPv4Network(host.pod_cidr, strict=False) != wanted:
            theirs = f"is {host.pod_cidr}" if host.pod_cidr else "cannot be chosen"
            reason = f"The pod network's range on the host {host.name} {theirs}; remove this field" + (
                f", or write {host.pod_cidr}." if host.pod_cidr else "."
            )
            raise CompileError(pointer, reason)
        return wanted
    return None
