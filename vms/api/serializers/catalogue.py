"""Blueprints and teams: what a draft is begun with."""

from rest_framework import serializers

from vms.models import Blueprint, Team


class BlueprintAnswer(serializers.ModelSerializer[Blueprint]):
    class Meta:
        model = Blueprint
        fields = ["slug", "title", "summary", "icon", "text", "essentials"]
        read_only_fields = fields


class TeamAnswer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["slug", "name"]
        read_only_fields = fields
