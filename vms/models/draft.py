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
    blueprint_version = models.ForeignKey(
        "vms.BlueprintVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts"
    )  # whose terms the draft keeps
    name = models.CharField(max_length=253, blank=True)  # metadata.name when it can be read
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.name or "unnamed draft"


class ChangeOrigin(models.TextChoices):
    """Where in the editor a change was made."""

    FORM = "form", "in the form"
    DIAGRAM = "diagram", "in the diagram"
    TEXT = "text", "in the text"
    FIX = "fix", "by a repair"
    API = "api", "over the API"
    UNDO = "undo", "undone"
    REDO = "redo", "done again"
    RESTORE = "restore", "restored"


class DraftChange(models.Model):
    """One saved change of a draft's text: ``removed`` gave way to ``inserted`` at ``start``, counted in
    characters of the text before. From the present text every earlier one can be had by going back."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()  # the draft's, once this was saved
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=ChangeOrigin.choices)
    summary = models.CharField(max_length=300, blank=True)  # by meaning; empty for comments and layout
    start = models.PositiveIntegerField()
    removed = models.TextField(blank=True)
    inserted = models.TextField(blank=True)
    reverts = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "version"], name="one_change_per_version_of_a_draft")
        ]

    def __str__(self) -> str:
        return self.summary or "layout and comments"


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
    images = models.JSONField(default=dict)  # what the references meant when it was submitted: their digests
    blueprint_version = models.ForeignKey(
        "vms.BlueprintVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.digest[:19]
