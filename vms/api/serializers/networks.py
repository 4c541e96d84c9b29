"""Networks that administrators offer."""

from typing import Any

from rest_framework import serializers

from vms.models import NetworkAttachment, NetworkPlace, PlaceKind

from .base import Strict


class PlaceAnswer(serializers.ModelSerializer[NetworkPlace]):
    host = serializers.SlugRelatedField[Any](slug_field="name", read_only=True)
    target = serializers.SerializerMethodField(help_text="The name that the host knows; for admins.")

    def get_target(self, place: NetworkPlace) -> str | None:
        return place.target if self.context["request"].user.is_staff else None

    class Meta:
        model = NetworkPlace
        fields = ["host", "kind", "target"]
        read_only_fields = fields


class NetworkAnswer(serializers.ModelSerializer[NetworkAttachment]):
    teams = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    places = PlaceAnswer(many=True, read_only=True)

    class Meta:
        model = NetworkAttachment
        fields = ["id", "name", "description", "is_for_everybody", "teams", "places", "created_at"]
        read_only_fields = fields


class PlaceBody(Strict):
    host = serializers.CharField(max_length=63, help_text="Name of a registered host.")
    kind = serializers.ChoiceField(choices=PlaceKind.choices)
    target = serializers.CharField(max_length=63, help_text="The name that the host knows.")


class NetworkBody(Strict):
    description = serializers.CharField(max_length=200, allow_blank=True, default="")
    is_for_everybody = serializers.BooleanField(default=False)
    teams = serializers.ListField(child=serializers.CharField(max_length=63), default=list)
    places = serializers.ListField(child=PlaceBody(), default=list)


class NewNetwork(NetworkBody):
    name = serializers.CharField(max_length=253, help_text="What multus.networkName says.")
