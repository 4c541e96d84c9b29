"""Write down what was found and done: only under the lease, only what changed, and tell the browsers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from vms import events
from vms.lifecycle import (
    History,
    Plan,
    condition_from_json,
    condition_to_json,
    conditions,
    history_from_json,
    history_to_json,
    printable_status,
)
from vms.models import VirtualMachine
from vms.services import claims, operations

from . import goals
from .errors import LeaseLost
from .lease import Lease
from .observe import Sight

Failure = tuple[str, str]  # the condition's reason, and a sentence
SURPRISE: Final = "InternalError"
# Other failures are found anew by every pass: the manifest and the host's facts tell.
_REMEMBERED: Final = frozenset({"HypervisorRefused", SURPRISE})


@dataclass(frozen=True, slots=True)
class Findings:
    """What one pass has to say. ``settled``: nothing more to do now, so an operation may end;
    ``request_done``: the power request that was seen is answered."""

    sight: Sight
    history: History
    failure: Failure | None = None
    settled: bool = False
    request_done: bool = False
    look_again_at: datetime | None = None


@transaction.atomic
def record(lease: Lease | None, findings: Findings) -> None:
    """Bring the row's status up to the findings. Raises ``LeaseLost`` if another worker took over.

    Without a lease it is the watcher who speaks, of a host that went away.
    """
    seen = findings.sight.machine
    row = _locked(seen.pk, lease)
    if row is None:
        return
    changed = _history_and_marks(row, seen, findings) | _status(row, findings)
    ended = findings.settled and row.power_request is None and _end_operation(row, findings)
    if changed & {"printable_status", "conditions", "power_request"} or ended:
        row.status_sequence += 1
        changed.add("status_sequence")
    if changed:
        row.save(update_fields=changed)
    if "status_sequence" in changed:
        events.machine_changed(row)


@transaction.atomic
def done(lease: Lease, seen: VirtualMachine, plan: Plan) -> None:
    """The plan's actions have succeeded: its history holds, and its request is answered."""
    row = _locked(seen.pk, lease)
    if row is None:
        return
    wanted: dict[str, object] = {"history": history_to_json(plan.history)}
    if plan.request_done and row.power_request == seen.power_request:
        wanted["power_request"] = None
    if changed := _assign(row, wanted):
        row.save(update_fields=changed)


def remember_machine_type(lease: Lease, sight: Sight) -> None:
    """Once: what it was defined as at first it stays, whatever its host's newer QEMU makes of the alias."""
    if not sight.machine_type:
        return
    mine = VirtualMachine.objects.filter(pk=lease.machine_id, lease_epoch=lease.epoch, machine_type="")
    mine.update(machine_type=sight.machine_type)


@transaction.atomic
def step(lease: Lease, name: str, detail: str = "") -> None:
    """Note a step of the machine's open operation, once, and tell the browsers."""
    row = _locked(lease.machine_id, lease)
    operation = operations.open_one(row) if row else None
    if row is None or operation is None or any(known["name"] == name for known in operation.steps):
        return
    operations.step(operation=operation, name=name, detail=detail)
    row.status_sequence += 1
    row.save(update_fields=["status_sequence"])
    events.machine_changed(row)


@transaction.atomic
def forget(lease: Lease) -> None:
    """Drop the row of a machine of which nothing is left. Its operations and requests stay."""
    row = _locked(lease.machine_id, lease)
    if row is None:
        return
    if operation := operations.open_one(row):
        operations.step(operation=operation, name="gone")
        operations.finish(operation=operation)
    row.status_sequence += 1
    events.machine_changed(row, gone=True)
    claims.let_go_of(row)
    row.delete()


def _locked(machine_id: UUID, lease: Lease | None) -> VirtualMachine | None:
    # Unordered: the usual order would join the team, and lock its row for everybody.
    row = VirtualMachine.objects.select_for_update().order_by().filter(pk=machine_id).first()
    if row is not None and lease is not None and row.lease_epoch != lease.epoch:
        raise LeaseLost(lease.machine_id)
    return row


def _history_and_marks(row: VirtualMachine, seen: VirtualMachine, findings: Findings) -> set[str]:
    wanted: dict[str, object] = {
        "history": history_to_json(findings.history),
        "look_again_at": findings.look_again_at,
    }
    if findings.settled:
        wanted["observed_generation"] = seen.generation
    # A newer request, written while this pass was at work, is not the one that was answered.
    if findings.request_done and row.power_request == seen.power_request:
        wanted["power_request"] = None
    return _assign(row, wanted)


def _status(row: VirtualMachine, findings: Findings) -> set[str]:
    now = timezone.now()
    sight, failed = findings.sight, findings.failure is not None
    desired, observed = sight.desired, sight.observed
    status = printable_status(desired, observed, findings.history, failed=failed)
    previous = [condition_from_json(condition) for condition in row.conditions]
    current = conditions(desired, observed, findings.history, findings.failure, previous, now)
    changed = _assign(
        row, {"printable_status": status, "conditions": [condition_to_json(known) for known in current]}
    )
    if "printable_status" in changed:
        row.status_since = now
        changed.add("status_since")
    return changed


def _assign(row: VirtualMachine, wanted: dict[str, object]) -> set[str]:
    changed = {name for name, value in wanted.items() if getattr(row, name) != value}
    for name in changed:
        setattr(row, name, wanted[name])
    return changed


def _end_operation(row: VirtualMachine, findings: Findings) -> bool:
    """Close the open operation if its goal is met or cannot be."""
    operation = operations.open_one(row)
    if operation is None:
        return False
    end = goals.end(operation.verb, row.printable_status, findings.history, findings.failure)
    if end is None:
        return False
    if not end.error:
        operations.step(operation=operation, name=row.printable_status.lower())
    operations.finish(operation=operation, error=end.error)
    return True


def remembered_failure(machine: VirtualMachine) -> Failure | None:
    """What the last pass failed with, if only another attempt could tell whether it still fails."""
    known = (condition_from_json(data) for data in machine.conditions)
    return next(
        (
            (condition.reason, condition.message)
            for condition in known
            if condition.type == "Failure" and condition.reason in _REMEMBERED
        ),
        None,
    )


def history_of(machine: VirtualMachine) -> History:
    return history_from_json(machine.history)
