"""Machines as lists and as single answers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from vms import access
from vms.models import VirtualMachine
from vms.selectors import networks, operations

from .operations import OperationAnswer

Condition = inline_serializer(
    "Condition",
    {
        "type": serializers.CharField(),
        "status": serializers.CharField(),
        "reason": serializers.CharField(allow_blank=True),
        "message": serializers.CharField(allow_blank=True),
        "lastTransitionTime": serializers.DateTimeField(allow_null=True),
    },
)


Card = inline_serializer(
    "NetworkCard",
    {
        "interface": serializers.CharField(),
        "address": serializers.IPAddressField(help_text="The guest's address on its team's network."),
    },
)

Way = inline_serializer(
    "PortForward",
    {
        "interface": serializers.CharField(),
        "protocol": serializers.ChoiceField(choices=["tcp", "udp"]),
        "port": serializers.IntegerField(help_text="Of the guest."),
        "host": serializers.CharField(),
        "host_address": serializers.IPAddressField(
            allow_null=True, help_text="Null: every address of the host."
        ),
        "host_port": serializers.IntegerField(),
    },
)


class MachineListItem(serializers.ModelSerializer[VirtualMachine]):
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    # A host's name only: its address and its facts are nobody's business here.
    host = serializers.SlugRelatedField[Any](slug_field="name", read_only=True, allow_null=True)

    class Meta:
        model = VirtualMachine
        fields = [
            "id",
            "name",
            "team",
            "host",
            "printable_status",
            "status_since",
            "status_sequence",
            "generation",
            "observed_generation",
            "created_at",
        ]
        read_only_fields = fields


class MachineAnswer(MachineListItem):
    """One machine with its conditions and its latest operations."""

    digest = serializers.CharField(source="revision.digest", read_only=True)
    conditions = serializers.SerializerMethodField()
    addresses = serializers.SerializerMethodField()
    forwards = serializers.SerializerMethodField()
    operations = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField()

    class Meta(MachineListItem.Meta):
        fields = [
            *MachineListItem.Meta.fields,
            "serial",
            "digest",
            "conditions",
            "addresses",
            "forwards",
            "operations",
            "verbs",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListSerializer(child=Condition))
    def get_conditions(self, machine: VirtualMachine) -> list[dict[str, Any]]:
        return list(machine.conditions)

    @extend_schema_field(serializers.ListSerializer(child=Card))
    def get_addresses(self, machine: VirtualMachine) -> list[dict[str, str]]:
        found = networks.addresses_of(machine)
        return [{"interface": name, "address": address} for name, address in found.items()]

    @extend_schema_field(serializers.ListSerializer(child=Way))
    def get_forwards(self, machine: VirtualMachine) -> list[dict[str, Any]]:
        return [
            {
                "interface": way.interface,
                "protocol": way.protocol,
                "port": way.port,
                "host": way.host.name,
                "host_address": networks.reached_at(way),
                "host_port": way.host_port,
            }
            for way in networks.forwards_of(machine)
        ]

    @extend_schema_field(OperationAnswer(many=True))
    def get_operations(self, machine: VirtualMachine) -> Any:
        rows = operations.of_machine(machine).select_related("team", "actor")
        return OperationAnswer(rows, many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_verbs(self, machine: VirtualMachine) -> list[str]:
        return sorted(access.verbs_for(self.context["request"].user, machine))
