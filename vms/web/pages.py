"""What each page shows: one frozen dataclass per page, made by its view, read by its template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vms.formtree import FieldNode
from vms.manifest import Resources
from vms.models import AuditEvent, Blueprint, ChangeRequest, Claim, Draft, Operation, Team, VirtualMachine
from vms.selectors.dashboard import Summary
from vms.selectors.secrets import Reference

from .catalogue_pages import NO_SIZES, SizeChoice


@dataclass(frozen=True, slots=True)
class ErrorPage:
    status: int
    title: str
    text: str
    back: str


@dataclass(frozen=True, slots=True)
class Stat:
    label: str
    number: int
    icon: str
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class DashboardPage:
    summary: Summary
    stats: tuple[Stat, ...]
    blueprints: Sequence[Blueprint]
    teams: Sequence[Team]
    is_empty: bool


# -- machines ---------------------------------------------------------------------------------------


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
class Button:
    """A verb of a page. With a ``reason`` it cannot be used, and says so."""

    verb: str
    label: str
    icon: str
    url: str
    tone: str = ""
    reason: str = ""
    asks_first: bool = False


@dataclass(frozen=True, slots=True)
class Confirm:
    verb: str
    title: str
    text: str
    label: str
    icon: str
    url: str
    back: str
    tone: str = "button--danger"
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    confirm: Confirm


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


@dataclass(frozen=True, slots=True)
class InterfaceRow:
    name: str
    model: str
    network: str
    binding: str
    mac: str


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


# -- drafts -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftListPage:
    drafts: Sequence[Draft]
    blueprints: Sequence[Blueprint]
    teams: Sequence[Team]


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    href: str
    is_set: bool
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Finding:
    """``where`` leads to the field in the form's words; ``rule`` is the number of KubeVirt's rule, if it is
    one, and ``standing`` says whether the portal or a cluster minds."""

    severity: str
    message: str
    where: str
    pointer: str
    href: str
    line: int
    fix: str = ""
    fix_label: str = ""
    rule: str = ""
    rule_text: str = ""
    standing: str = ""
    standing_label: str = ""
    standing_meaning: str = ""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one severity, with what the page calls them."""

    severity: str
    title: str
    word: str
    icon: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """``fixable`` counts those that one button can mend together."""

    all: tuple[Finding, ...]
    groups: tuple[FindingGroup, ...]
    fixable: int


@dataclass(frozen=True, slots=True)
class Notice:
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One line of what the machine will be, and the pointer of the fields that say so."""

    label: str
    icon: str
    values: tuple[str, ...]
    pointer: str


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One saved change of a draft, as its history shows it. ``before`` is the version it was made on."""

    version: int
    before: int
    author: str
    origin: str
    summary: str
    at: datetime
    is_present: bool


@dataclass(frozen=True, slots=True)
class XmlRow:
    """``pointers`` are the fields behind the line, one blank between them; ``line`` is that of the first in
    the manifest, 0 where there is none; ``is_default`` marks what the manifest leaves open."""

    text: str
    pointers: str
    line: int
    is_default: bool


@dataclass(frozen=True, slots=True)
class XmlView:
    """``reason`` says why there is no XML, and ``pointer`` where that can be put right."""

    rows: tuple[XmlRow, ...] = ()
    host: str = ""
    reason: str = ""
    pointer: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Workspace:
    """The editor of one draft. ``tree`` and ``form`` are ``None`` while the text cannot be read as YAML;
    ``told`` is what came of the last save or submission, ``notices`` what is so with the draft; ``mine`` is a
    text that could not be saved because somebody else was faster. ``undo`` and ``redo`` say
    what they would do, and are ``None`` where there is nothing. ``diagram`` draws the wiring."""

    draft: Draft
    tree: FieldNode | None
    form: Callable[[], object] | None  # its HTML, made where it is shown
    level: str
    sections: tuple[Section, ...]
    findings: Findings
    errors: int
    warnings: int
    diagnostics: list[dict[str, str | int]]
    told: tuple[Notice, ...]
    notices: tuple[Notice, ...]
    mine: str
    waiting: ChangeRequest | None
    schema: str  # the name of the one that governs the draft, empty for the portal's own
    submit_label: str
    submit_note: str
    comment: str = ""
    summary: tuple[SummaryLine, ...] = ()
    undo: str | None = None
    redo: str | None = None
    panes: frozenset[str] = frozenset()  # parts that are drawn only where somebody looks
    history: Sequence[ChangeEntry] = ()
    first_version: int = 1  # the oldest state that is shown
    xml: XmlView = XmlView()
    sizes: SizeChoice = NO_SIZES
    diagram: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class EditorPage:
    workspace: Workspace


@dataclass(frozen=True, slots=True)
class DraftVersionPage:
    """An earlier state of a draft beside its present one: by meaning, and line by line."""

    draft: Draft
    version: int
    entry: ChangeEntry | None
    sentences: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]  # a mark ("+", "-", " ", "@") and the line behind it


# -- requests ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestListPage:
    waiting: Sequence[ChangeRequest]
    requests: Sequence[ChangeRequest]
    state: str
    is_reviewer: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One place that differs; ``old`` or ``new`` is empty for what was not there or is no longer."""

    label: str
    pointer: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """Numbers are bytes; ``before`` is ``None`` when nothing changes."""

    label: str
    icon: str
    value: int | str
    before: int | str | None


@dataclass(frozen=True, slots=True)
class RequestPage:
    request: ChangeRequest
    decision: object | None
    quantities: tuple[Quantity, ...]
    changes: tuple[ChangeRow, ...]
    may_decide: bool
    why_not: str
    may_withdraw: bool
    activity: Sequence[AuditEvent]
    secrets: Sequence[Reference]  # outside of what the digest covers
