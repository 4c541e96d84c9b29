"""The public keys of one person."""

from django.db.models import QuerySet

from vms import access
from vms.models import SshKey


def of(user: access.Actor) -> QuerySet[SshKey]:
    return access.visible_to(user, SshKey)
