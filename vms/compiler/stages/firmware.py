"""The machine board: machine type, boot firmware, SMBIOS."""

from collections.abc import Iterator
from typing import Final

from vms.compiler import asked
from vms.compiler.effective import DOMAIN, TEMPLATE, needs_smm
from vms.compiler.elements import Element, add, new, yes_no
from vms.compiler.errors import CompileError
from vms.compiler.machine import machine_type
from vms.hosts import HostFacts
from vms.manifest import Manifest

_CHASSIS: Final = ("manufacturer", "version", "serial", "asset", "sku")
_EFI: Final = f"{DOMAIN}/firmware/bootloader/efi"
_ARCHITECTURES: Final = {"amd64": "x86_64", "arm64": "aarch64", "s390x": "s390x"}


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
    told = {name: asked.text(manifest, f"{DOMAIN}/chassis/{name}") for name in _CHASSIS}
    if any(told.values()):
        chassis = add(element, "chassis")
        for name, entry in told.items():
            if entry is not None:
                add(chassis, "entry", entry, name=name)
    yield element


def firmware(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """The machine alias becomes the host's versioned name. BIOS is the absence of a loader.

    The loader and its variables are always named: left to choose, libvirt 9.0 takes the secure build. The
    variables outlive the machine's stops, as ``persistent`` asks for.
    """
    _refuse_foreign_architecture(manifest, host)
    element = new("os")
    add(element, "type", "hvm", arch=host.arch, machine=machine_type(manifest, host))
    if manifest.firmware.efi is not None:
        _efi(element, manifest, host)
    elif asked.flag(manifest, f"{DOMAIN}/firmware/bootloader/bios/useSerial"):
        add(element, "bios", useserial="yes")
    add(element, "smbios", mode="sysinfo")
    yield element


def _refuse_foreign_architecture(manifest: Manifest, host: HostFacts) -> None:
    pointer = f"{TEMPLATE}/architecture"
    wanted = asked.word(manifest, pointer, *_ARCHITECTURES)
    if wanted is not None and _ARCHITECTURES[wanted] != host.arch:
        reason = f"The host {host.name} is no {wanted} machine but {host.arch}; remove this field."
        raise CompileError(pointer, reason)


def _efi(element: Element, manifest: Manifest, host: HostFacts) -> None:
    secure = needs_smm(manifest)
    asked.flag(manifest, f"{_EFI}/persistent")
    pair = next((each for each in host.uefi if each.secure == secure), None)
    if pair is None:
        kind = "UEFI firmware for Secure Boot" if secure else "UEFI firmware without Secure Boot"
        raise CompileError(_EFI, f"The host {host.name} has no {kind}; change secureBoot or use BIOS.")
    if secure and manifest.features.smm is not True:
        raise CompileError(f"{DOMAIN}/features/smm", "Secure Boot needs SMM; switch it on here.")
    add(element, "loader", pair.code, readonly="yes", secure=yes_no(secure), type="pflash")
    add(element, "nvram", template=pair.vars)
