"""What is wanted of a machine, and what happened to it so far: the other two inputs of ``plan``."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vms.manifest import RunStrategy


class PowerVerb(StrEnum):
    """KubeVirt's subresource verbs that change power, and our ``force_stop`` (stop with no grace)."""

    START = "start"
    STOP = "stop"
    RESTART = "restart"
    FORCE_STOP = "force_stop"


@dataclass(frozen=True, slots=True)
class PowerRequest:
    """A verb somebody asked for that is not done yet; the newest replaces the one before."""

    verb: PowerVerb
    requested_at: datetime


class WaitKind(StrEnum):
    VOLUME = "volume"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that a start needs and that is on its way; ``message`` is a whole sentence."""

    kind: WaitKind
    message: str


@dataclass(frozen=True, slots=True)
class Desired:
    """``machine_id`` is what a domain of ours carries in its metadata; ``None`` trusts any domain.

    ``run_storage`` are names of storage volumes made for each start, ``machine_storage`` those kept over
    stops; both empty until the manifest could be compiled. ``claims`` are names of the team's volumes that
    the machine uses; ``waits`` is what its next start waits for.
    """

    run_strategy: RunStrategy
    generation: int = 1
    grace_seconds: int = 30
    deleted: bool = False
    request: PowerRequest | None = None
    run_storage: frozenset[str] = frozenset()
    machine_storage: frozenset[str] = frozenset()
    machine_id: str | None = None
    claims: frozenset[str] = frozenset()
    waits: tuple[Wait, ...] = ()


class RunPhase(StrEnum):
    """How the last run stands, as KubeVirt's VMI phase would: ``NONE`` before the first start and after
    a run that ended because somebody wanted it to."""

    NONE = "none"
    STARTING = "starting"  # started by us, not yet seen running
    RUNNING = "running"
    SUCCEEDED = "succeeded"  # the guest powered itself off
    FAILED = "failed"  # it crashed, or had to be cut off


@dataclass(frozen=True, slots=True)
class History:
    """What the observation alone cannot tell. A *run* is one start of the persistent domain.

    ``stop_asked_at`` is when the present stop began, ``shutdown_sent_at`` when the guest was last asked.
    ``failures`` counts runs in a row that ended before they lasted; the next start waits for ``retry_at``.
    ``strategy_seen`` is KubeVirt's ``status.runStrategy``: the last strategy acted upon.
    ``storage_made`` are names of machine storage that was made once and must not come back blank.
    """

    phase: RunPhase = RunPhase.NONE
    started_at: datetime | None = None
    domain_id: int | None = None  # libvirt's number of the present run
    stop_asked_at: datetime | None = None
    shutdown_sent_at: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    strategy_seen: RunStrategy | None = None
    storage_made: frozenset[str] = frozenset()


class ActionKind(StrEnum):
    CREATE_STORAGE = "create-storage"  # what is missing of run and machine storage
    DEFINE = "define"
    START = "start"
    SHUTDOWN = "shutdown"
    DESTROY = "destroy"
    UNDEFINE = "undefine"
    DELETE_RUN_STORAGE = "delete-run-storage"
    DELETE_ALL_STORAGE = "delete-all-storage"
    FORGET_MACHINE = "forget-machine"  # nothing is left on the host: the row may go


@dataclass(frozen=True, slots=True)
class Plan:
    """``history`` holds once all actions have succeeded; ``request_done`` drops the power request;
    ``look_again_at`` is when time alone changes the answer."""

    actions: tuple[ActionKind, ...]
    history: History
    request_done: bool = False
    look_again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A Kubernetes condition; ``status`` is True, False or Unknown as text."""

    type: str
    status: str
    reason: str = ""
    message: str = ""
    last_transition_time: datetime | None = None
