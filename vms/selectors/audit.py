"""The trail of one object, newest first."""

from django.db.models import Model, QuerySet

from vms.models import AuditEvent


def of_object(obj: Model, limit: int = 20) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(
        object_kind=obj._meta.model_name or "", object_id=str(obj.pk)
    ).select_related("actor")[:limit]
