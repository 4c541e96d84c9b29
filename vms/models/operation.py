"""One user-visible piece of asynchronous work, with the steps it went through."""

import uuid

from django.conf import settings
from django.db import models


class OperationState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"


class Operation(models.Model):
    """``steps`` is the timeline: ``[{"name", "at", "detail"}]`` in order, ``at`` in ISO 8601, UTC."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    machine = models.ForeignKey(
        "vms.VirtualMachine", null=True, on_delete=models.SET_NULL, related_name="operations"
    )
    machine_name = models.CharField(max_length=253)
    team = models.ForeignKey("vms.Team", on_delete=models.CASCADE, related_name="operations")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    verb = models.CharField(max_length=20)  # launch start stop restart force_stop update delete
    state = models.CharField(max_length=10, choices=OperationState.choices, default=OperationState.QUEUED)
    steps = models.JSONField(default=list)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.verb} {self.machine_name}"
