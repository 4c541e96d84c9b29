"""Machines as lists and pages want them, and what their manifests mean."""

from uuid import UUID

from django.db.models import Q, QuerySet

from vms import access, manifest
from vms.manifest import Manifest, ManifestInvalid
from vms.models import Team, VirtualMachine


def for_list(user: access.Actor, *, team: Team | None = None, search: str = "") -> QuerySet[VirtualMachine]:
    """Without the documents, which a list never shows. Their conditions stay: a list tells of trouble."""
    rows = access.visible_to(user, VirtualMachine).select_related("team", "host").defer("document", "history")
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


def parsed(machine: VirtualMachine) -> Manifest | None:
    """The machine's manifest; ``None`` when rules that are newer than it no longer accept it."""
    try:
        return manifest.parse(machine.document)
    except ManifestInvalid:
        return None
