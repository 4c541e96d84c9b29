"""Manifest and host to domain XML: the stages in order, then a last look at what they made."""

from collections.abc import Callable, Iterator
from typing import Final

from lxml import etree

from vms.compiler.allowlist import hold_to_allowlist
from vms.compiler.elements import QEMU_NAMESPACE, Element, new
from vms.compiler.preconditions import refuse_foreign_host, refuse_pending
from vms.compiler.stages.clock import clock, lifecycle
from vms.compiler.stages.consoles import agent, graphics, serial
from vms.compiler.stages.controllers import controllers
from vms.compiler.stages.cpu import cpu, iothreads, vcpu
from vms.compiler.stages.disks import disks
from vms.compiler.stages.features import features
from vms.compiler.stages.firmware import firmware, sysinfo
from vms.compiler.stages.identity import identity
from vms.compiler.stages.interfaces import interfaces
from vms.compiler.stages.memory import memory
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
    graphics,
    balloon,
    rng,
    usernet,
)

_DEVICES: Final = frozenset(
    {
        "disk", "controller", "interface", "serial", "console", "channel", "graphics", "video", "memballoon",
        "rng",
    }
)  # fmt: skip


def compile_domain(manifest: Manifest, host: HostFacts) -> Element:
    """The domain this host is to define for the manifest. The same input gives the same bytes.

    Raises ``CompileError`` when the host cannot run it, or when the compiler cannot do it yet.
    """
    refuse_pending(manifest)
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
    hold_to_allowlist(to_xml(domain))
    return domain


def to_xml(element: Element) -> str:
    """The element as indented text, ending in a newline; the element itself stays as it is."""
    copy = etree.fromstring(etree.tostring(element))
    etree.indent(copy)
    return etree.tostring(copy, encoding="unicode") + "\n"
