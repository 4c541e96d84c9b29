"""The small virtio devices beside disks and interfaces."""

from collections.abc import Iterator

from vms.compiler import asked, effective
from vms.compiler.effective import DEVICES
from vms.compiler.elements import Element, add, new, on_off
from vms.compiler.errors import CompileError
from vms.hosts import Capability, HostFacts
from vms.manifest import Manifest


def balloon(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """There unless switched off: it tells how much memory the guest really uses. Huge pages and the memory
    of dedicated CPUs are not given back."""
    if asked.flag(manifest, f"{DEVICES}/autoattachMemBalloon") is False:
        yield new("memballoon", model="none")
        return
    keeps = manifest.memory.hugepage_bytes is not None or bool(manifest.cpu.dedicated_cpu_placement)
    element = new("memballoon", model=effective.virtio(manifest), freePageReporting=on_off(not keeps))
    add(element, "stats", period="10")
    yield element


def rng(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """The host's randomness, if ``rng`` is present."""
    if not manifest.rng:
        return
    if host.lacks(Capability.RNG_BACKEND, "random"):
        raise CompileError(f"{DEVICES}/rng", f"The host {host.name} has no randomness to give; remove this.")
    element = new("rng", model=effective.virtio(manifest))
    add(element, "backend", "/dev/urandom", model="random")
    yield element
