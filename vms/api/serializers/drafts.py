"""Drafts, the bodies that make and change them."""

from typing import Any

from rest_framework import serializers

from vms.models import Draft
from vms.models.team import DNS_LABEL
from vms.schema import UNSET, Edit

from .base import Strict

LONGEST_TEXT = 2**20


class DraftListItem(serializers.ModelSerializer[Draft]):
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    author = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)
    machine = serializers.UUIDField(source="machine_id", read_only=True, allow_null=True)

    class Meta:
        model = Draft
        fields = ["id", "name", "team", "author", "machine", "version", "created_at", "updated_at"]
        read_only_fields = fields


class DraftAnswer(DraftListItem):
    class Meta(DraftListItem.Meta):
        fields = [*DraftListItem.Meta.fields, "text"]
        read_only_fields = fields


class DraftSource(Strict):
    """What a draft begins with: exactly one of a text, a document, a blueprint and a machine."""

    team = serializers.CharField(required=False, help_text="Slug of the team; for a machine, it is known.")
    text = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, max_length=LONGEST_TEXT, help_text="YAML."
    )
    document = serializers.DictField(required=False, help_text="The manifest as a JSON object.")
    blueprint = serializers.SlugField(required=False, help_text="Slug of a blueprint.")
    size = serializers.SlugField(required=False, help_text="A size of the blueprint.")
    name = serializers.CharField(
        required=False, max_length=63, validators=[DNS_LABEL], help_text="Of what begins from a blueprint."
    )
    machine = serializers.UUIDField(required=False, help_text="A machine to change.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = {"text", "document", "blueprint", "machine"} & attrs.keys()
        if len(given) != 1:
            raise serializers.ValidationError("Give exactly one of text, document, blueprint and machine.")
        for key in ("size", "name"):
            if key in attrs and "blueprint" not in given:
                raise serializers.ValidationError({key: "This is for blueprints alone. Leave it out."})
        if "machine" not in given and "team" not in attrs:
            raise serializers.ValidationError({"team": "Say which team the draft is for."})
        if "machine" in given and "team" in attrs:
            raise serializers.ValidationError(
                {"team": "A machine's draft belongs to its team. Leave it out."}
            )
        return attrs


class DraftText(Strict):
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_TEXT)
    version = serializers.IntegerField(min_value=1, help_text="The version you saw.")


class _DraftEdit(Strict):
    pointer = serializers.RegexField(r"\A(/[^/]*)+\Z", help_text="JSON pointer (RFC 6901); - appends.")
    value = serializers.JSONField(required=False)
    remove = serializers.BooleanField(required=False, help_text="Remove the value; in place of value.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("value" in attrs) == attrs.get("remove", False):
            raise serializers.ValidationError("Give a value, or say remove: true.")
        return attrs


class DraftEdits(Strict):
    edits = _DraftEdit(many=True, allow_empty=False)
    version = serializers.IntegerField(min_value=1, help_text="The version you saw.")

    def validate_edits(self, edits: list[dict[str, Any]]) -> list[Edit]:
        return [Edit(edit["pointer"], edit.get("value", UNSET)) for edit in edits]


class Submission(Strict):
    version = serializers.IntegerField(min_value=1, help_text="The version you saw.")
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
