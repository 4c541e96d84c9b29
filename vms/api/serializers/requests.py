"""Change requests and the bodies that decide them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from vms import access
from vms.models import ChangeRequest, Decision

from .base import Strict


class DecisionAnswer(serializers.ModelSerializer[Decision]):
    reviewer = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)

    class Meta:
        model = Decision
        fields = ["reviewer", "approved", "digest", "comment", "created_at"]
        read_only_fields = fields


class RequestListItem(serializers.ModelSerializer[ChangeRequest]):
    team = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True)
    author = serializers.SlugRelatedField[Any](slug_field="username", read_only=True)
    machine = serializers.UUIDField(source="machine_id", read_only=True, allow_null=True)
    draft = serializers.UUIDField(source="draft_id", read_only=True, allow_null=True)
    digest = serializers.CharField(source="revision.digest", read_only=True)

    class Meta:
        model = ChangeRequest
        fields = [
            "id",
            "kind",
            "name",
            "team",
            "author",
            "machine",
            "draft",
            "digest",
            "comment",
            "state",
            "created_at",
            "decided_at",
        ]
        read_only_fields = fields


class RequestAnswer(RequestListItem):
    """One request with the document it is about and, once made, the decision."""

    document = serializers.DictField(source="revision.document", read_only=True)
    decision = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField()

    class Meta(RequestListItem.Meta):
        fields = [*RequestListItem.Meta.fields, "document", "decision", "verbs"]
        read_only_fields = fields

    @extend_schema_field(DecisionAnswer(allow_null=True))
    def get_decision(self, change_request: ChangeRequest) -> Any:
        decision = Decision.objects.filter(change_request=change_request).select_related("reviewer").first()
        return DecisionAnswer(decision).data if decision else None

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_verbs(self, change_request: ChangeRequest) -> list[str]:
        return sorted(access.verbs_for(self.context["request"].user, change_request))


class Verdict(Strict):
    digest = serializers.CharField(max_length=71, help_text="Digest of the revision that you looked at.")
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
