"""Virtual CPUs: how many, how they are arranged, what they look like, who serves their disks."""

from collections.abc import Iterator

from vms.compiler.effective import DOMAIN, io_threads, machine_topology
from vms.compiler.elements import Element, add, new
from vms.compiler.errors import CompileError
from vms.hosts import DomainType, HostFacts
from vms.manifest import Manifest

_MODES = frozenset({"host-model", "host-passthrough"})


def vcpu(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """No headroom for hot-plug: what is asked for is what there is."""
    yield new("vcpu", str(manifest.cpu.count), placement="static")


def iothreads(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """As many as the disks use; none unless a disk asks for its own."""
    threads = io_threads(manifest)
    if threads:
        yield new("iothreads", str(max(threads.values())))


def cpu(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """``host-model`` unless the manifest says otherwise; under emulation all that the emulator can do."""
    model = manifest.cpu.model or _default_model(host)
    if model == "host-passthrough" and host.domain_type is DomainType.QEMU:
        raise CompileError(
            f"{DOMAIN}/cpu/model",
            f"The host {host.name} emulates its CPUs and has none to pass through; use host-model.",
        )
    if model in _MODES or (model == "maximum" and manifest.cpu.model is None):
        element = new("cpu", mode=model)
    elif model in host.cpu_models:
        element = new("cpu", mode="custom")
        add(element, "model", model)
    else:
        reason = f"The host {host.name} has no CPU model named {model}; use host-model, or remove the field."
        raise CompileError(f"{DOMAIN}/cpu/model", reason)
    sockets, cores, threads = machine_topology(manifest.cpu)
    add(element, "topology", sockets=str(sockets), dies="1", cores=str(cores), threads=str(threads))
    yield element


def _default_model(host: HostFacts) -> str:
    return "maximum" if host.domain_type is DomainType.QEMU else "host-model"
