"""The timeline of one piece of asynchronous work: begun by a verb, stepped and finished by the reconciler."""

from django.contrib.auth.models import User
from django.utils import timezone

from vms.models import Operation, OperationState, VirtualMachine


def begin(*, actor: User | None, machine: VirtualMachine, verb: str) -> Operation:
    """Open an operation; one of the same machine that is still open is superseded by it."""
    now = timezone.now()
    Operation.objects.filter(
        machine=machine, state__in=[OperationState.QUEUED, OperationState.RUNNING]
    ).update(state=OperationState.FAILED, error=f"Superseded by {verb.replace('_', ' ')}.", finished_at=now)
    return Operation.objects.create(
        machine=machine,
        machine_name=machine.name,
        team=machine.team,
        actor=actor,
        verb=verb,
        steps=[{"name": "submitted", "at": now.isoformat(), "detail": ""}],
    )


def open_one(machine: VirtualMachine) -> Operation | None:
    """The operation of this machine that is not finished yet."""
    return machine.operations.filter(state__in=[OperationState.QUEUED, OperationState.RUNNING]).first()


def step(*, operation: Operation, name: str, detail: str = "") -> None:
    """Record that a named step is done. One that is there already stays as it was: work may run twice."""
    if any(known["name"] == name for known in operation.steps):
        return
    operation.steps = [*operation.steps, {"name": name, "at": timezone.now().isoformat(), "detail": detail}]
    operation.state = OperationState.RUNNING
    operation.save(update_fields=["steps", "state"])


def finish(*, operation: Operation, error: str = "") -> None:
    """Close it: succeeded without an error, failed with the sentence that says why."""
    operation.state = OperationState.FAILED if error else OperationState.SUCCEEDED
    operation.error = error
    operation.finished_at = timezone.now()
    operation.save(update_fields=["state", "error", "finished_at"])
