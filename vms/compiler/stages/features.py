"""Switches of the board: ACPI, SMM and Hyper-V's enlightenments."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from vms.compiler import asked
from vms.compiler.effective import DOMAIN
from vms.compiler.elements import Element, add, new, on_off
from vms.compiler.errors import CompileError
from vms.hosts import Capability, DomainType, HostFacts
from vms.manifest import Manifest

_FEATURES: Final = f"{DOMAIN}/features"
_HYPERV: Final = f"{_FEATURES}/hyperv"
_PASSTHROUGH: Final = f"{_FEATURES}/hypervPassthrough"

# KubeVirt's member -> libvirt's element, in libvirt's order.
_MEMBERS: Final[Mapping[str, str]] = {
    "relaxed": "relaxed",
    "vapic": "vapic",
    "spinlocks": "spinlocks",
    "vpindex": "vpindex",
    "runtime": "runtime",
    "synic": "synic",
    "synictimer": "stimer",
    "reset": "reset",
    "vendorid": "vendor_id",
    "frequencies": "frequencies",
    "reenlightenment": "reenlightenment",
    "tlbflush": "tlbflush",
    "ipi": "ipi",
    "evmcs": "evmcs",
}

# What a member switches on when it is not mentioned itself (KubeVirt's dependency completion).
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "synic": ("vpindex",),
    "synictimer": ("synic", "vpindex"),
    "tlbflush": ("vpindex",),
    "ipi": ("vpindex",),
    "evmcs": ("vapic",),
}

_SPINLOCK_RETRIES: Final = 4096


def features(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """ACPI unless switched off: without it a guest cannot be asked to shut down."""
    element = new("features")
    if manifest.features.acpi is not False:
        add(element, "acpi")
    _apic(element, manifest)
    if manifest.features.hyperv is not None:
        _hyperv(element, manifest.features.hyperv, host)
    _hyperv_as_the_host(element, manifest, host)
    _kvm(element, manifest, host)
    if (spinlock := asked.switch(manifest, f"{_FEATURES}/pvspinlock")) is not None:
        add(element, "pvspinlock", state=on_off(spinlock))
    if manifest.features.smm is not None:
        add(element, "smm", state=on_off(manifest.features.smm))
    add(element, "vmport", state="off")
    yield element


def _apic(parent: Element, manifest: Manifest) -> None:
    if asked.switch(manifest, f"{_FEATURES}/apic"):
        element = add(parent, "apic")
        end_of_interrupt = asked.flag(manifest, f"{_FEATURES}/apic/endOfInterrupt")
        if end_of_interrupt is not None:
            element.set("eoi", on_off(end_of_interrupt))


def _kvm(parent: Element, manifest: Manifest, host: HostFacts) -> None:
    """The hint that CPUs are dedicated goes with the host's own CPU alone, libvirt says."""
    hidden = asked.flag(manifest, f"{_FEATURES}/kvm/hidden")
    dedicated = bool(manifest.cpu.dedicated_cpu_placement) and manifest.cpu.model == "host-passthrough"
    if host.domain_type is DomainType.QEMU or (hidden is None and not dedicated):
        return  # an emulator has no KVM to hide
    element = add(parent, "kvm")
    if hidden is not None:
        add(element, "hidden", state=on_off(hidden))
    if dedicated:
        add(element, "hint-dedicated", state="on")


def _hyperv_as_the_host(parent: Element, manifest: Manifest, host: HostFacts) -> None:
    if not asked.switch(manifest, _PASSTHROUGH):
        return
    if manifest.features.hyperv is not None:
        reason = "Hyper-V features are listed or passed through, not both; remove one."
        raise CompileError(_PASSTHROUGH, reason)
    if host.domain_type is DomainType.QEMU:
        reason = f"The host {host.name} emulates its CPUs and has nothing to pass through; remove this."
        raise CompileError(_PASSTHROUGH, reason)
    add(parent, "hyperv", mode="passthrough")


def _hyperv(parent: Element, members: Mapping[str, Any], host: HostFacts) -> None:
    enabled = {name: _is_enabled(name, settings) for name, settings in members.items()}
    for name in [name for name, on in enabled.items() if on]:
        for needed in _NEEDS.get(name, ()):
            if not enabled.setdefault(needed, True):
                reason = f"{name} needs {needed}, which is switched off; switch it on, or {name} off."
                raise CompileError(f"{_HYPERV}/{needed}", reason)
    for name in members:
        if enabled[name]:
            _refuse_unknown_to(host, name)
    if not enabled:
        return
    hyperv = add(parent, "hyperv", mode="custom")
    for name, tag in _MEMBERS.items():
        if name in enabled:
            _member(hyperv, name, tag, enabled[name], members.get(name) or {})


def _refuse_unknown_to(host: HostFacts, name: str) -> None:
    """What counts virtual processors needs KVM; of the rest the host may tell what it has."""
    needs_kvm = name == "vpindex" or "vpindex" in _NEEDS.get(name, ()) or name == "evmcs"
    if needs_kvm and host.domain_type is DomainType.QEMU:
        reason = f"The host {host.name} emulates its CPUs and cannot offer {name}; remove it."
        raise CompileError(f"{_HYPERV}/{name}", reason)
    if host.lacks(Capability.HYPERV, _MEMBERS[name]):
        known = [each for each, tag in _MEMBERS.items() if tag in host.capabilities[Capability.HYPERV]]
        reason = f"The host {host.name} has no Hyper-V feature {name}; it has {', '.join(known)}."
        raise CompileError(f"{_HYPERV}/{name}", reason)


def _is_enabled(name: str, settings: Any) -> bool:
    """A member that is present is on unless it says ``enabled: false``."""
    known = {"enabled"} | _SETTINGS.get(name, frozenset())
    if name not in _MEMBERS:
        raise CompileError(f"{_HYPERV}/{name}", "No host offers this enlightenment yet; remove it.")
    if settings is None:
        return True
    if not isinstance(settings, Mapping):
        raise CompileError(f"{_HYPERV}/{name}", "This must be an object, for example {}.")
    for key in settings:
        if key not in known:
            raise CompileError(f"{_HYPERV}/{name}/{key}", "No host offers this setting yet; remove it.")
    return settings.get("enabled") is not False


_SETTINGS: Final[Mapping[str, frozenset[str]]] = {
    "spinlocks": frozenset({"spinlocks"}),
    "vendorid": frozenset({"vendorid"}),
    "synictimer": frozenset({"direct"}),
}


def _member(hyperv: Element, name: str, tag: str, on: bool, settings: Mapping[str, Any]) -> None:  # noqa: FBT001
    element = add(hyperv, tag, state=on_off(on))
    if not on:
        return
    if name == "spinlocks":
        element.set("retries", str(_retries(settings.get("spinlocks", _SPINLOCK_RETRIES))))
    if name == "vendorid":
        element.set("value", _vendor(settings.get("vendorid")))
    if name == "synictimer" and settings.get("direct") is not None:
        add(element, "direct", state=on_off(_direct(settings["direct"])))


def _retries(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and _SPINLOCK_RETRIES <= value < 2**32:
        return value
    reason = f"The number of retries must be a whole number of at least {_SPINLOCK_RETRIES}."
    raise CompileError(f"{_HYPERV}/spinlocks/spinlocks", reason)


def _direct(value: Any) -> bool:
    if isinstance(value, Mapping):
        return value.get("enabled") is not False
    raise CompileError(f"{_HYPERV}/synictimer/direct", "This must be an object, for example {}.")


def _vendor(value: Any) -> str:
    if isinstance(value, str) and value.isascii() and value.isprintable() and len(value) in range(1, 13):
        return value
    reason = "The vendor id must be a text of 1 to 12 plain characters."
    raise CompileError(f"{_HYPERV}/vendorid/vendorid", reason)
