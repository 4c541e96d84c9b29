"""The VirtualMachine: what is wanted of it, who works on it, what was last known of it."""

import uuid

from django.db import models


class VirtualMachine(models.Model):
    """Three groups of columns with three writers: *desired* is the services', *lease* the reconciler's
    claim, *status* what the reconciler recorded last.

    ``history`` and ``power_request`` are ``lifecycle.History`` and ``lifecycle.PowerRequest`` as JSON.
    ``status_sequence`` grows with every recorded change, so that a browser notices a message it missed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("vms.Team", on_delete=models.PROTECT, related_name="machines")
    name = models.CharField(max_length=253)

    # desired
    revision = models.ForeignKey("vms.Revision", on_delete=models.PROTECT, related_name="machines")
    document = models.JSONField()
    generation = models.PositiveIntegerField(default=1)
    power_request = models.JSONField(null=True, blank=True)
    deletion_requested_at = models.DateTimeField(null=True, blank=True)

    # identity: chosen once, so that it stays the same machine over restarts
    host = models.ForeignKey("vms.Host", null=True, on_delete=models.PROTECT, related_name="machines")
    domain_uuid = models.UUIDField(unique=True)
    serial = models.CharField(max_length=64)
    macs = models.JSONField(default=dict)
    pinned_cpus = models.JSONField(default=list, blank=True)  # of its host, set aside for it alone
    machine_type = models.CharField(max_length=64, blank=True)  # what the manifest's alias meant at first

    # lease
    lease_epoch = models.PositiveIntegerField(default=0)
    lease_holder = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    look_again_at = models.DateTimeField(null=True, blank=True)

    # status
    observed_generation = models.PositiveIntegerField(default=0)
    printable_status = models.CharField(max_length=40, default="Provisioning")
    status_since = models.DateTimeField(auto_now_add=True)
    status_sequence = models.PositiveIntegerField(default=0)
    conditions = models.JSONField(default=list)
    history = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["team__slug", "name"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="one_machine_per_team_and_name")]
        indexes = [models.Index(fields=["look_again_at"])]

    def __str__(self) -> str:
        return self.name
