"""Volumes that a team owns: made, made larger, copied, thrown away. The reconciler does it on the host."""

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from vms import access, audit, dispatch, events
from vms.errors import PortalError
from vms.models import Claim, ClaimOrigin, ClaimPhase, Team, VirtualMachine
from vms.selectors import claims as reading

from .conflict import Conflict

MIB: Final = 2**20
LEAST_BYTES: Final = MIB
MOST_BYTES: Final = 64 * 2**40
_SIZED: Final = frozenset({ClaimOrigin.BLANK, ClaimOrigin.UPLOAD})
_CHECKSUM: Final = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")


class ClaimRefused(PortalError):
    """What was asked for can be no volume; the sentence says why."""

    code = "claim_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@transaction.atomic
def create(
    *,
    actor: User,
    team: Team,
    name: str,
    origin: str = ClaimOrigin.BLANK,
    source: Mapping[str, Any] | None = None,
    size_bytes: int = 0,
    read_only: bool = False,
) -> Claim:
    """Want a new volume. Raises ``ClaimRefused``, and ``Conflict`` for a name that is taken."""
    access.require(actor, "team.use", team)
    claim = Claim(
        team=team,
        name=name,
        created_by=actor,
        origin=ClaimOrigin(origin),
        source=dict(source or {}),
        requested_bytes=whole_mib(size_bytes),
        read_only=read_only,
    )
    _refuse_unusable(claim)
    if Claim.objects.filter(team=team, name=name).exists():
        raise Conflict(f"Team {team.slug} already has a volume named {name}. Choose another name.")
    put(claim)
    audit.record(actor, "claim.create", claim, origin=claim.origin, size_bytes=claim.requested_bytes)
    return claim


def put(claim: Claim) -> Claim:
    """Keep a new row and ring for it. Its name on the host is nobody's to choose."""
    claim.storage_name = f"claim-{uuid4().hex}.qcow2"
    claim.save(force_insert=True)
    events.claim_changed(claim)
    dispatch.fill_soon(claim.pk)
    return claim


@transaction.atomic
def copy(*, actor: User, claim: Claim, name: str, size_bytes: int = 0) -> Claim:
    """Want a whole copy under a new name, of the same team."""
    access.require(actor, "claim.copy", claim)
    if claim.phase != ClaimPhase.READY:
        raise Conflict(f"The volume {claim.name} is not ready, so there is nothing to copy yet. Wait for it.")
    if size_bytes and size_bytes < claim.capacity_bytes:
        raise ClaimRefused("A copy is at least as large as its original. Ask for more, or for no size.")
    return create(
        actor=actor,
        team=claim.team,
        name=name,
        origin=ClaimOrigin.CLONE,
        source={"name": claim.name},
        size_bytes=size_bytes,
    )


@transaction.atomic
def resize(*, actor: User, claim: Claim, size_bytes: int) -> Claim:
    """Want it larger. Raises ``ClaimRefused`` for smaller, ``Conflict`` while a guest may have it open."""
    access.require(actor, "claim.change", claim)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("team").get(pk=claim.pk)
    _refuse_going(claim)
    size_bytes = whole_mib(size_bytes)
    if claim.phase != ClaimPhase.READY:
        raise Conflict(f"The volume {claim.name} is not ready yet. Wait until it is, then make it larger.")
    if claim.read_only:
        raise ClaimRefused("Nobody writes to this volume, so more room would stay empty. Copy it instead.")
    if size_bytes <= max(claim.capacity_bytes, claim.requested_bytes):
        raise ClaimRefused("A volume can only become larger, or its end would be lost. Ask for more.")
    if size_bytes > MOST_BYTES:
        raise ClaimRefused(f"A volume has at most {MOST_BYTES // 2**40}Ti. Ask for less.")
    _refuse_held(claim, "made larger")
    claim.requested_bytes, claim.error, claim.attempts, claim.look_again_at = size_bytes, "", 0, None
    claim.save(update_fields=["requested_bytes", "error", "attempts", "look_again_at", "changed_at"])
    audit.record(actor, "claim.resize", claim, size_bytes=size_bytes)
    events.claim_changed(claim)
    dispatch.fill_soon(claim.pk)
    return claim


@transaction.atomic
def retry(*, actor: User, claim: Claim) -> Claim:
    """Try again what failed, from its beginning or where it was cut."""
    access.require(actor, "claim.change", claim)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("team").get(pk=claim.pk)
    _refuse_going(claim)
    if claim.phase != ClaimPhase.FAILED:
        raise Conflict(f"The volume {claim.name} has not failed, so there is nothing to try again.")
    claim.phase, claim.error, claim.attempts, claim.look_again_at = ClaimPhase.PENDING, "", 0, None
    claim.save(update_fields=["phase", "error", "attempts", "look_again_at", "changed_at"])
    audit.record(actor, "claim.retry", claim)
    events.claim_changed(claim)
    dispatch.fill_soon(claim.pk)
    return claim


@transaction.atomic
def delete(*, actor: User, claim: Claim) -> None:
    """Want it gone with all it holds. Raises ``Conflict`` while something uses it. Twice is once."""
    access.require(actor, "claim.delete", claim)
    claim = Claim.objects.select_for_update(of=("self",)).select_related("team", "owner").get(pk=claim.pk)
    if claim.deletion_requested_at is not None:
        return
    uses = reading.uses_of(claim)
    if uses:
        named = ", ".join(f"the {use.kind} {use.name}" for use in uses[:3])
        more = f" and {len(uses) - 3} more" if len(uses) > 3 else ""
        raise Conflict(f"It is still used by {named}{more}. Remove it there first.")
    audit.record(actor, "claim.delete", claim)
    let_go(claim)


def let_go(claim: Claim) -> None:
    """Mark it as going; the reconciler clears the host and drops the row."""
    claim.deletion_requested_at = timezone.now()
    claim.phase, claim.owner, claim.look_again_at = ClaimPhase.DELETING, None, None
    claim.save(update_fields=["deletion_requested_at", "phase", "owner", "look_again_at", "changed_at"])
    events.claim_changed(claim)
    dispatch.fill_soon(claim.pk)


def let_go_of(machine: VirtualMachine) -> None:
    """What a machine brought along goes with it."""
    for claim in machine.claims.select_for_update().order_by().filter(deletion_requested_at=None):
        let_go(claim)


def whole_mib(size_bytes: int) -> int:
    """Rounded up: a disk has whole sectors, and nobody gets less than they asked for."""
    return -(-size_bytes // MIB) * MIB


def _refuse_going(claim: Claim) -> None:
    if claim.deletion_requested_at is not None:
        raise Conflict(f"The volume {claim.name} is being deleted.")


def _refuse_held(claim: Claim, what: str) -> None:
    machine = reading.held_by(claim)
    if machine is not None:
        raise Conflict(f"The machine {machine.name} has it open. Stop the machine, and it can be {what}.")


def _refuse_unusable(claim: Claim) -> None:
    try:
        Claim._meta.get_field("name").clean(claim.name, claim)
    except ValidationError as error:
        reason = "; ".join(error.messages)
        raise ClaimRefused(f"The volume cannot be named like this. {reason}") from error
    if claim.origin in _SIZED and claim.requested_bytes < LEAST_BYTES:
        raise ClaimRefused("Say how large the volume is to be, for example 20Gi.")
    if claim.requested_bytes > MOST_BYTES:
        raise ClaimRefused(f"A volume has at most {MOST_BYTES // 2**40}Ti. Ask for less.")
    if claim.origin == ClaimOrigin.CLONE:
        _refuse_unknown_original(claim)
    if claim.origin in {ClaimOrigin.HTTP, ClaimOrigin.REGISTRY} and not claim.source.get("url"):
        raise ClaimRefused("Say where the content comes from: write its address.")
    url = str(claim.source.get("url", ""))
    if claim.origin == ClaimOrigin.HTTP and not url.startswith(("http://", "https://")):
        raise ClaimRefused("Write the address of a file on a web server, beginning with https://.")
    checksum = claim.source.get("checksum")
    if checksum and not _CHECKSUM.fullmatch(str(checksum)):
        raise ClaimRefused("A checksum is written as sha256: and its 64 hexadecimal digits.")


def _refuse_unknown_original(claim: Claim) -> None:
    name = claim.source.get("name")
    if not reading.ready_in(claim.team).filter(name=name).exists():
        raise ClaimRefused(f"Team {claim.team.slug} has no volume named {name} that is ready to be copied.")
