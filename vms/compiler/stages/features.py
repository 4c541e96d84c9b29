"""Switches of the board: ACPI, SMM and Hyper-V's enlightenments."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from vms.compiler.effective import DOMAIN
from vms.compiler.elements import Element, add, new, on_off
from vms.compiler.errors import CompileError
from vms.hosts import DomainType, HostFacts
from vms.manifest import Manifest

_HYPERV: Final = f"{DOMAIN}/features/hyperv"

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
}

# What a member switches on when it is not mentioned itself (KubeVirt's dependency completion).
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "synic": ("vpindex",),
    "synictimer": ("synic", "vpindex"),
    "tlbflush": ("vpindex",),
    "ipi": ("vpindex",),
}

_SPINLOCK_RETRIES: Final = 4096


def features(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """ACPI unless switched off: without it a guest cannot be asked to shut down."""
    element = new("features")
    if manifest.features.acpi is not False:
        add(element, "acpi")
    if manifest.features.hyperv is not None:
        _hyperv(element, manifest.features.hyperv, host)
    if manifest.features.smm is not None:
        add(element, "smm", state=on_off(manifest.features.smm))
    add(element, "vmport", state="off")
    yield element


def _hyperv(parent: Element, members: Mapping[str, Any], host: HostFacts) -> None:
    enabled = {name: _is_enabled(name, settings) for name, settings in members.items()}
    for name in [name for name, on in enabled.items() if on]:
        for needed in _NEEDS.get(name, ()):
            if not enabled.setdefault(needed, True):
                reason = f"{name} needs {needed}, which is switched off; switch it on, or {name} off."
                raise CompileError(f"{_HYPERV}/{needed}", reason)
    if enabled.get("vpindex") and host.domain_type is DomainType.QEMU:
        cause = next(name for name in members if enabled[name] and (name == "vpindex" or name in _NEEDS))
        reason = f"The host {host.name} emulates its CPUs and cannot offer {cause}; remove it."
        raise CompileError(f"{_HYPERV}/{cause}", reason)
    if not enabled:
        return
    hyperv = add(parent, "hyperv", mode="custom")
    for name, tag in _MEMBERS.items():
        if name in enabled:
            _member(hyperv, name, tag, enabled[name], members.get(name) or {})


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
