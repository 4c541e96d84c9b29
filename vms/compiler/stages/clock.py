"""The guest's clock, and what libvirt does when the guest ends."""

from collections.abc import Iterator, Mapping
from typing import Final

from vms.compiler import asked
from vms.compiler.effective import DOMAIN, hyperv_is_on
from vms.compiler.elements import Element, add, new, yes_no
from vms.hosts import HostFacts
from vms.manifest import Manifest

_CLOCK: Final = f"{DOMAIN}/clock"
_MOST_SECONDS: Final = 100 * 365 * 24 * 3600

# KubeVirt's timer -> libvirt's, in KubeVirt's order, with the tick policies that each can have.
_TIMERS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "rtc": ("rtc", ("delay", "catchup")),
    "pit": ("pit", ("delay", "catchup", "discard")),
    "kvm": ("kvmclock", ()),
    "hpet": ("hpet", ("delay", "catchup", "merge", "discard")),
    "hyperv": ("hypervclock", ()),
}


def clock(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """UTC; with Hyper-V's synthetic timer also its reference clock, which libvirt asks for."""
    element = new("clock", offset="utc")
    if asked.mapping(manifest, _CLOCK) is not None:
        _offset(element, manifest)
    timers = asked.mapping(manifest, f"{_CLOCK}/timer") or {}
    for name, (timer, policies) in _TIMERS.items():
        if timers.get(name) is not None:
            _timer(element, manifest, name, timer, policies)
    if hyperv_is_on(manifest, "synictimer") and timers.get("hyperv") is None:
        add(element, "timer", name="hypervclock", present="yes")
    yield element


def _offset(element: Element, manifest: Manifest) -> None:
    zone = asked.text(manifest, f"{_CLOCK}/timezone")
    if zone is not None:
        element.set("offset", "timezone")
        element.set("timezone", zone)
    elif asked.mapping(manifest, f"{_CLOCK}/utc") is not None:
        seconds = asked.number(manifest, f"{_CLOCK}/utc/offsetSeconds", -_MOST_SECONDS, _MOST_SECONDS)
        element.set("adjustment", "reset" if seconds is None else str(seconds))


def _timer(clock: Element, manifest: Manifest, name: str, timer: str, policies: tuple[str, ...]) -> None:
    place = f"{_CLOCK}/timer/{name}"
    asked.mapping(manifest, place)
    element = add(clock, "timer", name=timer)
    policy = asked.word(manifest, f"{place}/tickPolicy", *policies) if policies else None
    if policy is not None:
        element.set("tickpolicy", policy)
    element.set("present", yes_no(asked.flag(manifest, f"{place}/present") is not False))
    track = asked.word(manifest, f"{place}/track", "guest", "wall") if name == "rtc" else None
    if track is not None:
        element.set("track", track)


def lifecycle(_manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """A reboot stays within the run. Everything else ends it: starting again is the portal's decision."""
    yield new("on_poweroff", "destroy")
    yield new("on_reboot", "restart")
    yield new("on_crash", "destroy")
