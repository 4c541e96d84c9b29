"""The pod network of a host whose libvirt runs without privileges: QEMU's user network, restricted."""

from collections.abc import Iterator
from typing import Final

from vms.compiler import effective
from vms.compiler.effective import DOMAIN, INTERFACES
from vms.compiler.elements import QEMU_NAMESPACE, Element, add, new
from vms.compiler.errors import CompileError
from vms.hosts import HostFacts, PodNetwork
from vms.manifest import Binding, Manifest

# libvirt does not know of these devices and gives out slots from below, and from 0x1d on by custom.
_SLOT: Final = 0x1C


def usernet(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """``restrict=on`` keeps the guest from the host's loopback services, which QEMU's user network offers
    it otherwise. libvirt has no word for it (9.0), hence the one passthrough the allow-list knows."""
    if host.pod_network is not PodNetwork.RESTRICTED_USER:
        return
    if manifest.network_interface_multi_queue:
        reason = f"The network of the host {host.name} has one queue per interface; remove this field."
        raise CompileError(f"{DOMAIN}/devices/networkInterfaceMultiQueue", reason)
    arguments: list[str] = []
    for index, (interface, network) in enumerate(effective.interfaces(manifest)):
        if not network.is_pod:
            continue
        if interface.binding is not Binding.MASQUERADE:
            reason = f"The pod network of the host {host.name} works with masquerade only; choose that."
            raise CompileError(f"{INTERFACES}/{index}/{interface.binding.value}", reason)
        model = interface.model or "virtio"
        if model == "virtio":
            model = "virtio-net-pci-non-transitional"
        mac = effective.mac_address(manifest, interface.name, interface.mac_address)
        alias = f"ua-{interface.name}"
        place = f"bus=pcie.0,addr={_SLOT - len(arguments) // 4:#x}"
        arguments += ["-netdev", f"user,id=net-{alias},restrict=on"]
        arguments += ["-device", f"{model},netdev=net-{alias},id={alias},mac={mac},romfile=,{place}"]
    if not arguments:
        return
    commandline = new(f"{{{QEMU_NAMESPACE}}}commandline")
    for argument in arguments:
        add(commandline, f"{{{QEMU_NAMESPACE}}}arg", value=argument)
    yield commandline
