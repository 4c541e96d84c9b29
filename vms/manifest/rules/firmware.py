"""The machine's board and how it boots: machine type, BIOS, UEFI, secure boot, a kernel of one's own."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import DOMAIN, error, fix, mapping, shown, warning
from vms.schema import Edit, Problem, get

_BOOTLOADER: Final = f"{DOMAIN}/firmware/bootloader"
_KERNEL: Final = f"{DOMAIN}/firmware/kernelBoot"
_SMM: Final = f"{DOMAIN}/features/smm"


def has_one_bootloader(document: dict[str, Any]) -> Iterator[Problem]:
    bootloader = mapping(document, _BOOTLOADER)
    if bootloader.get("bios") is not None and bootloader.get("efi") is not None:
        message = "A machine boots with BIOS or with UEFI, not both. Keep one."
        keep = fix("Keep UEFI", Edit(f"{_BOOTLOADER}/bios"))
        yield error(_BOOTLOADER, "two-bootloaders", message, keep, rule="B.4-37")


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
            rule="B.4-38",
        )
        return
    turn_on = Edit(_SMM, {}) if not isinstance(smm, dict) else Edit(f"{_SMM}/enabled", value=True)
    yield error(
        pointer,
        "secure-boot-needs-smm",
        "Secure boot needs system management mode (SMM). Turn SMM on.",
        fix("Turn SMM on", turn_on),
        rule="B.4-38",
    )


def machine_type_is_known(document: dict[str, Any]) -> Iterator[Problem]:
    pointer = f"{DOMAIN}/machine/type"
    found = get(document, pointer)
    if isinstance(found, str) and found and not found.startswith(("q35", "pc-q35")):
        message = (
            f"“{shown(found)}” is not a machine type known here. Use q35, or a version such as pc-q35-7.2."
        )
        yield error(pointer, "machine-type", message, fix("Use q35", Edit(pointer, "q35")), rule="B.4-36")


def kernel_boot_is_complete(document: dict[str, Any]) -> Iterator[Problem]:
    boot = get(document, _KERNEL)
    if not isinstance(boot, dict):
        return
    container = boot.get("container")
    if not isinstance(container, dict):
        if boot.get("kernelArgs"):
            message = "Kernel arguments need a kernel. Name the container that holds it, or remove them."
            pointer = f"{_KERNEL}/kernelArgs"
            remove = fix("Remove them", Edit(pointer))
            yield warning(pointer, "kernel-boot", message, remove, rule="B.4-39")
        return
    place = f"{_KERNEL}/container"
    if not container.get("image"):
        message = "Name the image that holds the kernel."
        yield warning(f"{place}/image", "kernel-boot", message, rule="B.4-39")
    paths = [key for key in ("kernelPath", "initrdPath") if container.get(key)]
    if not paths:
        message = "Say where in the image the kernel is: set “kernelPath”, “initrdPath”, or both."
        yield warning(place, "kernel-boot", message, rule="B.4-39")
    for key in paths:
        written = container[key]
        if isinstance(written, str) and (not written.startswith("/") or written.strip("/") == ""):
            message = "The path to a file in the image begins with a slash. Write all of it."
            whole = written.strip("/")
            repair = fix(f"Use /{whole}", Edit(f"{place}/{key}", f"/{whole}")) if whole else None
            yield warning(f"{place}/{key}", "kernel-boot", message, repair, rule="B.4-39")


RULES: Final = (
    has_one_bootloader,
    secure_boot_has_its_mode,
    machine_type_is_known,
    kernel_boot_is_complete,
)
