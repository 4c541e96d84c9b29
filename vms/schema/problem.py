"""What validation says: one shape for every layer that can find fault."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class StandingKind(StrEnum):
    """What becomes of a field, of one of its values, or of what a finding speaks of."""

    RUNS_HERE = "runs_here"
    EXPORT_ONLY = "export_only"  # kept in the document for clusters; here it has no effect
    REFUSED_BY_KUBEVIRT = "refused_by_kubevirt"  # though the schema allows it
    NOT_HERE = "not_here"  # the portal cannot do it


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something stands, and why; ``reason`` is a whole sentence, empty for what simply runs."""

    kind: StandingKind
    reason: str = ""


class _Unset:
    """The value of an edit that removes. ``None`` is a JSON value and cannot mean that."""

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Final = _Unset()


@dataclass(frozen=True, slots=True)
class Edit:
    """Set the value at a JSON pointer (RFC 6901), or remove it when the value is ``UNSET``.

    Parents that are missing are made; ``-`` as the last part appends to an array.
    """

    pointer: str
    value: Any = UNSET


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair that a machine can make: the label of its button, and the edits behind it."""

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. The form shows it beside the field, the YAML pane at the line, the API in ``errors[]``.

    ``pointer`` addresses the value at fault (for a missing one, the place where it belongs);
    ``keyword`` is the JSON Schema keyword or the rule's name; ``message`` is a whole sentence. ``rule`` is
    the number of the admission rule that is broken, where there is one; ``standing`` says whether the portal
    or a cluster minds.
    """

    pointer: str
    message: str
    keyword: str
    severity: Severity = Severity.ERROR
    fix: Fix | None = field(default=None, compare=False)
    rule: str = field(default="", compare=False)
    standing: StandingKind = field(default=StandingKind.NOT_HERE, compare=False)
