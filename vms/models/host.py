"""Hypervisor nodes: how to reach them, what they can do, when they last answered."""

from django.core.exceptions import ValidationError
from django.db import models

from vms.hosts import parse_cpus
from vms.networks import parse_range


def validate_cpus(text: str) -> None:
    try:
        parse_cpus(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def validate_network_range(text: str) -> None:
    try:
        parse_range(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class HostState(models.TextChoices):
    READY = "ready", "Ready"
    UNREACHABLE = "unreachable", "Unreachable"


class Host(models.Model):
    name = models.SlugField(max_length=63, unique=True)
    uri = models.CharField(max_length=500, unique=True)
    facts = models.JSONField(default=dict, blank=True)  # hosts.to_json(HostFacts)
    emulation = models.BooleanField(default=False)  # KVM is offered there but does not work: emulate
    labels = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=HostState.choices, default=HostState.UNREACHABLE)
    state_reason = models.CharField(max_length=300, blank=True)
    network_range = models.CharField(
        max_length=18, default="10.64.0.0/16", validators=[validate_network_range]
    )  # what teams' networks are cut from
    port_address = models.GenericIPAddressField(
        protocol="IPv4", null=True, blank=True
    )  # where forwarded ports are reached; none: on every address of the host
    dedicated_cpus = models.CharField(
        max_length=200,
        blank=True,
        validators=[validate_cpus],
        help_text="Host CPUs that machines may have to themselves, such as 2-7,10. Write the threads of one "
        "core side by side. All other machines keep off them.",
    )
    schedulable = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
