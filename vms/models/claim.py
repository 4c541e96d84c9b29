"""Disks that a team owns, whether or not a machine uses them: a cluster's ``PersistentVolumeClaim``."""

import uuid

from django.conf import settings
from django.db import models

from .secret import DNS_SUBDOMAIN
from .transfer import Transfer


class ClaimPhase(models.TextChoices):
    PENDING = "Pending", "Pending"
    IMPORTING = "Importing", "Importing"
    READY = "Ready", "Ready"
    FAILED = "Failed", "Failed"
    DELETING = "Deleting", "Deleting"


class ClaimOrigin(models.TextChoices):
    """Where its first content comes from, by the key of a DataVolume's source."""

    BLANK = "blank", "Blank"
    CLONE = "pvc", "Copy of a volume"
    HTTP = "http", "Web address"
    REGISTRY = "registry", "Registry"
    UPLOAD = "upload", "Upload"


class Claim(Transfer):
    """``owner`` is the machine whose template made it and with which it goes; ``None`` for the team's own.

    ``storage_name`` is the name in the host's pool, chosen when the row is made and never by a person.
    ``requested_bytes`` is what is wanted, 0 for as much as the content needs; ``capacity_bytes`` what is so.
    ``image`` is what lies under a thin copy of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("vms.Team", on_delete=models.PROTECT, related_name="claims")
    name = models.CharField(max_length=253, validators=[DNS_SUBDOMAIN])
    owner = models.ForeignKey(
        "vms.VirtualMachine", null=True, blank=True, on_delete=models.SET_NULL, related_name="claims"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    # desired
    origin = models.CharField(max_length=10, choices=ClaimOrigin.choices, default=ClaimOrigin.BLANK)
    source = models.JSONField(default=dict)  # of a DataVolume, as {"url": …} or {"name": …}
    requested_bytes = models.BigIntegerField(default=0)
    read_only = models.BooleanField(default=False)  # nobody writes, so several machines may use it at once
    deletion_requested_at = models.DateTimeField(null=True, blank=True)

    # where it lies
    host = models.ForeignKey("vms.Host", null=True, on_delete=models.PROTECT, related_name="claims")
    storage_name = models.CharField(max_length=255, unique=True)
    image = models.ForeignKey("vms.Image", null=True, on_delete=models.PROTECT, related_name="claims")

    # status
    phase = models.CharField(max_length=10, choices=ClaimPhase.choices, default=ClaimPhase.PENDING)
    format = models.CharField(max_length=10, default="qcow2")
    capacity_bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["team__slug", "name"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="one_claim_per_team_and_name")]
        indexes = [models.Index(fields=["phase"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_settled(self) -> bool:
        return self.phase in {ClaimPhase.READY, ClaimPhase.FAILED}
