"""What was done to a machine, newest first."""

from django.db.models import QuerySet

from vms.models import Operation, VirtualMachine


def of_machine(machine: VirtualMachine, limit: int = 10) -> QuerySet[Operation]:
    return machine.operations.select_related("actor")[:limit]
