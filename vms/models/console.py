"""The short-lived right to open one console once."""

from django.conf import settings
from django.db import models


class ConsoleTicket(models.Model):
    """Only the SHA-256 of the secret is kept. Spent by compare-and-set on ``used_at``."""

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    machine = models.ForeignKey("vms.VirtualMachine", on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=[("vnc", "Screen"), ("serial", "Serial")])
    session_key = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} console of {self.machine}"
