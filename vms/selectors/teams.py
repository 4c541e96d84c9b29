"""The teams a user may work for."""

from django.db.models import QuerySet

from vms import access
from vms.models import Team


def of(user: access.Actor) -> QuerySet[Team]:
    return access.visible_to(user, Team)
