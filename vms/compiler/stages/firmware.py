"""The machine board: machine type, boot firmware, SMBIOS."""

import re
from collections.abc import Iterator
from typing import Final

from vms.compiler.effective import DOMAIN, needs_smm
from vms.compiler.elements import Element, add, new, yes_no
from vms.compiler.errors import CompileError
from vms.hosts import DomainType, HostFacts
from vms.manifest import Manifest

_DEFAULT_MACHINE: Final = "q35"
_Q35: Final = re.compile(r"(pc-)?q35[A-Za-z0-9.-]*")  # the only family the controllers are laid out for


def sysinfo(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """What the guest reads as its hardware's identity; KubeVirt's maker and family."""
    serial = manifest.firmware.serial or manifest.identity.serial
    if not serial.isprintable():
        reason = "The serial number may hold printable characters only; please retype it."
        raise CompileError(f"{DOMAIN}/firmware/serial", reason)
    element = new("sysinfo", type="smbios")
    system = add(element, "system")
    for name, value in (
        ("manufacturer", "KubeVirt"),
        ("product", "None"),
        ("serial", serial),
        ("uuid", str(manifest.identity.uuid)),
        ("family", "KubeVirt"),
    ):
        add(system, "entry", value, name=name)
    yield element


def firmware(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """The machine alias becomes the host's versioned name. BIOS is the absence of a loader.

    The loader and its variables are always named: left to choose, libvirt 9.0 takes the secure build.
    """
    element = new("os")
    add(element, "type", "hvm", arch=host.arch, machine=_machine(manifest, host))
    if manifest.firmware.efi is not None:
        _efi(element, manifest, host)
    add(element, "smbios", mode="sysinfo")
    yield element


def _machine(manifest: Manifest, host: HostFacts) -> str:
    wanted = manifest.machine_type or _DEFAULT_MACHINE
    machine = host.machines.get(wanted)
    if machine is None and host.domain_type is DomainType.TEST:
        machine = wanted  # libvirt's test driver names no machine types and takes any
    if machine is None or not _Q35.fullmatch(machine):
        reason = f"The host {host.name} cannot be a machine of type {wanted}; use q35, or remove the field."
        raise CompileError(f"{DOMAIN}/machine/type", reason)
    return machine


def _efi(element: Element, manifest: Manifest, host: HostFacts) -> None:
    secure = needs_smm(manifest)
    pointer = f"{DOMAIN}/firmware/bootloader/efi"
    pair = next((each for each in host.uefi if each.secure == secure), None)
    if pair is None:
        kind = "UEFI firmware for Secure Boot" if secure else "UEFI firmware without Secure Boot"
        raise CompileError(pointer, f"The host {host.name} has no {kind}; change secureBoot or use BIOS.")
    if secure and manifest.features.smm is not True:
        raise CompileError(f"{DOMAIN}/features/smm", "Secure Boot needs SMM; switch it on here.")
    add(element, "loader", pair.code, readonly="yes", secure=yes_no(secure), type="pflash")
    add(element, "nvram", template=pair.vars)
