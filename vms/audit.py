"""The audit trail: one row per change, written in the transaction of the change itself."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from vms.models import AuditEvent, Team


def record(actor: AbstractBaseUser | AnonymousUser | None, verb: str, obj: Model, **detail: Any) -> None:
    """Append that ``actor`` (``None``: the portal) did ``verb`` to ``obj``. No secrets in ``detail``."""
    team = obj if isinstance(obj, Team) else getattr(obj, "team", None)
    AuditEvent.objects.create(
        actor_id=getattr(actor, "pk", None),
        verb=verb,
        team=team,
        object_kind=obj._meta.model_name or "",
        object_id=str(obj.pk),
        object_name=str(obj),
        detail=detail,
    )
