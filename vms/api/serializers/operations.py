"""Operations: the timeline of work that goes on behind an answer."""

from typing import Any

from rest_framework import serializers

from vms.models import Operation


class Step(serializers.Serializer[Any]):
    name = serializers.CharField()
    at = serializers.DateTimeField()
    detail = serializers.CharField(allow_blank=True)


class OperationAnswer(serializers.ModelSerializer[Operation]):
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    actor = serializers.SlugRelatedField[Any](slug_field="username", read_only=True, allow_null=True)
    machine = serializers.UUIDField(source="machine_id", read_only=True, allow_null=True)
    steps = Step(many=True, read_only=True)

    class Meta:
        model = Operation
        fields = [
            "id",
            "verb",
            "state",
            "steps",
            "error",
            "machine",
            "machine_name",
            "team",
            "actor",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields
