"""What the pages of requests show: the queue, and one request as its reviewer sees it."""

from collections.abc import Sequence
from dataclasses import dataclass

from vms.models import AuditEvent, ChangeRequest
from vms.selectors.secrets import Reference


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
    sentences: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    may_decide: bool
    why_not: str
    may_withdraw: bool
    activity: Sequence[AuditEvent]
    secrets: Sequence[Reference]  # outside of what the digest covers
