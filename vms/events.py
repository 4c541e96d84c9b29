"""Tell open browsers what changed, after commit. Payloads say what is so now; a client that missed one
re-reads. Groups: ``machine.<uuid>``, ``team.<id>`` and ``staff``.
"""

import logging
from typing import TypedDict
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from vms.models import (
    ChangeRequest,
    Claim,
    Draft,
    DraftChange,
    ImageImport,
    Operation,
    Team,
    VirtualMachine,
)

STAFF_GROUP = "staff"

logger = logging.getLogger(__name__)


class OperationStatus(TypedDict):
    id: str
    verb: str
    state: str
    step: str
    error: str


class MachineStatus(TypedDict):
    """``sequence`` grows by one with each recorded change of the machine; a gap means: read again."""

    type: str  # "machine.status", Channels' handler name too
    machine: str
    name: str
    printableStatus: str
    since: str
    sequence: int
    generation: int
    operation: OperationStatus | None
    gone: bool


class RequestChanged(TypedDict):
    type: str  # "request.changed"
    request: str
    state: str


class DraftChanged(TypedDict):
    """``version`` grows by one with each save; who shows an older one reads what it missed."""

    type: str  # "draft.changed"
    draft: str
    version: int
    author: str
    summary: str


class TransferChanged(TypedDict):
    """Bytes that come in for a volume or an image. ``left`` is seconds, ``None`` where nobody can tell."""

    type: str  # "transfer.changed"
    transfer: str
    phase: str
    step: str
    done: int
    total: int
    rate: int
    left: int | None
    error: str


def machine_group(machine_id: UUID) -> str:
    return f"machine.{machine_id}"


def team_group(team_id: int) -> str:
    return f"team.{team_id}"


def machine_status(machine: VirtualMachine, *, gone: bool = False) -> MachineStatus:
    """What a browser is told of this machine. Costs one query, for its newest operation."""
    operation = machine.operations.first()
    return MachineStatus(
        type="machine.status",
        machine=str(machine.pk),
        name=machine.name,
        printableStatus=machine.printable_status,
        since=machine.status_since.isoformat(),
        sequence=machine.status_sequence,
        generation=machine.generation,
        operation=_operation_status(operation) if operation else None,
        gone=gone,
    )


def machine_changed(machine: VirtualMachine, *, gone: bool = False) -> None:
    """Push the machine's status to its own page, its team and the platform admins."""
    groups = [machine_group(machine.pk), team_group(machine.team_id), STAFF_GROUP]
    payload = machine_status(machine, gone=gone)
    transaction.on_commit(lambda: _send(groups, dict(payload)))


def request_changed(change_request: ChangeRequest) -> None:
    """Push that a request was made or decided to its team and the platform admins."""
    groups = [team_group(change_request.team_id), STAFF_GROUP]
    payload = RequestChanged(
        type="request.changed", request=str(change_request.pk), state=change_request.state
    )
    transaction.on_commit(lambda: _send(groups, dict(payload)))


def draft_changed(draft: Draft, change: DraftChange) -> None:
    """Push that a draft's text was saved to its team and the platform admins."""
    groups = [team_group(draft.team_id), STAFF_GROUP]
    payload = DraftChanged(
        type="draft.changed",
        draft=str(draft.pk),
        version=change.version,
        author=change.author.get_username(),
        summary=change.summary,
    )
    transaction.on_commit(lambda: _send(groups, dict(payload)))


def claim_changed(claim: Claim, *, gone: bool = False) -> None:
    """Push how a volume is to its team, the platform admins and the machine that owns it."""
    groups = [team_group(claim.team_id), STAFF_GROUP]
    if claim.owner_id is not None:
        groups.append(machine_group(claim.owner_id))
    payload = _transfer(claim, "Deleted" if gone else claim.phase)
    transaction.on_commit(lambda: _send(groups, dict(payload)))


def import_changed(wish: ImageImport) -> None:
    """Push how an image's import is to the platform admins, and to the teams whose machines wait for it."""
    groups = [STAFF_GROUP]
    if not wish.is_listed:
        groups += [team_group(team_id) for team_id in Team.objects.values_list("pk", flat=True)]
    payload = _transfer(wish, wish.phase)
    transaction.on_commit(lambda: _send(groups, dict(payload)))


def _transfer(row: Claim | ImageImport, phase: str) -> TransferChanged:
    return TransferChanged(
        type="transfer.changed",
        transfer=str(row.pk),
        phase=phase,
        step=row.step,
        done=row.done_bytes,
        total=row.total_bytes,
        rate=row.rate,
        left=row.seconds_left,
        error=row.error,
    )


def _operation_status(operation: Operation) -> OperationStatus:
    return OperationStatus(
        id=str(operation.pk),
        verb=operation.verb,
        state=operation.state,
        step=operation.steps[-1]["name"] if operation.steps else "",
        error=operation.error,
    )


def _send(groups: list[str], payload: dict[str, object]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return

    async def send() -> None:
        for group in groups:
            await layer.group_send(group, payload)

    try:
        async_to_sync(send)()
    except (RedisError, OSError):
        logger.warning("nobody could be told of %s: the channel layer is away", payload["type"])
