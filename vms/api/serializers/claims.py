"""Volumes that a team owns, and what may be asked of them."""

from typing import Any

from rest_framework import serializers

from vms import manifest
from vms.models import Claim, ClaimOrigin

from .base import Strict


class SizeField(serializers.CharField):
    """A quantity as manifests have it: 20Gi."""

    def run_validators(self, value: Any) -> None:
        """Those of texts are not for numbers, and what can be read as a size needs none."""

    def to_internal_value(self, data: Any) -> int:  # type: ignore[override]  # what it means, in bytes
        try:
            return manifest.to_bytes(super().to_internal_value(data))
        except manifest.QuantityInvalid as error:
            raise serializers.ValidationError(
                "Write the size as a number and a unit, for example 20Gi or 512Mi."
            ) from error


class ClaimAnswer(serializers.ModelSerializer[Claim]):
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    host = serializers.SlugRelatedField[Any](slug_field="name", read_only=True)
    owner = serializers.SlugRelatedField[Any](slug_field="name", read_only=True)
    seconds_left = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Claim
        fields = [
            "id", "name", "team", "owner", "host", "origin", "source", "phase", "read_only",
            "requested_bytes", "capacity_bytes", "format", "step", "done_bytes", "total_bytes", "rate",
            "seconds_left", "error", "created_at", "changed_at",
        ]  # fmt: skip
        read_only_fields = fields


class NewClaim(Strict):
    team = serializers.CharField(max_length=63, help_text="Slug of the team that will own it.")
    name = serializers.CharField(max_length=253, help_text="What manifests refer to it by.")
    origin = serializers.ChoiceField(choices=ClaimOrigin.choices, default=ClaimOrigin.BLANK)
    source = serializers.DictField(  # type: ignore[assignment]  # DRF takes fields off the class
        child=serializers.CharField(max_length=2000),
        default=dict,
        help_text="As a DataVolume's source of this kind: {url, checksum} or {name}.",
    )
    size = SizeField(required=False, help_text="For example 20Gi. Without it, as large as the content.")
    read_only = serializers.BooleanField(default=False)  # type: ignore[assignment]  # as above


class ClaimSize(Strict):
    size = SizeField(help_text="Larger than it is now, for example 40Gi.")


class ClaimCopy(Strict):
    name = serializers.CharField(max_length=253, help_text="Name of the copy.")
    size = SizeField(required=False, help_text="At least that of the original.")
