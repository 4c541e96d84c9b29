"""What a host says of one domain. Owned here, by the room that reasons about it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DomainState(StrEnum):
    ABSENT = "absent"  # libvirt has no such domain
    SHUTOFF = "shutoff"  # defined, not running
    RUNNING = "running"
    PAUSED = "paused"
    SHUTTING_DOWN = "shutting-down"  # libvirt's "in shutdown"
    CRASHED = "crashed"
    UNKNOWN = "unknown"  # the host does not answer; a state, not an error


class StopReason(StrEnum):
    """Why a domain is shut off, as libvirt tells it."""

    NONE = "none"
    SHUTDOWN = "shutdown"  # the guest powered itself off
    DESTROYED = "destroyed"
    CRASHED = "crashed"
    FAILED = "failed"  # QEMU died or would not start
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Observation:
    """``generation`` and ``machine_id`` come from our own element in the domain's metadata; ``storage``
    holds the names of this machine's storage volumes that exist; ``domain_id`` tells runs apart."""

    state: DomainState
    reason: StopReason = StopReason.NONE
    domain_id: int | None = None
    generation: int | None = None
    machine_id: str | None = None
    storage: frozenset[str] = frozenset()
    observed_at: datetime | None = None
