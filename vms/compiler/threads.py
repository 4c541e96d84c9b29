"""Who serves the disks: KubeVirt's count of I/O threads, and which disk has which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from vms.compiler import asked
from vms.compiler.effective import DISKS, DOMAIN, bus
from vms.compiler.errors import CompileError
from vms.manifest import Manifest, QuantityInvalid, to_count
from vms.schema import get

_POLICY: Final = f"{DOMAIN}/ioThreadsPolicy"
_POOL: Final = f"{DOMAIN}/ioThreads/supplementalPoolThreadCount"
_MOST: Final = 256


@dataclass(frozen=True, slots=True)
class IoThreads:
    """``of`` names the thread of each disk on the virtio bus; other disks have none of their own."""

    count: int = 0
    of: Mapping[str, int] = field(default_factory=dict)


def io_threads(manifest: Manifest) -> IoThreads:
    """None at all unless a policy or a disk asks for some. The pool comes first, then the dedicated ones in
    the order of the disks.

    KubeVirt counts the disks of every bus when it sizes the pool. Raises ``CompileError`` for a disk whose
    bus cannot have a thread.
    """
    for index, disk in enumerate(manifest.disks):
        if disk.dedicated_io_thread and bus(disk) != "virtio":
            reason = "Only a disk on the virtio bus can have its own I/O thread; set its bus to virtio."
            raise CompileError(f"{DISKS}/{index}/dedicatedIOThread", reason)
    policy = asked.word(manifest, _POLICY, "shared", "auto", "supplementalPool")
    if policy == "supplementalPool":
        return _pool_alone(manifest)
    dedicated = [disk.name for disk in manifest.disks if disk.dedicated_io_thread]
    if policy is None and not dedicated:
        return IoThreads()
    others = len(manifest.disks) - len(dedicated)
    most = _most(manifest) if policy == "auto" else 1
    pool = others if others + len(dedicated) <= most else max(most - len(dedicated), 1)
    shared = [disk.name for disk in manifest.disks if bus(disk) == "virtio" and not disk.dedicated_io_thread]
    of = {name: 1 + index % pool for index, name in enumerate(shared)}
    of |= {name: pool + index for index, name in enumerate(dedicated, start=1)}
    return IoThreads(pool + len(dedicated), of)


def _pool_alone(manifest: Manifest) -> IoThreads:
    """One disk on several threads is more than libvirt 9.0 can say, so the disks take turns."""
    count = asked.number(manifest, _POOL, 1, _MOST)
    if count is None:
        raise CompileError(_POOL, "Say how many I/O threads the pool has, for example 4.")
    names = [disk.name for disk in manifest.disks if bus(disk) == "virtio"]
    return IoThreads(count, {name: 1 + index % count for index, name in enumerate(names)})


def _most(manifest: Manifest) -> int:
    """Twice the CPUs that ``resources`` speaks of; the topology does not count. One beside an emulator
    thread that is set apart."""
    if manifest.cpu.dedicated_cpu_placement and manifest.cpu.isolate_emulator_thread:
        return 1
    for kind in ("requests", "limits"):
        pointer = f"{DOMAIN}/resources/{kind}/cpu"
        amount = get(manifest.document, pointer)
        if amount is not None:
            try:
                return max(1, min(2 * to_count(amount), _MOST))
            except QuantityInvalid as error:
                raise CompileError(pointer, "This is no number of CPUs; write it like 2.") from error
    return 2
