"""Manifests being written, and their immutable saved states."""

import uuid

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """A manifest text as its author wrote it, comments and all. ``version`` counts saves: a save names the
    version it saw, and loses if somebody was faster."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("vms.Team", on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    machine = models.ForeignKey(
        "vms.VirtualMachine", null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts"
    )  # set when the draft changes an existing machine
    blueprint = models.ForeignKey("vms.Blueprint", null=True, blank=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=253, blank=True)  # metadata.name when it can be read
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.name or "unnamed draft"


class Revision(models.Model):
    """One immutable state of a manifest. ``digest`` is the SHA-256 of its canonical JSON: what an approval
    binds to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("vms.Team", on_delete=models.CASCADE, related_name="revisions")
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="revisions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="revisions")
    text = models.TextField()
    document = models.JSONField()
    digest = models.CharField(max_length=71)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.digest[:19]
