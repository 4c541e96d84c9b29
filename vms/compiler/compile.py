"""Manifest and host to domain XML: the stages in order, then a last look at what they made."""

from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from vms.compiler.allowlist import hold_to_allowlist
from vms.compiler.elements import QEMU_NAMESPACE, Element, new
from vms.compiler.preconditions import refuse_foreign_host
from vms.compiler.stages.clock import clock, lifecycle
from vms.compiler.stages.consoles import agent, graphics, inputs, serial, vsock
from vms.compiler.stages.controllers import controllers
from vms.compiler.stages.cpu import cpu, iothreads, vcpu
from vms.compiler.stages.disks import disks
from vms.compiler.stages.extras import sound, tpm, watchdog
from vms.compiler.stages.features import features
from vms.compiler.stages.firmware import firmware, sysinfo
from vms.compiler.stages.identity import identity
from vms.compiler.stages.interfaces import interfaces
from vms.compiler.stages.memory import memory
from vms.compiler.stages.pinning import pinning
from vms.compiler.stages.usernet import usernet
from vms.compiler.stages.virtio import balloon, rng
from vms.hosts import HostFacts
from vms.manifest import Manifest

Stage = Callable[[Manifest, HostFacts], Iterator[Element]]

# In the order of libvirt's own documentation and output.
STAGES: Final[tuple[Stage, ...]] = (
    identity,
    memory,
    vcpu,
    iothreads,
    pinning,
    sysinfo,
    firmware,
    features,
    cpu,
    clock,
    lifecycle,
    disks,
    controllers,
    interfaces,
    serial,
    agent,
    inputs,
    tpm,
    graphics,
    sound,
    watchdog,
    balloon,
    rng,
    vsock,
    usernet,
)

_DEVICES: Final = frozenset(
    {
        "disk", "controller", "interface", "serial", "console", "channel", "input", "tpm", "graphics",
        "video", "sound", "watchdog", "memballoon", "rng", "vsock",
    }
)  # fmt: skip


def compile_domain(manifest: Manifest, host: HostFacts) -> Element:
    """The domain this host is to define for the manifest. The same input gives the same bytes.

    Raises ``CompileError`` when the host cannot run it.
    """
    refuse_foreign_host(manifest, host)
    domain = new("domain", type=host.domain_type.value)
    devices: Element | None = None
    for stage in STAGES:
        for element in stage(manifest, host):
            if element.tag in _DEVICES:
                if devices is None:
                    devices = etree.SubElement(domain, "devices")
                devices.append(element)
            else:
                domain.append(element)
    # libvirt reads its passthrough only where the root declares the namespace.
    etree.cleanup_namespaces(domain, top_nsmap={"qemu": QEMU_NAMESPACE})
    hold_to_allowlist(to_xml(domain), lambda path: _is_registered(path, host))
    return domain


def _is_registered(device: str, host: HostFacts) -> bool:
    return host.assume_claims or any(claim.block and claim.path == device for claim in host.claims.values())


def to_xml(element: Element) -> str:
    """The element as indented text, ending in a newline; the element itself stays as it is."""
    copy = etree.fromstring(etree.tostring(element))
    etree.indent(copy)
    return etree.tostring(copy, encoding="unicode") + "\n"
