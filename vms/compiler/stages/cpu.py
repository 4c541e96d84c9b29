"""Virtual CPUs: how many, how they are arranged, what they look like, who serves their disks."""

from collections.abc import Iterator
from typing import Final

from vms.compiler import asked
from vms.compiler.effective import (
    DOMAIN,
    dedicated_count,
    hyperv_is_on,
    machine_topology,
    memory_bytes,
)
from vms.compiler.elements import Element, add, new
from vms.compiler.errors import CompileError
from vms.compiler.threads import io_threads
from vms.hosts import Capability, DomainType, HostFacts, write_cpus
from vms.manifest import Manifest

_CPU: Final = f"{DOMAIN}/cpu"
_MODES: Final = frozenset({"host-model", "host-passthrough"})
_POLICIES: Final = ("force", "require", "optional", "disable", "forbid")


def vcpu(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """No headroom for hot-plug: what is asked for is what there is. With CPUs of its own, the whole machine
    stays on those; every other keeps off the CPUs that are set aside."""
    count, dedicated = manifest.cpu.count, dedicated_count(manifest)
    if host.max_vcpus and count > host.max_vcpus:
        reason = f"The host {host.name} gives a machine at most {host.max_vcpus} CPUs; ask for fewer."
        raise CompileError(f"{_CPU}/cores", reason)
    element = new("vcpu", str(count), placement="static")
    cpus = host.dedicated_cpus[:dedicated] if dedicated else host.shared_cpus
    if cpus:
        element.set("cpuset", write_cpus(cpus))
    yield element


def iothreads(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """None unless a policy or a disk asks for them."""
    threads = io_threads(manifest).count
    if threads:
        yield new("iothreads", str(threads))


def cpu(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """``host-model`` unless the manifest says otherwise; under emulation all that the emulator can do."""
    model = manifest.cpu.model or _default_model(host)
    if model == "host-passthrough" and host.domain_type is DomainType.QEMU:
        raise CompileError(
            f"{_CPU}/model",
            f"The host {host.name} emulates its CPUs and has none to pass through; use host-model.",
        )
    features = dict(_features(manifest))
    if model in _MODES or (model == "maximum" and manifest.cpu.model is None):
        _refuse_mode(manifest, host, model)
        element = new("cpu", mode=model)
    elif model in host.cpu_models:
        element = new("cpu", mode="custom")
        add(element, "model", model)
        if host.arch == "x86_64":
            features.setdefault("mpx", "disable")  # newer CPUs have lost it, which a named model does not say
    else:
        reason = (
            f"The host {host.name} has no CPU model named {model}; use {_other_models(host)}, "
            "or remove the field."
        )
        raise CompileError(f"{_CPU}/model", reason)
    sockets, cores, threads = machine_topology(manifest.cpu)
    add(element, "topology", sockets=str(sockets), dies="1", cores=str(cores), threads=str(threads))
    for name, policy in features.items():
        add(element, "feature", policy=policy, name=name)
    if manifest.memory.hugepage_bytes is not None:
        cell = {"id": "0", "cpus": write_cpus(range(manifest.cpu.count)), "unit": "KiB"}
        add(add(element, "numa"), "cell", memory=str(memory_bytes(manifest) // 1024), **cell)
    yield element


def _refuse_mode(manifest: Manifest, host: HostFacts, mode: str) -> None:
    if manifest.cpu.model is not None and host.lacks(Capability.CPU_MODE, mode):
        reason = f"The host {host.name} has no {mode} for its guests; choose a named model."
        raise CompileError(f"{_CPU}/model", reason)


def _other_models(host: HostFacts) -> str:
    """A few that it has: what an administrator looks for is most often there by another name."""
    some = sorted(host.cpu_models, key=lambda model: (len(model), model))[:4]
    modes = [mode for mode in ("host-model",) if not host.lacks(Capability.CPU_MODE, mode)]
    return ", ".join([*modes, *some]) or "another host"


def _default_model(host: HostFacts) -> str:
    return "maximum" if host.domain_type is DomainType.QEMU else "host-model"


def _features(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """What ``cpu.features`` lists; nested Hyper-V brings the one it stands on."""
    for place in asked.entries(manifest, f"{_CPU}/features"):
        name = asked.text(manifest, f"{place}/name")
        if name is None:
            raise CompileError(f"{place}/name", "Name the CPU feature, for example vmx.")
        yield name, asked.word(manifest, f"{place}/policy", *_POLICIES) or "require"
    if hyperv_is_on(manifest, "evmcs"):
        yield "vmx", "require"
