"""Who the domain is: its name, its uuid, and whose machine it is."""

from collections.abc import Iterator

from lxml import etree

from vms.compiler.effective import DOMAIN
from vms.compiler.elements import METADATA_NAMESPACE, Element, new
from vms.compiler.errors import CompileError
from vms.compiler.networks import pod_range
from vms.compiler.ports import forwards
from vms.hosts import HostFacts
from vms.manifest import Manifest


def identity(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """libvirt wants the domain's uuid and the SMBIOS uuid to be one, so a manifest cannot have another
    than its machine: raises ``CompileError`` when it tries.

    What libvirt itself has no place for is in the metadata, for whoever sets up the host's side: the range
    of the pod network, and the ports that lead to the guest.
    """
    wanted, known = manifest.firmware.uuid, manifest.identity.uuid
    if wanted is not None and wanted != known:
        reason = (
            f"This machine already has the UUID {known}, and a machine cannot change its UUID; "
            "remove this field, or make a new machine with it."
        )
        raise CompileError(f"{DOMAIN}/firmware/uuid", reason)
    yield new("name", manifest.domain_name)
    yield new("uuid", str(known))
    metadata = new("metadata")
    # libvirt keeps one element for each namespace, so all of ours is in this one.
    machine = etree.SubElement(metadata, _ours("machine"), nsmap={"slipway": METADATA_NAMESPACE})
    machine.set("id", str(manifest.identity.machine_id))
    machine.set("generation", str(manifest.identity.generation))
    network = pod_range(manifest, host)
    if network is not None:
        etree.SubElement(machine, _ours("podNetwork"), {"cidr": str(network)})
    ports = list(forwards(manifest, host))
    if ports:
        listed = etree.SubElement(machine, _ours("ports"))
        for port in ports:
            entry = {"interface": port.interface, "protocol": port.protocol, "port": str(port.port)}
            entry |= {"name": port.name} if port.name is not None else {}
            entry |= {"hostPort": str(port.host_port)} if port.host_port is not None else {}
            entry |= {"hostAddress": host.port_address} if host.port_address is not None else {}
            entry |= {"address": port.address} if port.address is not None else {}
            etree.SubElement(listed, _ours("port"), entry)
    yield metadata


def _ours(tag: str) -> str:
    return f"{{{METADATA_NAMESPACE}}}{tag}"
