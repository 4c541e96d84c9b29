"""What teams have on the hosts' networks: a network of their own on each, and an administrator's by name."""

import uuid

from django.core.validators import RegexValidator
from django.db import models

NETWORK_NAME = RegexValidator(
    r"\A([a-z0-9]([a-z0-9-]*[a-z0-9])?/)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z",
    "Write a name like lan, or namespace and name like shared/lan, in small letters, digits and hyphens.",
)
HOST_THING = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z",
    "Write the name as the host knows it: letters, digits, dots, hyphens and underscores.",
)


class TeamNetwork(models.Model):
    """The NAT network of a team on one host. ``leaving_since``: a worker is about to remove it there."""

    team = models.ForeignKey("vms.Team", on_delete=models.CASCADE, related_name="networks")
    host = models.ForeignKey("vms.Host", on_delete=models.CASCADE, related_name="team_networks")
    cidr = models.CharField(max_length=18)
    leaving_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["host__name", "team__slug"]
        constraints = [
            models.UniqueConstraint(fields=["team", "host"], name="one_network_per_team_and_host"),
            models.UniqueConstraint(fields=["host", "cidr"], name="one_team_per_subnet_of_a_host"),
        ]

    def __str__(self) -> str:
        return f"{self.team} on {self.host}"


class NetworkLease(models.Model):
    """The address of one card of a machine, for as long as the machine has the card."""

    network = models.ForeignKey(TeamNetwork, on_delete=models.CASCADE, related_name="leases")
    machine = models.ForeignKey("vms.VirtualMachine", on_delete=models.CASCADE, related_name="leases")
    interface = models.CharField(max_length=253)
    mac = models.CharField(max_length=17)
    address = models.GenericIPAddressField(protocol="IPv4")

    class Meta:
        ordering = ["interface"]
        constraints = [
            models.UniqueConstraint(fields=["network", "address"], name="one_card_per_address"),
            models.UniqueConstraint(fields=["machine", "interface"], name="one_address_per_card"),
        ]

    def __str__(self) -> str:
        return f"{self.address} for {self.interface} of {self.machine}"


class PortForward(models.Model):
    """A port of a host that leads to a port of a guest while it runs."""

    host = models.ForeignKey("vms.Host", on_delete=models.CASCADE, related_name="forwards")
    machine = models.ForeignKey("vms.VirtualMachine", on_delete=models.CASCADE, related_name="forwards")
    interface = models.CharField(max_length=253)
    protocol = models.CharField(max_length=4)  # tcp or udp
    port = models.PositiveIntegerField()
    host_port = models.PositiveIntegerField()

    class Meta:
        ordering = ["interface", "port", "protocol"]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "protocol", "host_port"], name="one_guest_per_port_of_a_host"
            ),
            models.UniqueConstraint(
                fields=["machine", "interface", "protocol", "port"], name="one_way_to_a_port_of_a_guest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.host_port} to {self.machine}:{self.port}/{self.protocol}"


class NetworkAttachment(models.Model):
    """A network that an administrator offers, under the name that manifests use (``multus.networkName``).

    A name without a namespace is known in every team; one with a namespace as that, and, within the team of
    that name, without it too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=253, unique=True, validators=[NETWORK_NAME])
    description = models.CharField(max_length=200, blank=True)
    is_for_everybody = models.BooleanField(default=False)
    teams = models.ManyToManyField("vms.Team", blank=True, related_name="granted_networks")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PlaceKind(models.TextChoices):
    NETWORK = "network", "libvirt network"
    BRIDGE = "bridge", "Bridge of the host"
    SRIOV = "sriov", "SR-IOV pool"


class NetworkPlace(models.Model):
    """What an offered network is on one host."""

    attachment = models.ForeignKey(NetworkAttachment, on_delete=models.CASCADE, related_name="places")
    host = models.ForeignKey("vms.Host", on_delete=models.CASCADE, related_name="network_places")
    kind = models.CharField(max_length=8, choices=PlaceKind.choices)
    target = models.CharField(max_length=63, validators=[HOST_THING])

    class Meta:
        ordering = ["host__name"]
        constraints = [
            models.UniqueConstraint(fields=["attachment", "host"], name="one_place_per_network_and_host")
        ]

    def __str__(self) -> str:
        return f"{self.target} on {self.host}"
