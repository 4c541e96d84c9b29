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


@dataclass(frozen=True, slots=True)
class BaseImage:
    """A catalogue image as it lies in the host's pool. ``format`` is raw or qcow2, never probed."""

    path: str
    format: str
    virtual_bytes: int


@dataclass(frozen=True, slots=True)
class UefiFirmware:
    """A matching pair of OVMF files. ``secure`` pairs have Microsoft's keys enrolled and need SMM."""

    code: str
    vars: str
    secure: bool


@dataclass(frozen=True, slots=True)
class HostFacts:
    name: str
    domain_type: DomainType = DomainType.KVM
    arch: str = "x86_64"
    cpus: int = 1
    memory_bytes: int = 0
    machines: Mapping[str, str] = field(default_factory=dict)  # alias or name -> versioned name
    cpu_models: frozenset[str] = frozenset()  # named models this host can give a guest
    hugepage_bytes: frozenset[int] = frozenset()  # page sizes reserved for guests
    uefi: tuple[UefiFirmware, ...] = ()
    pod_network: PodNetwork = PodNetwork.NAT
    nat_network: str = "default"
    networks: Mapping[str, str] = field(default_factory=dict)  # multus networkName -> libvirt network
    pool: str = "slipway"
    pool_path: str = "/var/lib/libvirt/images"
    images: Mapping[str, BaseImage] = field(default_factory=dict)  # image reference -> what lies in the pool
    assume_images: bool = False  # render_domain without facts: every reference lies at its conventional path
    labels: Mapping[str, str] = field(default_factory=dict)
    assume_labels: bool = False  # render_domain without facts: every nodeSelector finds its labels
    libvirt_version: int = 9_000_000
