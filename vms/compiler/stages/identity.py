"""Who the domain is: its name, its uuid, and whose machine it is."""

from collections.abc import Iterator

from lxml import etree

from vms.compiler.effective import DOMAIN
from vms.compiler.elements import METADATA_NAMESPACE, Element, new
from vms.compiler.errors import CompileError
from vms.hosts import HostFacts
from vms.manifest import Manifest


def identity(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """libvirt wants the domain's uuid and the SMBIOS uuid to be one, so a manifest cannot have another
    than its machine: raises ``CompileError`` when it tries."""
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
    machine = etree.SubElement(
        metadata, etree.QName(METADATA_NAMESPACE, "machine"), nsmap={"slipway": METADATA_NAMESPACE}
    )
    machine.set("id", str(manifest.identity.machine_id))
    machine.set("generation", str(manifest.identity.generation))
    yield metadata
