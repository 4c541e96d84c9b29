"""``/drafts/``: write a manifest as text, as a document or by edits; check it; ask for its approval."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from vms import access, manifest
from vms.api.errors import Entry, entries, yaml_entry
from vms.api.serializers import (
    DraftAnswer,
    DraftEdits,
    DraftListItem,
    DraftSource,
    DraftText,
    Report,
    RequestAnswer,
    Submission,
)
from vms.models import Draft, Team, VirtualMachine
from vms.selectors import blueprints, machines, teams
from vms.selectors import drafts as reading
from vms.services import drafts, requests

from .base import refusals
from .exchange import Exported, Imported


class DraftViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Imported, Exported[Draft]):
    queryset = Draft.objects.none()
    list_query = frozenset({"team"})
    action_query: ClassVar = {"export": frozenset({"as"}), "bring": frozenset({"dry_run"})}

    def get_serializer_class(self) -> type[DraftListItem]:
        return DraftListItem if self.action == "list" else DraftAnswer

    def get_queryset(self) -> QuerySet[Draft]:
        if self.action != "list":
            return access.visible_to(self.request.user, Draft).select_related("team", "author", "machine")
        rows = reading.for_list(self.request.user)
        team = self.request.query_params.get("team")
        return rows.filter(team__slug=team) if team else rows

    @extend_schema(
        parameters=[OpenApiParameter("team", str, description="Slug of a team.")],
        responses={200: DraftListItem(many=True), **refusals(400)},
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The drafts of your teams."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: DraftAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One draft with its text."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=DraftSource, responses={201: DraftAnswer, **refusals(400, 409, 422)})
    def create(self, request: Request) -> Response:
        """Begin a draft from a text, a document, a blueprint or a machine."""
        draft = self._begin(self.body(DraftSource))
        return Response(
            DraftAnswer(draft).data,
            status=201,
            headers={"Location": reverse("api:draft-detail", args=[draft.pk])},
        )

    @extend_schema(request=DraftText, responses={200: DraftAnswer, **refusals(400, 404, 409)})
    def update(self, request: Request, pk: str) -> Response:
        """Replace the text. 409 when somebody saved after the version you name."""
        draft = self.get_object()
        return Response(
            DraftAnswer(drafts.save_text(actor=self.actor, draft=draft, **self.body(DraftText))).data
        )

    @extend_schema(request=DraftEdits, responses={200: DraftAnswer, **refusals(400, 404, 409, 422)})
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change values at JSON pointers; every other line of the text stays as it is."""
        draft = self.get_object()
        return Response(
            DraftAnswer(drafts.apply_edits(actor=self.actor, draft=draft, **self.body(DraftEdits))).data
        )

    @extend_schema(request=None, responses={204: None, **refusals(400, 404, 409)})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throw the draft away. Its requests stay."""
        drafts.delete(actor=self.actor, draft=self.get_object())
        return Response(status=204)

    @extend_schema(responses={200: Report, **refusals(404)})
    @action(detail=True)
    def check(self, request: Request, pk: str) -> Response:
        """Everything that is wrong with the text as it is, with lines."""
        draft = self.get_object()
        found = reading.read(draft)
        if found.document is None:
            return Response({"valid": False, "digest": None, "errors": _unreadable(found)})
        return Response(
            {
                "valid": found.error_count == 0,
                "digest": manifest.digest(found.document),
                "errors": entries(found.problems, draft.text),
            }
        )

    @extend_schema(request=Submission, responses={201: RequestAnswer, **refusals(400, 404, 409, 422)})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Ask for approval of the text as it is. Twice is once."""
        draft = self.get_object()
        asked = requests.submit(actor=self.actor, draft=draft, **self.body(Submission))
        return Response(
            RequestAnswer(asked, context=self.get_serializer_context()).data,
            status=201,
            headers={"Location": reverse("api:change-request-detail", args=[asked.pk])},
        )

    def manifest_of(self, row: Draft) -> tuple[str, str]:
        return row.text, row.name

    def _begin(self, source: dict[str, Any]) -> Draft:
        if "machine" in source:
            return drafts.from_machine(actor=self.actor, machine=self._machine(source["machine"]))
        team = self._team(source["team"])
        if "blueprint" in source:
            blueprint = blueprints.published(self.actor).filter(slug=source["blueprint"]).first()
            if blueprint is None:
                raise serializers.ValidationError({"blueprint": "There is no such blueprint."})
            return drafts.from_blueprint(
                actor=self.actor,
                team=team,
                blueprint=blueprint,
                name=source.get("name", ""),
                size=source.get("size", ""),
            )
        text = source["text"] if "text" in source else manifest.to_yaml(source["document"])
        return drafts.create(actor=self.actor, team=team, text=text)

    def _team(self, slug: str) -> Team:
        team = teams.of(self.actor).filter(slug=slug).first()
        if team is None:
            raise serializers.ValidationError({"team": "There is no such team that you may use."})
        return team

    def _machine(self, machine_id: Any) -> VirtualMachine:
        try:
            return machines.for_page(self.actor, machine_id)
        except VirtualMachine.DoesNotExist as error:
            raise serializers.ValidationError(
                {"machine": "There is no such machine that you may use."}
            ) from error


def _unreadable(found: reading.Reading) -> list[Entry]:
    return [yaml_entry(found.error)] if found.error is not None else entries(found.problems)
