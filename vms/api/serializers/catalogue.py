"""Blueprints and teams: what a draft is begun with."""

from typing import Any

from rest_framework import serializers

from vms.models import Blueprint, Team


class BlueprintAnswer(serializers.ModelSerializer[Blueprint]):
    """``version`` and what follows are those of the version that drafts begin from."""

    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, allow_null=True)
    version = serializers.IntegerField(source="current.number", read_only=True)
    text = serializers.CharField(source="current.text", read_only=True)
    essentials = serializers.ListField(
        child=serializers.CharField(), source="current.essentials", read_only=True
    )
    locked = serializers.ListField(child=serializers.DictField(), source="current.locked", read_only=True)
    bounded = serializers.ListField(child=serializers.DictField(), source="current.bounded", read_only=True)
    sizes = serializers.ListField(child=serializers.DictField(), source="current.sizes", read_only=True)

    class Meta:
        model = Blueprint
        fields = [
            "slug",
            "title",
            "summary",
            "description",
            "picture",
            "tint",
            "family",
            "team",
            "version",
            "text",
            "essentials",
            "locked",
            "bounded",
            "sizes",
        ]
        read_only_fields = fields


class TeamAnswer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["slug", "name"]
        read_only_fields = fields
