"""Change requests: the queue of a reviewer, the list of everybody else."""

from django.db.models import QuerySet

from vms import access
from vms.models import ChangeRequest, RequestState


def for_list(user: access.Actor, state: str | None = None) -> QuerySet[ChangeRequest]:
    rows = access.visible_to(user, ChangeRequest).select_related(
        "team", "author", "revision", "machine", "decision__reviewer"
    )
    return rows.filter(state=state) if state else rows


def waiting_for(user: access.Actor) -> QuerySet[ChangeRequest]:
    """What waits for this user's decision: nothing for members, not their own for platform admins."""
    rows = for_list(user, RequestState.PENDING).order_by("created_at")
    if not getattr(user, "is_staff", False):
        return rows.none()
    return rows.exclude(author_id=user.pk).exclude(revision__author_id=user.pk)
