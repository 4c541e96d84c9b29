"""The manifest as values: what a valid document means, with every name in Python's spelling.

``None`` means that the document does not set the field. Nothing here applies a default: what an unset
field becomes is the reader's rule (the compiler's, mostly), so that both ends can be tested alone.
Sizes are bytes, times are seconds. Names are those of KubeVirt's API.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

Document = dict[str, Any]


class RunStrategy(StrEnum):
    """KubeVirt's ``spec.runStrategy``."""

    ALWAYS = "Always"
    RERUN_ON_FAILURE = "RerunOnFailure"
    MANUAL = "Manual"
    HALTED = "Halted"
    ONCE = "Once"


@dataclass(frozen=True, slots=True)
class Cpu:
    cores: int | None = None
    sockets: int | None = None
    threads: int | None = None
    model: str | None = None
    dedicated_cpu_placement: bool | None = None
    isolate_emulator_thread: bool | None = None

    @property
    def count(self) -> int:
        """Virtual CPUs of the guest; each unset factor counts as one (KubeVirt's rule)."""
        return (self.cores or 1) * (self.sockets or 1) * (self.threads or 1)


@dataclass(frozen=True, slots=True)
class Memory:
    guest_bytes: int | None = None
    hugepage_bytes: int | None = None


class DiskKind(StrEnum):
    """Which of ``disk``, ``cdrom`` and ``lun`` is present; a disk with none of them is a ``disk``."""

    DISK = "disk"
    CDROM = "cdrom"
    LUN = "lun"


@dataclass(frozen=True, slots=True)
class Disk:
    name: str
    kind: DiskKind = DiskKind.DISK
    bus: str | None = None
    boot_order: int | None = None
    readonly: bool | None = None
    pci_address: str | None = None
    io: str | None = None
    cache: str | None = None
    dedicated_io_thread: bool | None = None


class Binding(StrEnum):
    """How an interface joins its network; exactly one is present."""

    MASQUERADE = "masquerade"
    BRIDGE = "bridge"
    SRIOV = "sriov"
    PLUGIN = "binding"


@dataclass(frozen=True, slots=True)
class Port:
    port: int
    name: str | None = None
    protocol: str = "TCP"


@dataclass(frozen=True, slots=True)
class Interface:
    name: str
    binding: Binding
    model: str | None = None
    mac_address: str | None = None
    plugin_name: str | None = None
    ports: tuple[Port, ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """``pod`` when ``multus_name`` is ``None``."""

    name: str
    multus_name: str | None = None
    multus_default: bool | None = None
    pod_cidr: str | None = None

    @property
    def is_pod(self) -> bool:
        return self.multus_name is None


@dataclass(frozen=True, slots=True)
class ContainerDisk:
    image: str
    pull_policy: str | None = None


@dataclass(frozen=True, slots=True)
class DataVolume:
    name: str


@dataclass(frozen=True, slots=True)
class PersistentVolumeClaim:
    claim_name: str
    read_only: bool | None = None


@dataclass(frozen=True, slots=True)
class CloudInit:
    """``flavour`` is ``NoCloud`` or ``ConfigDrive``."""

    flavour: str
    user_data: str | None = None
    network_data: str | None = None
    user_data_secret: str | None = None


@dataclass(frozen=True, slots=True)
class EmptyDisk:
    capacity_bytes: int


@dataclass(frozen=True, slots=True)
class Sysprep:
    config_map: str | None = None
    secret: str | None = None


VolumeSource = ContainerDisk | DataVolume | PersistentVolumeClaim | CloudInit | EmptyDisk | Sysprep


@dataclass(frozen=True, slots=True)
class Volume:
    name: str
    source: VolumeSource


@dataclass(frozen=True, slots=True)
class DataVolumeTemplate:
    """A DataVolume that the machine owns. ``source_kind`` is CDI's key: registry, http, blank, pvc …"""

    name: str
    source_kind: str
    source: Mapping[str, Any]
    storage_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Efi:
    secure_boot: bool | None = None


@dataclass(frozen=True, slots=True)
class Firmware:
    """``efi`` is ``None`` for BIOS, whether the document says ``bios: {}`` or nothing."""

    uuid: UUID | None = None
    serial: str | None = None
    efi: Efi | None = None
    bios: bool = False


@dataclass(frozen=True, slots=True)
class Features:
    """``None``: not in the document. ``acpi`` and ``smm`` carry ``enabled`` (present alone means on)."""

    acpi: bool | None = None
    smm: bool | None = None
    hyperv: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What the portal remembers of a machine so that it stays the same machine over restarts.

    Not the user's words: it never appears in the document. ``macs`` and ``addresses`` map interface names
    to hardware and IP addresses; ``machine_type`` is what an alias meant when the machine was first made.
    """

    machine_id: UUID
    uuid: UUID
    serial: str
    generation: int = 1
    macs: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    machine_type: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A valid, immutable ``VirtualMachine``. Made by ``vms.manifest.parse``; never by hand outside tests."""

    name: str
    namespace: str
    identity: Identity
    run_strategy: RunStrategy = RunStrategy.HALTED
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    template_metadata: Mapping[str, Any] = field(default_factory=dict)
    cpu: Cpu = Cpu()
    memory: Memory = Memory()
    disks: tuple[Disk, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    networks: tuple[Network, ...] = ()
    volumes: tuple[Volume, ...] = ()
    data_volume_templates: tuple[DataVolumeTemplate, ...] = ()
    firmware: Firmware = Firmware()
    features: Features = Features()
    machine_type: str | None = None
    autoattach_pod_interface: bool | None = None
    autoattach_serial_console: bool | None = None
    autoattach_graphics_device: bool | None = None
    rng: bool = False
    block_multi_queue: bool | None = None
    network_interface_multi_queue: bool | None = None
    hostname: str | None = None
    grace_seconds: int = 30  # KubeVirt's default of terminationGracePeriodSeconds
    eviction_strategy: str | None = None
    node_selector: Mapping[str, str] = field(default_factory=dict)
    priority_class: str | None = None
    document: Mapping[str, Any] = field(
        default_factory=dict, compare=False
    )  # for the compiler's look at what the schema does not know

    @property
    def domain_name(self) -> str:
        """``<namespace>_<name>``, KubeVirt's rule; an underscore occurs in neither, so it is reversible."""
        return f"{self.namespace}_{self.name}"

    @property
    def effective_hostname(self) -> str:
        """The hostname the guest is given: the name cut at its first dot, unless one is set (KubeVirt)."""
        return self.hostname or self.name.split(".", 1)[0][:63]

    def volume(self, name: str) -> Volume | None:
        return next((volume for volume in self.volumes if volume.name == name), None)

    def network(self, name: str) -> Network | None:
        return next((network for network in self.networks if network.name == name), None)
