"""The pod network of a host whose libvirt runs without privileges: QEMU's user network, restricted."""

from collections.abc import Iterator

from vms.compiler import effective
from vms.compiler.effective import DOMAIN
from vms.compiler.elements import QEMU_NAMESPACE, Element, add, new
from vms.compiler.errors import CompileError
from vms.compiler.networks import Joint, plug, pod_range
from vms.compiler.pci import USERNET_SLOT
from vms.compiler.ports import forwards
from vms.hosts import HostFacts, PodNetwork
from vms.manifest import Manifest

_OF_VIRTIO = {
    "virtio-non-transitional": "virtio-net-pci-non-transitional",
    "virtio-transitional": "virtio-net-pci-transitional",
}


def usernet(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """``restrict=on`` keeps the guest from the host's loopback services, which QEMU's user network offers
    it otherwise; ports that were set aside still lead in, from this host alone. libvirt has no word for it
    (9.0), hence the one passthrough the allow-list knows."""
    if host.pod_network is not PodNetwork.RESTRICTED_USER:
        return
    if manifest.network_interface_multi_queue:
        reason = f"The network of the host {host.name} has one queue per interface; remove this field."
        raise CompileError(f"{DOMAIN}/devices/networkInterfaceMultiQueue", reason)
    arguments: list[str] = []
    for index, (interface, network) in enumerate(effective.interfaces(manifest)):
        if plug(manifest, interface, network, host, index).joint is not Joint.USER:
            continue
        model = interface.model or "virtio"
        if model == "virtio":
            model = _OF_VIRTIO[effective.virtio(manifest)]
        mac = effective.mac_address(manifest, interface.name, interface.mac_address)
        alias = f"ua-{interface.name}"
        # libvirt does not know of these devices and gives out slots from below, and from 0x1d on by custom.
        place = f"bus=pcie.0,addr={USERNET_SLOT - len(arguments) // 4:#x}"
        arguments += ["-netdev", ",".join([f"user,id=net-{alias},restrict=on", *_options(manifest, host)])]
        arguments += ["-device", f"{model},netdev=net-{alias},id={alias},mac={mac},romfile=,{place}"]
    if not arguments:
        return
    commandline = new(f"{{{QEMU_NAMESPACE}}}commandline")
    for argument in arguments:
        add(commandline, f"{{{QEMU_NAMESPACE}}}arg", value=argument)
    yield commandline


def _options(manifest: Manifest, host: HostFacts) -> Iterator[str]:
    """KubeVirt's places in the range: the gateway has the first address, the guest the second."""
    network = pod_range(manifest, host)
    if network is not None:
        yield f"net={network},host={network[1]},dhcpstart={network[2]},dns={network[3]}"
    for forward in forwards(manifest, host):
        if forward.host_port is not None:
            yield f"hostfwd={forward.protocol}:127.0.0.1:{forward.host_port}-:{forward.port}"
