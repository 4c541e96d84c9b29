"""What an import shows: the machines of a file with their fields, and everything else in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vms import compiler, manifest
from vms.compiler import Account
from vms.manifest.importing import Brought, Delivery, Left, Made, Other, bring
from vms.models import Draft, Team
from vms.schema import Problem, Severity
from vms.selectors import drafts

_AROUND: Final = 3  # lines shown above and below one that cannot be read


@dataclass(frozen=True, slots=True)
class Source:
    """One text of what was handed in; a pasted one has no name."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class TextLine:
    number: int
    text: str
    is_at_fault: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """``where`` names the file and the line."""

    where: str
    reason: str
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the bar of all fields, in hundredths."""

    tone: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class ImportedMachine:
    number: int
    name: str
    where: str
    text: str
    account: Account
    shares: tuple[Share, ...]
    made: tuple[Made, ...]
    left: tuple[Left, ...]
    problems: tuple[Problem, ...]
    is_chosen: bool = True


@dataclass(frozen=True, slots=True)
class ImportPage:
    """``machines`` and ``others`` are there once a file was looked at; ``text`` is what was pasted."""

    teams: Sequence[Team]
    team: Team | None
    text: str = ""
    errors: tuple[str, ...] = ()
    unreadable: Unreadable | None = None
    machines: tuple[ImportedMachine, ...] = ()
    others: tuple[Other, ...] = ()

    @property
    def is_report(self) -> bool:
        return bool(self.machines or self.others)


def look(sources: Sequence[Source], team: Team) -> Delivery:
    """Everything that was handed in, as one file. Raises ``YamlInvalid`` with the line in all of it."""
    return bring(joined(sources), team.slug)


def joined(sources: Sequence[Source]) -> str:
    if len(sources) == 1:
        return sources[0].text
    return "---\n".join(_ended(source.text) for source in sources)


def unreadable(sources: Sequence[Source], error: manifest.YamlInvalid) -> Unreadable:
    """The file and the line that an error is about, with the lines around it."""
    source, line = _place(sources, error.line)
    lines = source.text.split("\n")
    first = max(0, line - 1 - _AROUND)
    shown = tuple(
        TextLine(first + at + 1, text[:300], first + at + 1 == line)
        for at, text in enumerate(lines[first : line + _AROUND])
    )
    return Unreadable(_where(source, line), error.reason, shown)


def machines(sources: Sequence[Source], delivery: Delivery, team: Team) -> tuple[ImportedMachine, ...]:
    return tuple(
        _machine(number, one, _where(*_place(sources, one.line)), team)
        for number, one in enumerate(delivery.machines)
    )


def _machine(number: int, brought: Brought, where: str, team: Team) -> ImportedMachine:
    problems = drafts.check(brought.document, Draft(team=team))
    found = compiler.account(brought.document)
    return ImportedMachine(
        number=number,
        name=brought.name,
        where=where,
        text=brought.text,
        account=found,
        shares=_shares(found),
        made=brought.made,
        left=brought.left,
        problems=tuple(problem for problem in problems if problem.severity is Severity.ERROR),
    )


def _shares(found: Account) -> tuple[Share, ...]:
    parts = (("success", found.runs), ("accent", found.kept), ("warning", found.doubt))
    total = sum(len(fields) for _, fields in parts) or 1
    shares: list[Share] = []
    start = 0.0
    for tone, fields in parts:
        width = round(100 * len(fields) / total, 2)
        if fields:
            shares.append(Share(tone, round(start, 2), width))
        start += width
    return tuple(shares)


def _place(sources: Sequence[Source], line: int) -> tuple[Source, int]:
    """The source that a line of the whole lies in, and its number there."""
    for source in sources[:-1]:
        length = _ended(source.text).count("\n")
        if line <= length:
            return source, line
        line -= length + 1  # and the mark between the two
    return sources[-1], line


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _where(source: Source, line: int) -> str:
    return f"{source.name}, line {line}" if source.name else f"line {line}"
