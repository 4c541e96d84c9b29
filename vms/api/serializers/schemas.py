"""Schemas: what is brought, what it adds, and who is put under it."""

from typing import Any

from rest_framework import serializers

from vms.models import SchemaVersion

from .base import Strict


class SchemaListItem(serializers.ModelSerializer[SchemaVersion]):
    version = serializers.CharField(source="label", read_only=True)
    uploaded_by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = SchemaVersion
        fields = [
            "id",
            "name",
            "version",
            "digest",
            "origin",
            "notes",
            "is_default",
            "is_of_machines",
            "uploaded_by",
            "created_at",
        ]
        read_only_fields = fields


class SchemaAnswer(SchemaListItem):
    """With its report: the fields that are added, removed and changed, as pattern pointers."""

    class Meta(SchemaListItem.Meta):
        fields = [*SchemaListItem.Meta.fields, "report"]
        read_only_fields = fields


class SchemaSource(Strict):
    name = serializers.CharField(max_length=100)
    version = serializers.CharField(max_length=40, help_text="Which version of it: v1.6.0.")
    text = serializers.CharField(trim_whitespace=False, help_text="A CRD or a JSON Schema, in YAML or JSON.")


class SchemaChoice(Strict):
    """For a team, for a blueprint, or, with neither, for everybody."""

    schema = serializers.UUIDField(allow_null=True, help_text="null: back to what governed before.")
    team = serializers.CharField(required=False, help_text="Slug of a team.")
    blueprint = serializers.SlugField(required=False, help_text="Slug of a blueprint.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "team" in attrs and "blueprint" in attrs:
            raise serializers.ValidationError("Give a team or a blueprint, not both.")
        return attrs
