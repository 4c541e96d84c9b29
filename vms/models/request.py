"""Approval: a request to make one revision true, and what a reviewer said of it."""

import uuid

from django.conf import settings
from django.db import models


class RequestState(models.TextChoices):
    PENDING = "pending", "Waiting for approval"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ChangeKind(models.TextChoices):
    CREATE = "create", "New machine"
    UPDATE = "update", "Change"


class ChangeRequest(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("vms.Team", on_delete=models.CASCADE, related_name="change_requests")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="change_requests"
    )
    revision = models.ForeignKey("vms.Revision", on_delete=models.PROTECT, related_name="change_requests")
    draft = models.ForeignKey(
        "vms.Draft", null=True, on_delete=models.SET_NULL, related_name="change_requests"
    )
    machine = models.ForeignKey(
        "vms.VirtualMachine", null=True, blank=True, on_delete=models.SET_NULL, related_name="change_requests"
    )  # the machine to change; for a new one, set on approval
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    name = models.CharField(max_length=253)
    comment = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.PENDING)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=models.Q(state="pending"), name="one_pending_request_per_draft"
            ),
            models.UniqueConstraint(
                fields=["team", "name"],
                condition=models.Q(state="pending"),
                name="one_pending_request_per_machine_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class Decision(models.Model):
    change_request = models.OneToOneField(ChangeRequest, on_delete=models.CASCADE, related_name="decision")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    approved = models.BooleanField()
    digest = models.CharField(max_length=71)  # what the reviewer saw
    comment = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{'approved' if self.approved else 'rejected'} by {self.reviewer}"
