"""Host CPUs of the machine's own: one for each virtual CPU, one for an emulator that is set apart."""

from collections.abc import Iterator, Sequence
from typing import Final

from vms.compiler.effective import DOMAIN, dedicated_count
from vms.compiler.elements import Element, add, new
from vms.compiler.errors import CompileError
from vms.compiler.threads import io_threads
from vms.hosts import DomainType, HostFacts, write_cpus
from vms.manifest import Manifest

_DEDICATED: Final = f"{DOMAIN}/cpu/dedicatedCpuPlacement"


def pinning(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """Takes the first of the host's free CPUs, in their order. Whoever gathers the facts leaves out those
    that other machines have.

    Raises ``CompileError`` where there are too few, and where CPUs are emulated: such have no thread of
    their own to pin.
    """
    if not manifest.cpu.dedicated_cpu_placement:
        return
    if host.domain_type is DomainType.QEMU:
        reason = f"The host {host.name} emulates its CPUs and has none to set aside; remove this field."
        raise CompileError(_DEDICATED, reason)
    needed, free = dedicated_count(manifest), host.dedicated_cpus
    if needed > len(free):
        reason = (
            f"The host {host.name} has {len(free)} CPUs free to be set aside, this machine needs {needed}; "
            "ask for fewer, or remove the field."
        )
        raise CompileError(_DEDICATED, reason)
    own, emulator = free[: manifest.cpu.count], free[manifest.cpu.count : needed]
    element = new("cputune")
    for index, cpu in enumerate(own):
        add(element, "vcpupin", vcpu=str(index), cpuset=str(cpu))
    if emulator:
        add(element, "emulatorpin", cpuset=str(emulator[0]))
    for index, share in enumerate(_shares(emulator or own, io_threads(manifest).count), start=1):
        add(element, "iothreadpin", iothread=str(index), cpuset=write_cpus(share))
    yield element


def _shares(cpus: Sequence[int], threads: int) -> Iterator[Sequence[int]]:
    """Neighbouring CPUs for each thread, the first ones getting what is left over; with more threads than
    CPUs they take turns (KubeVirt's way)."""
    if threads > len(cpus):
        yield from ((cpus[index % len(cpus)],) for index in range(threads))
        return
    start = 0
    for index in range(threads):
        end = start + len(cpus) // threads + int(index < len(cpus) % threads)
        yield cpus[start:end]
        start = end
