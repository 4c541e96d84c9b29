"""The guest's network interfaces."""

from collections.abc import Iterator

from vms.compiler import effective
from vms.compiler.effective import INTERFACES, TEMPLATE
from vms.compiler.elements import VIRTIO, Element, add, new
from vms.compiler.errors import CompileError
from vms.hosts import DomainType, HostFacts, PodNetwork
from vms.manifest import Binding, Interface, Manifest, Network


def interfaces(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """Those on libvirt networks: masquerade on the host's NAT network, bridge on a named one. A host
    without a NAT network serves the pod network elsewhere (see ``usernet``)."""
    disks = {disk.name for disk in manifest.disks}
    for index, (interface, network) in enumerate(effective.interfaces(manifest)):
        pointer = f"{INTERFACES}/{index}"
        if interface.name in disks:
            reason = f"A disk is named {interface.name} too; give one of them another name."
            raise CompileError(f"{pointer}/name", reason)
        if network.is_pod and host.pod_network is PodNetwork.RESTRICTED_USER:
            continue
        element = new("interface", type="network")
        add(element, "mac", address=effective.mac_address(manifest, interface.name, interface.mac_address))
        add(element, "source", network=_network(manifest, interface, network, host, pointer))
        is_virtio = interface.model in (None, "virtio")
        add(element, "model", type=VIRTIO if is_virtio else str(interface.model))
        queues = effective.network_queues(manifest)
        if queues is not None and is_virtio:
            driver = add(element, "driver", queues=queues)
            if host.domain_type is DomainType.KVM:
                driver.set("name", "vhost")
        add(element, "alias", name=f"ua-{interface.name}")
        add(element, "rom", enabled="no")
        yield element


def _network(
    manifest: Manifest, interface: Interface, network: Network, host: HostFacts, pointer: str
) -> str:
    """libvirt's name of the network; raises ``CompileError`` where binding and network do not fit."""
    if network.is_pod:
        if interface.binding is not Binding.MASQUERADE:
            reason = f"The pod network of the host {host.name} works with masquerade only; choose that."
            raise CompileError(f"{pointer}/{interface.binding.value}", reason)
        return host.nat_network
    if interface.binding is not Binding.BRIDGE:
        reason = f"The network {network.multus_name} works with bridge only; choose that."
        raise CompileError(f"{pointer}/{interface.binding.value}", reason)
    found = host.networks.get(str(network.multus_name))
    if found is None:
        reason = (
            f"The host {host.name} has no network named {network.multus_name}; "
            "choose another, or ask an administrator to add it to the host."
        )
        place = manifest.networks.index(network)
        raise CompileError(f"{TEMPLATE}/networks/{place}/multus/networkName", reason)
    return found
