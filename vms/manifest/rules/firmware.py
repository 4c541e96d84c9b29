"""BIOS, UEFI and what secure boot needs."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import DOMAIN, error, fix, mapping
from vms.schema import Edit, Problem, get

_BOOTLOADER: Final = f"{DOMAIN}/firmware/bootloader"
_SMM: Final = f"{DOMAIN}/features/smm"


def has_one_bootloader(document: dict[str, Any]) -> Iterator[Problem]:
    bootloader = mapping(document, _BOOTLOADER)
    if bootloader.get("bios") is not None and bootloader.get("efi") is not None:
        message = "A machine boots with BIOS or with UEFI, not both. Keep one."
        yield error(_BOOTLOADER, "two-bootloaders", message, fix("Keep UEFI", Edit(f"{_BOOTLOADER}/bios")))


def secure_boot_has_its_mode(document: dict[str, Any]) -> Iterator[Problem]:
    efi = get(document, f"{_BOOTLOADER}/efi")
    if not isinstance(efi, dict) or efi.get("secureBoot") is False:
        return
    smm = get(document, _SMM)
    if isinstance(smm, dict) and smm.get("enabled") is not False:
        return
    pointer = f"{_BOOTLOADER}/efi/secureBoot"
    if efi.get("secureBoot") is None:
        yield error(
            pointer,
            "secure-boot-needs-smm",
            "UEFI means secure boot unless it is turned off, and that needs system management mode (SMM). "
            "Turn secure boot off, or SMM on.",
            fix("Turn secure boot off", Edit(pointer, value=False)),
        )
        return
    turn_on = Edit(_SMM, {}) if not isinstance(smm, dict) else Edit(f"{_SMM}/enabled", value=True)
    yield error(
        pointer,
        "secure-boot-needs-smm",
        "Secure boot needs system management mode (SMM). Turn SMM on.",
        fix("Turn SMM on", turn_on),
    )


RULES: Final = (has_one_bootloader, secure_boot_has_its_mode)
