"""The first page: how things stand for one user."""

from dataclasses import dataclass

from vms import access
from vms.models import ChangeRequest, Draft, Operation, RequestState, VirtualMachine

from . import drafts, machines, requests


@dataclass(frozen=True, slots=True)
class Summary:
    standing: list[VirtualMachine]  # every machine, of which only how it is doing was read
    recent_machines: list[VirtualMachine]
    drafts: list[Draft]
    my_requests: list[ChangeRequest]
    waiting: list[ChangeRequest]  # for this user to decide
    recent_operations: list[Operation]


def summary(user: access.Actor) -> Summary:
    """Six queries, whatever the number of machines."""
    return Summary(
        standing=list(
            access.visible_to(user, VirtualMachine).only(
                "printable_status", "conditions", "deletion_requested_at"
            )
        ),
        recent_machines=list(machines.for_list(user).order_by("-status_since")[:6]),
        drafts=list(drafts.for_list(user).filter(author_id=user.pk)[:5]),
        my_requests=list(requests.for_list(user, RequestState.PENDING).filter(author_id=user.pk)[:5]),
        waiting=list(requests.waiting_for(user)[:5]),
        recent_operations=list(
            access.visible_to(user, Operation).select_related("machine", "actor", "team")[:6]
        ),
    )
