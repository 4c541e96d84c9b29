"""The guest's clock, and what libvirt does when the guest ends."""

from collections.abc import Iterator

from vms.compiler.elements import Element, add, new
from vms.hosts import HostFacts
from vms.manifest import Manifest


def clock(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """UTC; with Hyper-V's synthetic timer also its reference clock, which libvirt asks for."""
    element = new("clock", offset="utc")
    if "synictimer" in (manifest.features.hyperv or {}):
        add(element, "timer", name="hypervclock", present="yes")
    yield element


def lifecycle(_manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """A reboot stays within the run. Everything else ends it: starting again is the portal's decision."""
    yield new("on_poweroff", "destroy")
    yield new("on_reboot", "restart")
    yield new("on_crash", "destroy")
