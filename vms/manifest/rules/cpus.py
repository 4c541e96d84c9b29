"""CPUs: how many, of which kind, and what dedicated ones need."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.quantity import amount_of
from vms.manifest.rules.look import DOMAIN, entries, error, fix, is_number, mapping, shown, warning
from vms.manifest.rules.memory import RESERVED
from vms.schema import Edit, Problem, get

CPU: Final = f"{DOMAIN}/cpu"
_FACTORS: Final = ("cores", "sockets", "threads")
_MOST_CPUS: Final = 512
_POLICIES: Final = ("", "force", "require", "optional", "disable", "forbid")
_NUMA: Final = f"{CPU}/numa/guestMappingPassthrough"
_THREADS_POLICY: Final = f"{DOMAIN}/ioThreadsPolicy"
_POOL: Final = f"{DOMAIN}/ioThreads/supplementalPoolThreadCount"


def cpus_can_be_made(document: dict[str, Any]) -> Iterator[Problem]:
    count = _count(mapping(document, CPU))
    if count > _MOST_CPUS:
        message = (
            f"Cores, sockets and threads make {count:.0f} CPUs; at most {_MOST_CPUS} are possible. Lower one."
        )
        yield error(f"{CPU}/cores", "too-many-cpus", message)


def sockets_can_be_added(document: dict[str, Any]) -> Iterator[Problem]:
    cpu = mapping(document, CPU)
    most, sockets = cpu.get("maxSockets"), cpu.get("sockets")
    if is_number(most) and is_number(sockets) and 0 < most < sockets:
        message = "The machine has more sockets than the most it may have. Raise the most."
        repair = fix(f"Raise it to {sockets}", Edit(f"{CPU}/maxSockets", sockets))
        yield warning(f"{CPU}/sockets", "sockets-above-most", message, repair, rule="B.3-21")


def features_are_asked_for(document: dict[str, Any]) -> Iterator[Problem]:
    needs_vmx = get(document, f"{DOMAIN}/features/hyperv/evmcs") is not None
    for place, feature in entries(document, f"{CPU}/features"):
        policy = feature.get("policy")
        pointer = f"{place}/policy"
        require = fix("Require it", Edit(pointer, "require"))
        if policy is not None and policy not in _POLICIES:
            message = f"“{shown(policy)}” is no policy for a CPU feature. Use require, optional or disable."
            yield warning(pointer, "cpu-feature-policy", message, require, rule="B.3-22")
        elif needs_vmx and feature.get("name") == "vmx" and policy not in (None, "", "require"):
            message = "Nested Hyper-V (evmcs) needs the CPU feature vmx. Require it."
            yield warning(pointer, "vmx-needed", message, require, rule="B.4-43")


def dedicated_cpus_are_whole(document: dict[str, Any]) -> Iterator[Problem]:
    if get(document, f"{CPU}/dedicatedCpuPlacement") is not True:
        return
    for place, rule in zip(RESERVED, ("B.3-24", "B.3-25"), strict=True):
        exact = amount_of(get(document, f"{place}/cpu"))
        if exact is not None and exact != int(exact):
            rounded = int(exact) + 1
            message = "Dedicated CPUs are whole ones. Round this up."
            repair = fix(f"Use {rounded}", Edit(f"{place}/cpu", str(rounded)))
            yield error(f"{place}/cpu", "dedicated-cpus-in-parts", message, repair, rule=rule)
    requests, limits = (mapping(document, place) for place in RESERVED)
    for kind, rule in (("memory", "B.3-26"), ("cpu", "B.3-28")):
        asked, most = amount_of(requests.get(kind)), amount_of(limits.get(kind))
        if asked and most and asked < most:  # above it is told of by another rule
            message = f"With dedicated CPUs, request and limit of {kind} are the same. Make them so."
            repair = fix("Request the limit", Edit(f"{RESERVED[0]}/{kind}", limits[kind]))
            yield error(f"{RESERVED[0]}/{kind}", "dedicated-request", message, repair, rule=rule)
    yield from _as_many_as_asked(document)


def _as_many_as_asked(document: dict[str, Any]) -> Iterator[Problem]:
    cpu = mapping(document, CPU)
    asked = [amount_of(get(document, f"{place}/cpu")) for place in RESERVED]
    numbers = [number for number in asked if number]
    if numbers and any(is_number(cpu.get(factor)) for factor in _FACTORS) and _count(cpu) not in numbers:
        message = (
            f"Dedicated CPUs: the machine has {_count(cpu):.0f}, but “resources” speaks of "
            f"{shown(numbers[0])}. Make them the same, or remove the CPUs from “resources”."
        )
        repair = fix("Remove them from “resources”", *(Edit(f"{place}/cpu") for place in RESERVED))
        yield error(f"{CPU}/dedicatedCpuPlacement", "dedicated-count", message, repair, rule="B.3-29")


def pinning_is_complete(document: dict[str, Any]) -> Iterator[Problem]:
    cpu = mapping(document, CPU)
    dedicated = cpu.get("dedicatedCpuPlacement") is True
    if cpu.get("isolateEmulatorThread") is True and not dedicated:
        yield error(
            f"{CPU}/isolateEmulatorThread",
            "isolation-needs-dedicated-cpus",
            "An isolated emulator thread needs dedicated CPUs. Turn dedicated CPUs on, or this off.",
            fix("Turn it off", Edit(f"{CPU}/isolateEmulatorThread")),
            rule="B.3-32",
        )
    one_thread = fix("Use 1", Edit(f"{CPU}/threads", 1))
    threads = cpu.get("threads")
    if is_number(threads) and threads > 1 and get(document, "/spec/template/spec/architecture") == "arm64":
        message = "CPUs of arm64 have one thread per core. Lower the threads."
        yield error(f"{CPU}/threads", "threads-on-arm", message, one_thread, rule="B.3-31")
    elif dedicated and is_number(threads) and threads > 2:
        message = "Dedicated CPUs can have at most two threads per core. Lower the threads."
        repair = fix("Use 2", Edit(f"{CPU}/threads", 2))
        yield error(f"{CPU}/threads", "too-many-threads", message, repair, rule="B.3-30")


def realtime_is_complete(document: dict[str, Any]) -> Iterator[Problem]:
    cpu = mapping(document, CPU)
    if not isinstance(cpu.get("realtime"), dict):
        return
    if cpu.get("dedicatedCpuPlacement") is not True or not isinstance(get(document, _NUMA), dict):
        message = (
            "Real-time CPUs need dedicated CPUs, and the host's NUMA layout with huge pages passed through. "
            "Add them, or remove this."
        )
        pages = f"{DOMAIN}/memory/hugepages"
        has_pages = isinstance(get(document, pages), dict)
        edits = [
            Edit(f"{CPU}/dedicatedCpuPlacement", value=True),
            *([] if isinstance(get(document, _NUMA), dict) else [Edit(_NUMA, {})]),
            *([] if has_pages else [Edit(f"{pages}/pageSize", "2Mi")]),
        ]
        repair = fix("Add what it needs", *edits)
        yield warning(f"{CPU}/realtime", "realtime-incomplete", message, repair, rule="B.3-34")


def numa_is_complete(document: dict[str, Any]) -> Iterator[Problem]:
    if not isinstance(get(document, _NUMA), dict):
        return
    if get(document, f"{CPU}/dedicatedCpuPlacement") is not True:
        message = "Passing the NUMA layout through needs dedicated CPUs. Turn them on, or remove this."
        repair = fix("Turn dedicated CPUs on", Edit(f"{CPU}/dedicatedCpuPlacement", value=True))
        yield warning(_NUMA, "numa-incomplete", message, repair, rule="B.3-33")
    elif not isinstance(get(document, f"{DOMAIN}/memory/hugepages"), dict):
        message = "Passing the NUMA layout through needs huge pages. Choose their size, or remove this."
        repair = fix("Use huge pages of 2Mi", Edit(f"{DOMAIN}/memory/hugepages/pageSize", "2Mi"))
        yield warning(_NUMA, "numa-incomplete", message, repair, rule="B.3-33")


def io_threads_have_a_policy(document: dict[str, Any]) -> Iterator[Problem]:
    policy = get(document, _THREADS_POLICY)
    count = get(document, _POOL)
    if policy is not None and policy not in ("shared", "auto", "supplementalPool"):
        message = f"“{shown(policy)}” is no policy for I/O threads. Use auto or shared."
        repair = fix("Use auto", Edit(_THREADS_POLICY, "auto"))
        yield warning(_THREADS_POLICY, "io-threads-policy", message, repair, rule="B.3-35")
    elif policy == "supplementalPool" and not (is_number(count) and count > 0):
        message = "A pool of I/O threads needs to know how many. Set “supplementalPoolThreadCount”."
        yield warning(
            _POOL, "io-threads-policy", message, fix("Use 4 threads", Edit(_POOL, 4)), rule="B.3-35"
        )


def _count(cpu: dict[str, Any]) -> float:
    count = 1.0
    for factor in _FACTORS:
        value = cpu.get(factor)
        count *= max(1.0, min(float(value), 1e9)) if is_number(value) else 1.0
    return count


RULES: Final = (
    cpus_can_be_made,
    sockets_can_be_added,
    features_are_asked_for,
    dedicated_cpus_are_whole,
    pinning_is_complete,
    realtime_is_complete,
    numa_is_complete,
    io_threads_have_a_policy,
)
