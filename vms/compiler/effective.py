"""What several stages ask of a manifest: KubeVirt's defaults for what it leaves open, and the numbers that
follow from it as a whole."""

import hashlib
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from vms.compiler import asked
from vms.compiler.elements import VIRTIO, VIRTIO_TRANSITIONAL
from vms.compiler.errors import CompileError
from vms.manifest import Cpu, Disk, DiskKind, Interface, Manifest, Network

TEMPLATE: Final = "/spec/template/spec"
DOMAIN: Final = f"{TEMPLATE}/domain"
DISKS: Final = f"{DOMAIN}/devices/disks"
DEVICES: Final = f"{DOMAIN}/devices"
INTERFACES: Final = f"{DEVICES}/interfaces"

MAX_QUEUES: Final = 256  # of a tap device in the kernel


def bus(disk: Disk) -> str:
    """KubeVirt's default bus on x86 is SATA; a LUN answers SCSI commands, which only that bus carries."""
    return disk.bus or ("scsi" if disk.kind is DiskKind.LUN else "sata")


def target_names(manifest: Manifest) -> Mapping[str, str]:
    """The guest's device name of each disk: virtio counts vd letters, all other buses share sd."""
    names: dict[str, str] = {}
    counts = {"vd": 0, "sd": 0}
    for disk in manifest.disks:
        prefix = "vd" if bus(disk) == "virtio" else "sd"
        names[disk.name] = prefix + _letters(counts[prefix])
        counts[prefix] += 1
    return names


def _letters(index: int) -> str:
    """a … z, aa, ab …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def luns(manifest: Manifest) -> frozenset[str]:
    """The disks that pass SCSI commands through, by name."""
    return frozenset(disk.name for disk in manifest.disks if disk.kind is DiskKind.LUN)


def virtio(manifest: Manifest) -> str:
    """The model of every virtio device: virtio 1.0 alone, unless the guest's drivers are older."""
    transitional = asked.flag(manifest, f"{DEVICES}/useVirtioTransitional")
    return VIRTIO_TRANSITIONAL if transitional else VIRTIO


def input_devices(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    """Name and bus of each tablet, in the manifest's order; with ``autoattachInputDevice`` one by itself."""
    found: list[tuple[str, str]] = []
    for place in asked.entries(manifest, f"{DEVICES}/inputs"):
        asked.word(manifest, f"{place}/type", "tablet")
        name = asked.name(manifest, f"{place}/name") or f"input{len(found)}"
        found.append((name, asked.word(manifest, f"{place}/bus", "usb", "virtio") or "usb"))
    if not found and asked.flag(manifest, f"{DEVICES}/autoattachInputDevice"):
        found.append(("default-0", "usb"))
    return tuple(found)


def interfaces(manifest: Manifest) -> tuple[tuple[Interface, Network], ...]:
    """Each interface with its network. Raises ``CompileError`` for one without."""
    pairs = []
    for index, interface in enumerate(manifest.interfaces):
        network = manifest.network(interface.name)
        if network is None:
            reason = f"No network is named {interface.name}; add it under networks, or rename the interface."
            raise CompileError(f"{INTERFACES}/{index}/name", reason)
        pairs.append((interface, network))
    return tuple(pairs)


def mac_address(manifest: Manifest, interface_name: str, written: str | None) -> str:
    """The manifest's own, else the remembered one, else one derived from the machine's id."""
    address = written or manifest.identity.macs.get(interface_name)
    return address.lower() if address else derived_mac(manifest.identity.machine_id, interface_name)


def derived_mac(machine_id: UUID, interface_name: str) -> str:
    """A locally administered unicast address with 40 bits of the machine's id and the interface's name."""
    hashed = hashlib.sha256(f"{machine_id}/{interface_name}".encode()).digest()
    return ":".join(f"{byte:02x}" for byte in (0x02, *hashed[:5]))


def hyperv_is_on(manifest: Manifest, member: str) -> bool:
    """A member that is present is on unless it says ``enabled: false``."""
    members = manifest.features.hyperv or {}
    settings = members.get(member)
    return member in members and not (isinstance(settings, Mapping) and settings.get("enabled") is False)


def is_efi(manifest: Manifest) -> bool:
    return manifest.firmware.efi is not None


def needs_smm(manifest: Manifest) -> bool:
    """Secure Boot keeps its variables behind System Management Mode; KubeVirt's EFI default is secure."""
    efi = manifest.firmware.efi
    return efi is not None and efi.secure_boot is not False


def machine_topology(cpu: Cpu) -> tuple[int, int, int]:
    """Sockets, cores, threads; each unset one counts as one."""
    return cpu.sockets or 1, cpu.cores or 1, cpu.threads or 1


def memory_bytes(manifest: Manifest) -> int:
    """Without ``guest`` a machine with huge pages gets one page, as in KubeVirt."""
    memory = manifest.memory
    size = memory.guest_bytes if memory.guest_bytes is not None else memory.hugepage_bytes
    if size is None:
        raise CompileError(f"{DOMAIN}/memory/guest", "Say how much memory the guest gets, for example 2Gi.")
    return size


def dedicated_count(manifest: Manifest) -> int:
    """How many host CPUs a machine has to itself, one for its emulator among them where that is set apart."""
    if not manifest.cpu.dedicated_cpu_placement:
        return 0
    return manifest.cpu.count + int(manifest.cpu.isolate_emulator_thread is True)


def block_queues(manifest: Manifest) -> str | None:
    return str(manifest.cpu.count) if manifest.block_multi_queue else None


def network_queues(manifest: Manifest) -> str | None:
    return str(min(manifest.cpu.count, MAX_QUEUES)) if manifest.network_interface_multi_queue else None


def is_cdrom(disk: Disk) -> bool:
    return disk.kind is DiskKind.CDROM
