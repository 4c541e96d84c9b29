"""Which storage volumes a manifest needs on a host: one value for both who writes their paths into the
domain XML and who makes them in the pool."""

from dataclasses import dataclass
from enum import StrEnum

from vms.hosts import BaseImage


class StorageKind(StrEnum):
    OVERLAY = "overlay"  # a qcow2 over a catalogue image
    EMPTY = "empty"  # a blank qcow2
    SEED = "seed"  # a small ISO 9660 image whose bytes the portal makes
    CLAIM = "claim"  # a volume of the team, there before the machine and after it


class Lifetime(StrEnum):
    RUN = "run"  # made anew for every start, deleted at stop (as KubeVirt's containerDisk and emptyDisk)
    MACHINE = "machine"  # kept over stops, deleted with the machine (a DataVolume from a template)
    TEAM = "team"  # neither made nor deleted for a machine (a claim)


@dataclass(frozen=True, slots=True)
class StorageVolume:
    volume: str  # the manifest's volume name
    name: str  # libvirt's name in the pool
    path: str
    kind: StorageKind
    lifetime: Lifetime
    format: str  # raw or qcow2
    capacity_bytes: int
    backing: BaseImage | None = None
    block: bool = False  # a device of the host instead of a file in the pool
    read_only: bool = False
