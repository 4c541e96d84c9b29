"""The catalogue is the same for everybody."""

from django.db.models import QuerySet

from vms.models import Blueprint


def all() -> QuerySet[Blueprint]:
    return Blueprint.objects.all()
