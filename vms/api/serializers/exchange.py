"""What comes in as a file, and the report on it."""

from typing import Any

from rest_framework import serializers

from vms.manifest.importing import MOST_DOCUMENTS

from .base import Strict
from .drafts import LONGEST_TEXT
from .problems import ErrorEntry


class DraftImport(Strict):
    """A file: any number of YAML or JSON documents."""

    team = serializers.CharField(help_text="Slug of the team that will own the machines.")
    text = serializers.CharField(trim_whitespace=False, max_length=LONGEST_TEXT, help_text="The whole file.")
    machines = serializers.ListField(
        child=serializers.IntegerField(min_value=0),
        required=False,
        allow_empty=False,
        max_length=MOST_DOCUMENTS,
        help_text="Which machines of the file to begin drafts with, by their number; all unless given.",
    )


class _Conversion(serializers.Serializer[Any]):
    name = serializers.CharField()
    what = serializers.CharField()
    why = serializers.CharField()
    pointers = serializers.ListField(child=serializers.CharField())
    lines = serializers.IntegerField(help_text="How many lines of the text it touched.")


class _Left(serializers.Serializer[Any]):
    name = serializers.CharField()
    reason = serializers.CharField()
    pointers = serializers.ListField(child=serializers.CharField())


class _Place(serializers.Serializer[Any]):
    pointer = serializers.CharField()
    name = serializers.CharField(help_text="The field, with the entry it is in.")
    reason = serializers.CharField(allow_blank=True)


class _Account(serializers.Serializer[Any]):
    runs = _Place(many=True, help_text="What they say is done here.")
    kept = _Place(many=True, help_text="Kept for export; here they have no effect.")
    doubt = _Place(many=True, help_text="What the portal cannot do, KubeVirt refuses, or nobody knows.")


class _Machine(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)
    line = serializers.IntegerField(help_text="Where it begins in the file.")
    text = serializers.CharField(help_text="What its draft holds.")
    converted = _Conversion(many=True)
    left = _Left(many=True, help_text="Conversions that the text could not take.")
    account = _Account()
    problems = ErrorEntry(many=True, help_text="What has to be put right before it can be submitted.")
    draft = serializers.UUIDField(allow_null=True, help_text="The draft that was begun with it.")


class _Other(serializers.Serializer[Any]):
    kind = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    line = serializers.IntegerField()
    sentence = serializers.CharField(help_text="What becomes of it.")
    is_used = serializers.BooleanField(help_text="Whether a machine took it over.")


class ImportReport(serializers.Serializer[Any]):
    machines = _Machine(many=True)
    others = _Other(many=True)
