"""Schemas that platform admins uploaded beside the one that comes with the portal."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class SchemaVersion(models.Model):
    """One immutable schema. ``source`` is the file as it came; ``compiled`` is the same in JSON Schema
    2020-12, as text, for no database keeps the order of JSON's names. ``digest`` is that of the latter.

    Teams and blueprints that have one are governed by it; everybody else by the default, or, when none is
    marked as that, by the schema that comes with the portal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    label = models.CharField(max_length=40)  # v1.6.0
    digest = models.CharField(max_length=71, unique=True)
    source = models.TextField()
    compiled = models.TextField()
    origin = models.CharField(max_length=200)
    notes = models.JSONField(default=list)
    costs = models.JSONField(default=dict)
    report = models.JSONField(default=dict)  # what it adds to the schema that comes with the portal
    is_default = models.BooleanField(default=False)
    is_of_machines = models.BooleanField(default=True)  # else it can only be looked at
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["name", "label"], name="one_schema_per_name_and_label"),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_schema_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.label}"
