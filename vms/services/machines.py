"""Deleting machines. Making and changing them is ``requests``', power is ``power``'s."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from vms import access, audit, dispatch, events
from vms.models import Operation, RequestState, VirtualMachine

from . import operations


@transaction.atomic
def delete(*, actor: User, machine: VirtualMachine) -> Operation:
    """Want the machine gone, with its domain and its storage. Twice is once."""
    access.require(actor, "machine.delete", machine)
    machine = VirtualMachine.objects.select_for_update().get(pk=machine.pk)
    known = operations.open_one(machine)
    if machine.deletion_requested_at is not None and known is not None:
        return known
    machine.deletion_requested_at = timezone.now()
    machine.printable_status = "Terminating"
    machine.status_since = machine.deletion_requested_at
    machine.status_sequence += 1
    machine.save(
        update_fields=["deletion_requested_at", "printable_status", "status_since", "status_sequence"]
    )
    machine.change_requests.filter(state=RequestState.PENDING).update(
        state=RequestState.WITHDRAWN, decided_at=machine.deletion_requested_at
    )
    operation = operations.begin(actor=actor, machine=machine, verb="delete")
    audit.record(actor, "machine.delete", machine)
    events.machine_changed(machine)
    dispatch.reconcile_soon(machine.pk)
    return operation
