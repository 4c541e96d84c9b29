"""What a team keeps for its guests and nobody reads again, and the public keys of people."""

import uuid

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

DNS_SUBDOMAIN = RegexValidator(
    r"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z",
    "Use lower-case letters, digits, hyphens and dots; begin and end with a letter or digit.",
)


class Secret(models.Model):
    """Texts under keys, as a cluster's ``Secret``. ``sealed`` is what ``vms.vault`` made of them: nothing but
    the launch of a machine opens it. ``keys`` are their names, which may be seen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("vms.Team", on_delete=models.CASCADE, related_name="secrets")
    name = models.CharField(max_length=253, validators=[DNS_SUBDOMAIN])
    keys = models.JSONField(default=list)
    sealed = models.TextField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["team__slug", "name"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="one_secret_per_team_and_name")]

    def __str__(self) -> str:
        return self.name


class SshKey(models.Model):
    """A public key of one person, to be put into the machines they make. ``fingerprint`` is OpenSSH's."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ssh_keys")
    name = models.CharField(max_length=100)
    public_key = models.TextField()
    fingerprint = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "fingerprint"], name="one_key_once_per_user")]

    def __str__(self) -> str:
        return self.name
