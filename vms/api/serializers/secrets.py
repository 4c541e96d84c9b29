"""Secrets: what may be known of them, and bodies that only write."""

from typing import Any

from rest_framework import serializers

from vms.models import Secret

from .base import Strict


class SecretAnswer(serializers.ModelSerializer[Secret]):
    """Never the content: there is no way to read it."""

    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    changed_by = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)
    keys = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Secret
        fields = ["id", "name", "team", "keys", "created_at", "changed_at", "changed_by"]
        read_only_fields = fields


class SecretContent(Strict):
    data = serializers.DictField(  # type: ignore[assignment]  # DRF takes fields off the class: .data stays its
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, write_only=True),
        write_only=True,
        allow_empty=False,
        help_text="Texts by key; user data is looked for under userdata. Written once, never answered.",
    )


class NewSecret(SecretContent):
    team = serializers.CharField(max_length=63, help_text="Slug of the team that will own it.")
    name = serializers.CharField(max_length=253, help_text="What manifests refer to it by.")
