"""CPU and memory."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import DOMAIN, check_size, error, fix, is_number, mapping, shown, size, warning
from vms.schema import Edit, Problem, get

_CPU: Final = f"{DOMAIN}/cpu"
_GUEST: Final = f"{DOMAIN}/memory/guest"
_RESERVED: Final = tuple(f"{DOMAIN}/resources/{kind}" for kind in ("requests", "limits"))
_MOST_CPUS: Final = 512
_LEAST_MEMORY: Final = 1_000_000  # KubeVirt's own limit for requests; it catches 512m, which is half a byte
_PAGE_SIZES: Final = {"2Mi": 2**21, "1Gi": 2**30}


def memory_is_given(document: dict[str, Any]) -> Iterator[Problem]:
    places = (_GUEST, f"{DOMAIN}/memory/hugepages/pageSize", *(f"{place}/memory" for place in _RESERVED))
    if all(get(document, place) is None for place in places):
        yield error(
            _GUEST,
            "memory-missing",
            "Say how much memory the machine has.",
            fix("Give it 2Gi", Edit(_GUEST, "2Gi")),
        )


def sizes_are_quantities(document: dict[str, Any]) -> Iterator[Problem]:
    yield from check_size(_GUEST, get(document, _GUEST), "quantity", "2Gi")
    for place in _RESERVED:
        yield from check_size(f"{place}/memory", get(document, f"{place}/memory"), "quantity", "2Gi")
        yield from check_size(f"{place}/cpu", get(document, f"{place}/cpu"), "quantity", "2 or 500m")


def memory_is_enough_to_boot(document: dict[str, Any]) -> Iterator[Problem]:
    for place in (_GUEST, *(f"{place}/memory" for place in _RESERVED)):
        written = get(document, place)
        found = size(written)
        if found is not None and 0 <= found < _LEAST_MEMORY and found != written:
            message = (
                f"“{shown(written)}” is less than a megabyte. “m” means a thousandth; write 512Mi or 2Gi."
            )
            yield error(place, "memory-too-small", message)


def memory_fills_its_pages(document: dict[str, Any]) -> Iterator[Problem]:
    page = _PAGE_SIZES.get(str(get(document, f"{DOMAIN}/memory/hugepages/pageSize")))
    guest = size(get(document, _GUEST))
    if page and guest and guest % page:
        message = "With huge pages, the memory must be a whole number of pages. Round it up."
        rounded = f"{-(-guest // page) * page // 2**20}Mi"
        yield error(_GUEST, "memory-not-in-pages", message, fix(f"Use {rounded}", Edit(_GUEST, rounded)))


def requests_stay_below_limits(document: dict[str, Any]) -> Iterator[Problem]:
    requests, limits = (mapping(document, place) for place in _RESERVED)
    for kind in ("memory", "cpu"):
        asked, most = size(requests.get(kind)), size(limits.get(kind))
        if asked and most and asked > most:
            message = f"The request for {kind} is larger than its limit. Lower it or raise the limit."
            yield error(f"{_RESERVED[0]}/{kind}", "request-above-limit", message)


def cpus_can_be_made(document: dict[str, Any]) -> Iterator[Problem]:
    cpu = mapping(document, _CPU)
    count = 1.0
    for factor in ("cores", "sockets", "threads"):
        value = cpu.get(factor)
        count *= max(1.0, min(float(value), 1e9)) if is_number(value) else 1.0
    if count > _MOST_CPUS:
        message = (
            f"Cores, sockets and threads make {count:.0f} CPUs; at most {_MOST_CPUS} are possible. Lower one."
        )
        yield error(f"{_CPU}/cores", "too-many-cpus", message)


def pinning_is_complete(document: dict[str, Any]) -> Iterator[Problem]:
    cpu = mapping(document, _CPU)
    dedicated = cpu.get("dedicatedCpuPlacement") is True
    if cpu.get("isolateEmulatorThread") is True and not dedicated:
        yield error(
            f"{_CPU}/isolateEmulatorThread",
            "isolation-needs-dedicated-cpus",
            "An isolated emulator thread needs dedicated CPUs. Turn dedicated CPUs on, or this off.",
            fix("Turn dedicated CPUs on", Edit(f"{_CPU}/dedicatedCpuPlacement", value=True)),
        )
    if dedicated and is_number(cpu.get("threads")) and cpu["threads"] > 2:
        message = "Dedicated CPUs can have at most two threads per core. Lower the threads."
        yield error(f"{_CPU}/threads", "too-many-threads", message, fix("Use 2", Edit(f"{_CPU}/threads", 2)))


def machine_type_is_known(document: dict[str, Any]) -> Iterator[Problem]:
    pointer = f"{DOMAIN}/machine/type"
    found = get(document, pointer)
    if isinstance(found, str) and found and not found.startswith(("q35", "pc-q35")):
        message = (
            f"“{shown(found)}” is not a machine type known here. Use q35, or a version such as pc-q35-7.2."
        )
        yield error(pointer, "machine-type", message, fix("Use q35", Edit(pointer, "q35")))


def pages_are_explained(document: dict[str, Any]) -> Iterator[Problem]:
    pages = get(document, f"{DOMAIN}/memory/hugepages")
    if isinstance(pages, dict) and not pages.get("pageSize"):
        message = "Huge pages are asked for without a size, which has no effect. Choose 2Mi or 1Gi."
        yield warning(f"{DOMAIN}/memory/hugepages/pageSize", "page-size-missing", message)


RULES: Final = (
    memory_is_given,
    sizes_are_quantities,
    memory_is_enough_to_boot,
    memory_fills_its_pages,
    pages_are_explained,
    requests_stay_below_limits,
    cpus_can_be_made,
    pinning_is_complete,
    machine_type_is_known,
)
