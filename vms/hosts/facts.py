"""Everything the compiler may know of a host, as plain values.

Gathered by ``hypervisor`` and kept as JSON in the ``Host`` row, or read from ``--host-facts FILE``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DomainType(StrEnum):
    """libvirt's ``domain/@type``: hardware virtualisation, software emulation, libvirt's test driver."""

    KVM = "kvm"
    QEMU = "qemu"
    TEST = "test"


class PodNetwork(StrEnum):
    """How this host serves KubeVirt's pod network."""

    NAT = "nat"  # a libvirt NAT network, named by HostFacts.nat_network
    RESTRICTED_USER = "restricted-user"  # session mode: QEMU's user network with restrict=on


class Capability(StrEnum):
    """What libvirt's domain capabilities tell of, one set of words each."""

    DISK_BUS = "disk_bus"
    DISK_DEVICE = "disk_device"
    INTERFACE_MODEL = "interface_model"
    VIDEO_MODEL = "video_model"
    TPM_MODEL = "tpm_model"
    TPM_BACKEND = "tpm_backend"
    RNG_BACKEND = "rng_backend"
    GRAPHICS = "graphics"
    CPU_MODE = "cpu_mode"
    HYPERV = "hyperv"


@dataclass(frozen=True, slots=True)
class BaseImage:
    """A catalogue image as it lies in the host's pool. ``format`` is raw or qcow2, never probed."""

    path: str
    format: str
    virtual_bytes: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A volume of the team that a manifest can attach by name: a claim, or a data volume that is there
    already. ``block`` is a device of the host, which is raw; everything else is a file. ``backing`` is what
    lies under a thin copy of an image."""

    path: str
    format: str
    capacity_bytes: int
    block: bool = False
    read_only: bool = False
    backing: BaseImage | None = None


@dataclass(frozen=True, slots=True)
class UefiFirmware:
    """A matching pair of OVMF files. ``secure`` pairs have Microsoft's keys enrolled and need SMM."""

    code: str
    vars: str
    secure: bool


@dataclass(frozen=True, slots=True)
class HostFacts:
    """A name that a manifest uses (a multus network, a plugin, a claim) is always a key here, and what it
    is on the host the value: nobody reaches what no administrator registered."""

    name: str
    domain_type: DomainType = DomainType.KVM
    arch: str = "x86_64"
    cpus: int = 1
    memory_bytes: int = 0
    machines: Mapping[str, str] = field(default_factory=dict)  # alias or name -> versioned name
    cpu_models: frozenset[str] = frozenset()  # named models this host can give a guest
    dedicated_cpus: tuple[int, ...] = ()  # host CPUs free to be pinned; threads of one core side by side
    shared_cpus: tuple[int, ...] = ()  # where all other machines run; empty: anywhere
    max_vcpus: int = 0  # of one machine; 0: not told
    hugepage_bytes: frozenset[int] = frozenset()  # page sizes reserved for guests
    uefi: tuple[UefiFirmware, ...] = ()
    capabilities: Mapping[str, frozenset[str]] = field(default_factory=dict)  # absent: not told, all is tried
    pod_network: PodNetwork = PodNetwork.NAT
    nat_network: str = "default"
    pod_cidr: str | None = None  # the range of the team's NAT network
    custom_pod_cidr: bool = False  # that network is made for the range a manifest asks for
    host_ports: Mapping[str, int] = field(default_factory=dict)  # port_key(…) -> the host's port
    port_address: str | None = None  # where those are reached; None: on every address of the host
    nic_filter: str | None = None  # libvirt nwfilter for a card whose IP address the portal gives
    link_filter: str | None = None  # and for one of which only the hardware address is known
    networks: Mapping[str, str] = field(default_factory=dict)  # multus networkName -> libvirt network
    bridges: Mapping[str, str] = field(default_factory=dict)  # multus networkName -> host bridge
    sriov_pools: Mapping[str, str] = field(default_factory=dict)  # multus networkName -> hostdev network
    bindings: Mapping[str, str] = field(default_factory=dict)  # network binding plugin -> libvirt network
    assume_networks: bool = False  # render_domain without facts: every such name is there
    pool: str = "slipway"
    pool_path: str = "/var/lib/libvirt/images"
    disk_cache: str | None = None  # none where the pool can do direct I/O, else writethrough; None: not tried
    images: Mapping[str, BaseImage] = field(default_factory=dict)  # image reference -> what lies in the pool
    assume_images: bool = False  # render_domain without facts: every reference lies at its conventional path
    claims: Mapping[str, Claim] = field(default_factory=dict)  # the team's volumes by their names
    assume_claims: bool = False  # render_domain without facts: every claim is there
    labels: Mapping[str, str] = field(default_factory=dict)
    assume_labels: bool = False  # render_domain without facts: every nodeSelector finds its labels
    libvirt_version: int = 9_000_000

    def lacks(self, capability: Capability, word: str) -> bool:
        """Whether the host has told what it has, and this is not among it."""
        told = self.capabilities.get(capability)
        return told is not None and word not in told


def port_key(interface: str, protocol: str, port: int) -> str:
    """The key of ``HostFacts.host_ports``: ``default/tcp/22``."""
    return f"{interface}/{protocol.lower()}/{port}"
