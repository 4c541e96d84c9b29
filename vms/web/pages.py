"""What pages show: one frozen dataclass per page, made by its view, read by its template.

Here are the start, questions before a verb, drafts and their editor; other families have a module each.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vms.formtree import FieldNode
from vms.models import Blueprint, Draft, Team
from vms.selectors.dashboard import Summary

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
    ``told`` is what came of the last save or submission, ``notices`` what is so with the draft; ``mine`` a
    text that lost to a faster one; ``undo`` and ``redo`` say what they would do; ``diagram`` is HTML."""

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
    waiting: UUID | None  # the request that waits for approval
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
    diagram: Callable[[], str] = lambda: ""


@dataclass(frozen=True, slots=True)
class EditorPage:
    workspace: Workspace
    may_make_blueprint: bool


@dataclass(frozen=True, slots=True)
class DraftVersionPage:
    """An earlier state of a draft beside its present one: by meaning, and line by line."""

    draft: Draft
    version: int
    entry: ChangeEntry | None
    sentences: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]  # a mark ("+", "-", " ", "@") and the line behind it
