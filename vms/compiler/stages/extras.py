"""Devices that only some guests ask for: a TPM, a watchdog, a sound card."""

from collections.abc import Iterator
from typing import Final

from vms.compiler import asked
from vms.compiler.effective import DEVICES
from vms.compiler.elements import Element, add, new
from vms.compiler.errors import CompileError
from vms.hosts import Capability, HostFacts
from vms.manifest import Manifest

_TPM: Final = f"{DEVICES}/tpm"
_WATCHDOG: Final = f"{DEVICES}/watchdog"
_SOUND: Final = f"{DEVICES}/sound"


def tpm(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """An emulated TPM 2.0. One that keeps its content is of the newer model, as in KubeVirt."""
    if not asked.switch(manifest, _TPM):
        return
    persistent = asked.flag(manifest, f"{_TPM}/persistent") is True
    model = "tpm-crb" if persistent else "tpm-tis"
    if host.lacks(Capability.TPM_BACKEND, "emulator") or host.lacks(Capability.TPM_MODEL, model):
        reason = f"The host {host.name} has no TPM to emulate ({model}); remove this, or ask for swtpm there."
        raise CompileError(_TPM, reason)
    element = new("tpm", model=model)
    backend = add(element, "backend", type="emulator", version="2.0")
    if persistent:
        backend.set("persistent_state", "yes")
    yield element


def watchdog(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """Resets, or stops, a guest that no longer answers it."""
    if asked.mapping(manifest, _WATCHDOG) is None:
        return
    asked.mapping(manifest, f"{_WATCHDOG}/i6300esb")
    action = asked.word(manifest, f"{_WATCHDOG}/i6300esb/action", "reset", "poweroff", "shutdown")
    element = new("watchdog", model="i6300esb", action=action or "reset")
    _alias(element, manifest, f"{_WATCHDOG}/name")
    yield element


def sound(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    if asked.mapping(manifest, _SOUND) is None:
        return
    element = new("sound", model=asked.word(manifest, f"{_SOUND}/model", "ich9", "ac97") or "ich9")
    _alias(element, manifest, f"{_SOUND}/name")
    yield element


def _alias(element: Element, manifest: Manifest, pointer: str) -> None:
    name = asked.name(manifest, pointer)
    if name is not None:
        add(element, "alias", name=f"ua-{name}")
