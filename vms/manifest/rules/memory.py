"""How much memory, and in which pages."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.quantity import amount_of
from vms.manifest.rules.look import (
    DOMAIN,
    check_size,
    error,
    fix,
    is_number,
    mapping,
    shown,
    size,
    text,
    warning,
)
from vms.schema import Edit, Problem, get

GUEST: Final = f"{DOMAIN}/memory/guest"
RESERVED: Final = tuple(f"{DOMAIN}/resources/{kind}" for kind in ("requests", "limits"))
_PAGES: Final = f"{DOMAIN}/memory/hugepages"
_LARGEST: Final = f"{DOMAIN}/memory/maxGuest"
_LEAST_MEMORY: Final = 1_000_000  # KubeVirt's own limit for requests; it catches 512m, which is half a byte
_LEAST_GROWING: Final = 2**30
_PAGE_SIZES: Final = {"2Mi": 2**21, "1Gi": 2**30}
_NUMBERS: Final = {f"{RESERVED[0]}/memory": "B.2-10", f"{RESERVED[1]}/memory": "B.2-11"}


def memory_is_given(document: dict[str, Any]) -> Iterator[Problem]:
    places = (GUEST, f"{_PAGES}/pageSize", *(f"{place}/memory" for place in RESERVED))
    has_hardware = isinstance(get(document, DOMAIN), dict)  # else another rule asks for all of it
    if has_hardware and all(get(document, place) is None for place in places):
        dedicated = get(document, f"{DOMAIN}/cpu/dedicatedCpuPlacement") is True
        yield error(
            GUEST,
            "memory-missing",
            "Say how much memory the machine has.",
            fix("Give it 2Gi", Edit(GUEST, "2Gi")),
            rule="B.3-23" if dedicated else "B.2-17",
        )


def sizes_are_quantities(document: dict[str, Any]) -> Iterator[Problem]:
    yield from check_size(GUEST, get(document, GUEST), "quantity", "2Gi", "B.2-17")
    for place, rule in _NUMBERS.items():
        yield from check_size(place, get(document, place), "quantity", "2Gi", rule)
    for place in RESERVED:
        yield from check_size(
            f"{place}/cpu", get(document, f"{place}/cpu"), "quantity", "2 or 500m", "B.3-19"
        )


def memory_is_enough_to_boot(document: dict[str, Any]) -> Iterator[Problem]:
    for place in (GUEST, *_NUMBERS):
        written = get(document, place)
        found = size(written)
        if found is not None and 0 <= found < _LEAST_MEMORY and found != written:
            message = (
                f"“{shown(written)}” is less than a megabyte. “m” means a thousandth; write 512Mi or 2Gi."
            )
            meant = f"{written[:-1]}Mi" if isinstance(written, str) and written[:-1].isdecimal() else None
            repair = fix(f"Use {meant}", Edit(place, meant)) if meant and meant[0] != "0" else None
            yield error(place, "memory-too-small", message, repair, rule="B.2-10")


def memory_fills_its_pages(document: dict[str, Any]) -> Iterator[Problem]:
    page = _PAGE_SIZES.get(str(get(document, f"{_PAGES}/pageSize")))
    if not page:
        return
    asked, limit = _NUMBERS
    places = [place for place in (GUEST, asked) if get(document, place) is not None] or [limit]
    for place in places:
        found = size(get(document, place))
        if found and found % page:
            message = "With huge pages, the memory must be a whole number of pages. Round it up."
            rounded = f"{-(-found // page) * page // 2**20}Mi"
            repair = fix(f"Use {rounded}", Edit(place, rounded))
            yield error(place, "memory-not-in-pages", message, repair, rule="B.2-14")


def pages_are_explained(document: dict[str, Any]) -> Iterator[Problem]:
    pages = get(document, _PAGES)
    if isinstance(pages, dict) and not pages.get("pageSize"):
        message = "Huge pages are asked for without a size, which has no effect. Choose 2Mi or 1Gi."
        yield warning(
            f"{_PAGES}/pageSize",
            "page-size-missing",
            message,
            fix("Do without huge pages", Edit(_PAGES)),
            rule="B.2-13",
        )


def requests_stay_below_limits(document: dict[str, Any]) -> Iterator[Problem]:
    requests, limits = (mapping(document, place) for place in RESERVED)
    for kind, rule in (("memory", "B.2-12"), ("cpu", "B.3-20")):
        asked, most = amount_of(requests.get(kind)), amount_of(limits.get(kind))
        if asked and most and asked > most:
            message = f"The request for {kind} is larger than its limit. Lower it or raise the limit."
            raise_it = fix("Raise the limit", Edit(f"{RESERVED[1]}/{kind}", requests[kind]))
            yield error(f"{RESERVED[0]}/{kind}", "request-above-limit", message, raise_it, rule=rule)


def the_guest_stays_below_the_limit(document: dict[str, Any]) -> Iterator[Problem]:
    limit = f"{RESERVED[1]}/memory"
    guest, most = size(get(document, GUEST)), size(get(document, limit))
    if guest and most and guest > most > 0:
        message = "The guest has more memory than its limit, which some clusters refuse. Raise the limit."
        repair = fix("Raise the limit", Edit(limit, get(document, GUEST)))
        yield warning(GUEST, "guest-above-limit", message, repair, rule="B.2-15")


def memory_can_grow(document: dict[str, Any]) -> Iterator[Problem]:
    """What KubeVirt asks of a guest that ``maxGuest`` allows to grow."""
    written = get(document, _LARGEST)
    most, guest = size(written), size(get(document, GUEST))
    if most is None or (text(written) is None and not is_number(written)):
        return
    page = _PAGE_SIZES.get(str(get(document, f"{_PAGES}/pageSize")), _PAGE_SIZES["2Mi"])
    message = ""
    if guest is None:
        message = "Memory that can grow needs a size to begin with. Set the guest's memory."
    elif guest > most:
        message = "The guest has more memory than the most it may grow to. Raise the most."
        repair = fix("Raise the most", Edit(_LARGEST, get(document, GUEST)))
        yield warning(_LARGEST, "memory-growth", message, repair, rule="B.2-16")
        return
    elif guest < _LEAST_GROWING:
        message = "Only memory of 1Gi or more can grow. Raise the guest's memory, or remove “maxGuest”."
    elif guest % page or most % page:
        message = "Memory that can grow comes in whole pages of 2Mi. Round both sizes."
    if message:
        remove = fix("Do not let it grow", Edit(_LARGEST))
        yield warning(_LARGEST, "memory-growth", message, remove, rule="B.2-16")


RULES: Final = (
    memory_is_given,
    sizes_are_quantities,
    memory_is_enough_to_boot,
    memory_fills_its_pages,
    pages_are_explained,
    requests_stay_below_limits,
    the_guest_stays_below_the_limit,
    memory_can_grow,
)
