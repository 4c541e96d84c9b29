"""The first page: how things stand for one user."""

from collections import Counter
from dataclasses import dataclass

from vms import access
from vms.models import ChangeRequest, Draft, Operation, RequestState, VirtualMachine

from . import drafts, machines, requests


@dataclass(frozen=True, slots=True)
class Summary:
    machine_count: int
    by_status: dict[str, int]
    recent_machines: list[VirtualMachine]
    drafts: list[Draft]
    my_requests: list[ChangeRequest]
    waiting: list[ChangeRequest]  # for this user to decide
    recent_operations: list[Operation]


def summary(user: access.Actor) -> Summary:
    """Six queries, whatever the number of machines."""
    by_status = Counter(access.visible_to(user, VirtualMachine).values_list("printable_status", flat=True))
    return Summary(
        machine_count=by_status.total(),
        by_status=dict(by_status.most_common()),
        recent_machines=list(machines.for_list(user).order_by("-status_since")[:6]),
        drafts=list(drafts.for_list(user).filter(author_id=user.pk)[:5]),
        my_requests=list(requests.for_list(user, RequestState.PENDING).filter(author_id=user.pk)[:5]),
        waiting=list(requests.waiting_for(user)[:5]),
        recent_operations=list(
            access.visible_to(user, Operation).select_related("machine", "actor", "team")[:6]
        ),
    )
