"""Blueprints and teams: what a draft is begun with."""

from typing import Any

from rest_framework import serializers

from vms.catalogue import Bound, Lock, Size
from vms.models import Blueprint, BlueprintVersion, Family, Picture, Team, Tint
from vms.schema import UNSET, Edit

from .base import Strict

LONGEST_TEXT = 2**20
POINTER = r"\A(/[^/]*)+\Z"


class BlueprintAnswer(serializers.ModelSerializer[Blueprint]):
    """``version`` and what follows are those of the version that drafts begin from; absent without one."""

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


class BlueprintVersionAnswer(serializers.ModelSerializer[BlueprintVersion]):
    author = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, allow_null=True)

    class Meta:
        model = BlueprintVersion
        fields = [
            "number",
            "notes",
            "author",
            "created_at",
            "text",
            "essentials",
            "locked",
            "bounded",
            "sizes",
        ]
        read_only_fields = fields


class _Lock(Strict):
    pointer = serializers.RegexField(POINTER, max_length=500, help_text="JSON pointer (RFC 6901).")
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class _Bound(_Lock):
    minimum = serializers.JSONField(required=False)
    maximum = serializers.JSONField(required=False)
    choices = serializers.ListField(required=False, max_length=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not {"minimum", "maximum", "choices"} & attrs.keys():
            raise serializers.ValidationError("Give a minimum, a maximum or choices.")
        return attrs

    def validate_minimum(self, value: Any) -> Any:
        return _limit(value)

    def validate_maximum(self, value: Any) -> Any:
        return _limit(value)


class _SizeEdit(Strict):
    pointer = serializers.RegexField(POINTER, max_length=500)
    value = serializers.JSONField(required=False, help_text="Left out: what is there is removed.")


class _Size(Strict):
    slug = serializers.SlugField(max_length=40)
    title = serializers.CharField(max_length=40)
    summary = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    edits = _SizeEdit(many=True, allow_empty=False)


class BlueprintSource(Strict):
    """What a version says, and how the entry looks: text of its own, or that of a machine or a draft."""

    title = serializers.CharField(max_length=100)
    summary = serializers.CharField(max_length=300)
    description = serializers.CharField(required=False, default="", allow_blank=True, max_length=5000)
    picture = serializers.ChoiceField(choices=Picture.choices, required=False, default=Picture.BOX)
    tint = serializers.ChoiceField(choices=Tint.choices, required=False, default=Tint.TEAL)
    family = serializers.ChoiceField(choices=Family.choices, required=False, default=Family.LINUX)
    position = serializers.IntegerField(required=False, default=10, min_value=0, max_value=32_767)
    text = serializers.CharField(required=False, trim_whitespace=False, max_length=LONGEST_TEXT)
    machine = serializers.UUIDField(required=False, help_text="Identity and secrets are taken out.")
    draft = serializers.UUIDField(required=False, help_text="Identity and secrets are taken out.")
    essentials = serializers.ListField(
        child=serializers.CharField(max_length=500), required=False, default=list
    )
    locked = _Lock(many=True, required=False)
    bounded = _Bound(many=True, required=False)
    sizes = _Size(many=True, required=False)
    notes = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    publish = serializers.BooleanField(required=False, default=True)

    def validate_locked(self, locked: list[dict[str, Any]]) -> tuple[Lock, ...]:
        return tuple(map(Lock.from_json, locked))

    def validate_bounded(self, bounded: list[dict[str, Any]]) -> tuple[Bound, ...]:
        return tuple(map(Bound.from_json, bounded))

    def validate_sizes(self, sizes: list[dict[str, Any]]) -> tuple[Size, ...]:
        return tuple(
            Size(
                size["slug"],
                size["title"],
                size["summary"],
                tuple(Edit(edit["pointer"], edit.get("value", UNSET)) for edit in size["edits"]),
            )
            for size in sizes
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len({"text", "machine", "draft"} & attrs.keys()) != 1:
            raise serializers.ValidationError("Give exactly one of text, machine and draft.")
        return attrs


class NewBlueprint(BlueprintSource):
    team = serializers.CharField(required=False, help_text="Slug of a team; left out: for every team.")


class VersionNumber(Strict):
    number = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class TeamAnswer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["slug", "name"]
        read_only_fields = fields


def _limit(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise serializers.ValidationError("A limit is a number or a quantity.")
    return value
