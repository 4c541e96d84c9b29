"""What the pages of machines show: their list, and the tabs of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vms.manifest import Resources
from vms.models import (
    AuditEvent,
    Blueprint,
    ChangeRequest,
    Claim,
    ImageImport,
    Operation,
    Team,
    VirtualMachine,
)

from .pages import Button, Confirm


@dataclass(frozen=True, slots=True)
class Trouble:
    """``tone`` is error, warning or info."""

    tone: str
    title: str
    text: str
    is_cured_by_editing: bool = False


@dataclass(frozen=True, slots=True)
class MachineRow:
    machine: VirtualMachine
    trouble: Trouble | None  # the worst


@dataclass(frozen=True, slots=True)
class MachineListPage:
    """``nothing`` is "" when there are machines, else which empty state it is: none, waiting or filtered.
    ``only`` is the word for the part of the list that is shown, "" for all of it."""

    machines: Sequence[MachineRow]
    waiting: Sequence[ChangeRequest]
    teams: Sequence[Team]
    team: Team | None
    search: str
    only: str
    nothing: str
    blueprints: Sequence[Blueprint]
    more: int  # how many machines the list leaves out


@dataclass(frozen=True, slots=True)
class MachineHead:
    """What stands above every tab of a machine."""

    machine: VirtualMachine
    tab: str
    troubles: tuple[Trouble, ...]
    can_edit: bool
    buttons: tuple[Button, ...]
    confirms: tuple[Confirm, ...]
    resources: Resources | None
    waiting: ChangeRequest | None


@dataclass(frozen=True, slots=True)
class DiskRow:
    name: str
    kind: str
    bus: str
    source: str
    boot_order: int | None
    lasts: bool  # over a stop and a start
    stays: bool = False  # when the machine is deleted


@dataclass(frozen=True, slots=True)
class PortWay:
    """A port of a guest, and where it is reached: ``ssh`` by ``10.0.0.5:30022`` on the host ``a``."""

    name: str
    host: str
    reached: str


@dataclass(frozen=True, slots=True)
class InterfaceRow:
    name: str
    model: str
    network: str
    binding: str
    mac: str
    address: str
    ways: tuple[PortWay, ...]


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """``state`` is done, now or failed; ``took`` is what the step cost since the one before."""

    name: str
    detail: str
    state: str
    took: timedelta | None


@dataclass(frozen=True, slots=True)
class Timeline:
    operation: Operation
    steps: tuple[TimelineStep, ...]
    total: timedelta | None


@dataclass(frozen=True, slots=True)
class ConditionRow:
    type: str
    tone: str
    message: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class MachineOverviewPage:
    head: MachineHead
    run_strategy: str
    disks: tuple[DiskRow, ...]
    interfaces: tuple[InterfaceRow, ...]
    claims: Sequence[Claim]
    pulls: Sequence[ImageImport]
    timeline: Timeline | None
    conditions: tuple[ConditionRow, ...]
    operations: Sequence[Operation]
    requests: Sequence[ChangeRequest]
    activity: Sequence[AuditEvent]


@dataclass(frozen=True, slots=True)
class MachineConfigurationPage:
    head: MachineHead
    text: str
    digest: str
    may_make_blueprint: bool


@dataclass(frozen=True, slots=True)
class MachineConsolePage:
    """``view`` is serial or screen; ``refusal`` says why it cannot be opened now."""

    head: MachineHead
    view: str
    refusal: str
