"""The small virtio devices beside disks and interfaces."""

from collections.abc import Iterator

from vms.compiler.elements import VIRTIO, Element, add, new, on_off
from vms.hosts import HostFacts
from vms.manifest import Manifest


def balloon(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """Always there: it tells how much memory the guest really uses. Huge pages cannot be given back."""
    reporting = on_off(manifest.memory.hugepage_bytes is None)
    element = new("memballoon", model=VIRTIO, freePageReporting=reporting)
    add(element, "stats", period="10")
    yield element


def rng(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """The host's randomness, if ``rng`` is present."""
    if not manifest.rng:
        return
    element = new("rng", model=VIRTIO)
    add(element, "backend", "/dev/urandom", model="random")
    yield element
