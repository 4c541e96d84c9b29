"""Refusals and findings, for the description of the API and for reports."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from vms.schema import StandingKind


class ErrorEntry(serializers.Serializer[Any]):
    pointer = serializers.CharField(help_text="JSON pointer of the value at fault.", allow_blank=True)
    message = serializers.CharField()
    keyword = serializers.CharField(help_text="JSON Schema keyword, or the name of the rule.")
    severity = serializers.CharField(help_text="error, warning or info.")
    rule = serializers.CharField(
        required=False, allow_blank=True, help_text="Number of KubeVirt's admission rule, if it is one."
    )
    standing = serializers.ChoiceField(
        choices=[(kind.value, kind.value) for kind in StandingKind],
        required=False,
        help_text="Where it stands: runs here, only for export, refused by KubeVirt, or not here.",
    )
    fix = serializers.CharField(required=False, help_text="What a button of the editor would do about it.")
    line = serializers.IntegerField(required=False, help_text="Line in the YAML text, from 1.")


# Not classes: a serializer's own ``errors`` would be in the way of a field with that name.
ProblemAnswer = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(help_text="Stable: programs may read it."),
        "detail": serializers.CharField(),
        "errors": ErrorEntry(many=True),
    },
)
Report = inline_serializer(
    "Report",
    {
        "valid": serializers.BooleanField(help_text="No finding is an error: it can be submitted."),
        "digest": serializers.CharField(allow_null=True, help_text="Of the document, when it can be read."),
        "errors": ErrorEntry(many=True),
    },
)
