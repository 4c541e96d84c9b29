"""The teams' volumes, and who uses them."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from vms import access, manifest
from vms.models import ChangeRequest, Claim, ClaimPhase, RequestState, Team, VirtualMachine

# What a guest may hold open. A host that does not answer counts: its guests run on.
HELD: Final = frozenset({"Running", "Paused", "Stopping", "Migrating", "Unknown", "Terminating"})


@dataclass(frozen=True, slots=True)
class Use:
    """Something of the team that names the volume."""

    kind: str  # machine or request
    thing: VirtualMachine | ChangeRequest

    @property
    def name(self) -> str:
        return self.thing.name


def for_list(user: access.Actor) -> QuerySet[Claim]:
    return access.visible_to(user, Claim).select_related("team", "host", "owner", "created_by")


def uses_of(claim: Claim) -> list[Use]:
    """The team's machines and waiting requests that refer to the volume."""
    requests = ChangeRequest.objects.filter(team_id=claim.team_id, state=RequestState.PENDING).select_related(
        "revision"
    )
    return [
        *(Use("machine", row) for row in machines_with(claim)),
        *(Use("request", row) for row in requests if _names(row.revision.document, claim.name)),
    ]


def uses_by_claim(claims: list[Claim]) -> dict[UUID, list[VirtualMachine]]:
    """The machines that refer to each volume. Costs one query for all."""
    rows = VirtualMachine.objects.filter(team_id__in={claim.team_id for claim in claims})
    found: dict[tuple[int, str], list[VirtualMachine]] = {}
    for row in rows:
        for name in {name for _, name in manifest.claim_references(row.document)}:
            found.setdefault((row.team_id, name), []).append(row)
    return {claim.pk: found.get((claim.team_id, claim.name), []) for claim in claims}


def of_machine(machine: VirtualMachine) -> QuerySet[Claim]:
    """What its manifest names, and what it brought along."""
    named = {name for _, name in manifest.claim_references(machine.document)}
    return Claim.objects.filter(Q(team_id=machine.team_id, name__in=named) | Q(owner=machine)).order_by(
        "name"
    )


def machines_with(claim: Claim) -> list[VirtualMachine]:
    rows = VirtualMachine.objects.filter(team_id=claim.team_id)
    return [row for row in rows if _names(row.document, claim.name)]


def held_by(claim: Claim, *, besides: UUID | None = None) -> VirtualMachine | None:
    """A machine whose guest may have the volume open now."""
    others = (row for row in machines_with(claim) if row.pk != besides)
    return next((row for row in others if row.printable_status in HELD), None)


def ready_in(team: Team) -> QuerySet[Claim]:
    """What can be copied."""
    return Claim.objects.filter(team=team, phase=ClaimPhase.READY)


def _names(document: object, name: str) -> bool:
    return any(found == name for _, found in manifest.claim_references(document))
