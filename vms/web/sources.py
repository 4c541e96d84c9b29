"""The machines and drafts that somebody can copy, or make a blueprint of."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from vms import access
from vms.access import Actor
from vms.models import Draft, Team, VirtualMachine
from vms.selectors import drafts, machines

LISTED: Final = 100  # machines, and as many drafts


@dataclass(frozen=True, slots=True)
class Source:
    kind: str  # machine or draft
    id: UUID
    name: str
    team: Team
    icon: str

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind}:{self.id}"


def offered(user: Actor) -> tuple[Source, ...]:
    """The newest machines, then the newest drafts."""
    own = machines.for_list(user).order_by("-created_at")[:LISTED]
    return (
        *(Source("machine", one.pk, one.name, one.team, "hdd-stack") for one in own),
        *(
            Source("draft", one.pk, str(one), one.team, "pencil-square")
            for one in drafts.for_list(user)[:LISTED]
        ),
    )


def find(user: Actor, kind: str, source_id: UUID) -> Draft | VirtualMachine | None:
    """Absent and foreign look alike."""
    if kind == "draft":
        return access.visible_to(user, Draft).filter(pk=source_id).first()
    return access.visible_to(user, VirtualMachine).filter(pk=source_id).first()
