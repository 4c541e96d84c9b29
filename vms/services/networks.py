"""Networks that administrators offer: registered for hosts, granted to teams."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from vms import access, audit, dispatch
from vms.models import Host, NetworkAttachment, NetworkPlace, Team, VirtualMachine
from vms.selectors import networks as reading

from .conflict import Conflict

ADMINS_ONLY: Final = "Only a platform admin registers networks and grants them. Ask one of them."


@dataclass(frozen=True, slots=True)
class Place:
    """What the network is on one host: a ``PlaceKind``, and the name that the host knows."""

    kind: str
    target: str


@transaction.atomic
def create(
    *,
    actor: User,
    name: str,
    description: str,
    is_for_everybody: bool,
    teams: Iterable[Team],
    places: Mapping[Host, Place],
) -> NetworkAttachment:
    """Offer a network. Raises ``NotPermitted``, and ``Conflict`` for a name that is taken or no name."""
    access.require_admin(actor, "network.create", ADMINS_ONLY)
    if NetworkAttachment.objects.filter(name=name).exists():
        raise Conflict(f"There is a network named {name} already. Edit it, or choose another name.")
    attachment = NetworkAttachment(name=name, description=description, is_for_everybody=is_for_everybody)
    _refuse_misnamed(attachment)
    attachment.save(force_insert=True)
    _put(attachment, teams, places)
    audit.record(actor, "network.create", attachment, **_told(attachment))
    _ring(attachment)
    return attachment


@transaction.atomic
def change(
    *,
    actor: User,
    attachment: NetworkAttachment,
    description: str,
    is_for_everybody: bool,
    teams: Iterable[Team],
    places: Mapping[Host, Place],
) -> NetworkAttachment:
    """Grant it to others, or say anew what it is on the hosts. Its name stays: manifests are written with
    it. Machines that run keep what they have until their next start."""
    access.require(actor, "network.edit", attachment)
    attachment = NetworkAttachment.objects.select_for_update().get(pk=attachment.pk)
    attachment.description, attachment.is_for_everybody = description, is_for_everybody
    _refuse_misnamed(attachment)
    attachment.save(update_fields=["description", "is_for_everybody"])
    _put(attachment, teams, places)
    audit.record(actor, "network.change", attachment, **_told(attachment))
    _ring(attachment)
    return attachment


@transaction.atomic
def delete(*, actor: User, attachment: NetworkAttachment) -> None:
    """Offer it no more. Raises ``Conflict`` while a machine, a waiting request or a draft names it."""
    access.require(actor, "network.delete", attachment)
    uses = reading.uses_of(attachment)
    if uses:
        named = ", ".join(f"the {use.kind} {getattr(use.thing, 'name', '') or use.thing}" for use in uses[:3])
        more = f" and {len(uses) - 3} more" if len(uses) > 3 else ""
        raise Conflict(f"It is still used by {named}{more}. Remove the network there first.")
    audit.record(actor, "network.delete", attachment)
    attachment.delete()


def _put(attachment: NetworkAttachment, teams: Iterable[Team], places: Mapping[Host, Place]) -> None:
    attachment.teams.set(teams)
    attachment.places.exclude(host__in=list(places)).delete()
    for host, place in places.items():
        row = NetworkPlace(attachment=attachment, host=host, kind=place.kind, target=place.target)
        _refuse_misnamed(row)
        attachment.places.update_or_create(host=host, defaults={"kind": place.kind, "target": place.target})


def _refuse_misnamed(row: NetworkAttachment | NetworkPlace) -> None:
    try:
        row.clean_fields(exclude=["attachment", "host", "id"])
    except ValidationError as error:
        reason = "; ".join(message for messages in error.message_dict.values() for message in messages)
        raise Conflict(f"Nothing was saved. {reason}") from error


def _told(attachment: NetworkAttachment) -> dict[str, object]:
    return {
        "everybody": attachment.is_for_everybody,
        "teams": sorted(attachment.teams.values_list("slug", flat=True)),
        "places": sorted(f"{place.kind} {place}" for place in attachment.places.select_related("host")),
    }


def _ring(attachment: NetworkAttachment) -> None:
    """A machine may be waiting for it."""
    uses = reading.uses_of(attachment)
    for use in uses:
        if isinstance(use.thing, VirtualMachine):
            dispatch.reconcile_soon(use.thing.pk)
