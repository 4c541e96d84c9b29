"""Machines as lists and pages want them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from vms import access
from vms.models import Team, VirtualMachine


def for_list(user: access.Actor, *, team: Team | None = None, search: str = "") -> QuerySet[VirtualMachine]:
    """Without the documents, which a list never shows."""
    rows = (
        access.visible_to(user, VirtualMachine)
        .select_related("team", "host")
        .defer("document", "conditions", "history")
    )
    if team is not None:
        rows = rows.filter(team=team)
    if search:
        rows = rows.filter(
            Q(name__icontains=search) | Q(team__slug__icontains=search) | Q(printable_status__iexact=search)
        )
    return rows


def for_page(user: access.Actor, machine_id: UUID) -> VirtualMachine:
    """Raises ``VirtualMachine.DoesNotExist`` for an absent and a foreign machine alike."""
    return (
        access.visible_to(user, VirtualMachine).select_related("team", "host", "revision").get(pk=machine_id)
    )
