"""``/blueprints/`` and ``/teams/``: what a draft is begun with."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from vms import access, catalogue
from vms.api.serializers import (
    BlueprintAnswer,
    BlueprintSource,
    BlueprintVersionAnswer,
    NewBlueprint,
    TeamAnswer,
    VersionNumber,
)
from vms.models import Blueprint, BlueprintVersion, Draft, Team, VirtualMachine
from vms.selectors import blueprints as reading
from vms.selectors import teams
from vms.services import blueprints
from vms.services.blueprints import Content, Looks

from .base import PortalViewSet, refusals


class BlueprintViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PortalViewSet[Blueprint]):
    queryset = Blueprint.objects.none()
    serializer_class = BlueprintAnswer
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def get_queryset(self) -> QuerySet[Blueprint]:
        if self.action == "list":
            return reading.published(self.request.user)
        return reading.for_list(self.request.user)

    @extend_schema(responses={200: BlueprintAnswer(many=True), **refusals(400)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The catalogue: what is for everybody, and what is for your teams."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: BlueprintAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One blueprint as drafts begin from it."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=NewBlueprint, responses={201: BlueprintAnswer, **refusals(400, 422)})
    def create(self, request: Request) -> Response:
        """Make a blueprint of a text, a machine or a draft."""
        body = self.body(NewBlueprint)
        made = blueprints.create(
            actor=self.actor,
            team=self._team(body["team"]) if "team" in body else None,
            looks=_looks(body),
            content=self._content(body),
            publish=body["publish"],
        )
        return Response(
            BlueprintAnswer(made).data,
            status=201,
            headers={"Location": reverse("api:blueprint-detail", args=[made.slug])},
        )

    @extend_schema(request=BlueprintSource, responses={200: BlueprintAnswer, **refusals(400, 404, 422)})
    def update(self, request: Request, slug: str) -> Response:
        """Change how it looks, and write its next version."""
        blueprint, body = self.get_object(), self.body(BlueprintSource)
        blueprints.change(
            actor=self.actor,
            blueprint=blueprint,
            looks=_looks(body),
            content=self._content(body),
            publish=body["publish"],
        )
        return Response(BlueprintAnswer(self.get_object()).data)

    @extend_schema(responses={200: BlueprintVersionAnswer(many=True), **refusals(404)})
    @action(detail=True, pagination_class=None)
    def versions(self, request: Request, slug: str) -> Response:
        """Its versions, the newest first."""
        rows = reading.versions(self.actor, self.get_object())
        return Response(BlueprintVersionAnswer(rows, many=True).data)

    @extend_schema(request=VersionNumber, responses={200: BlueprintAnswer, **refusals(400, 404)})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, slug: str) -> Response:
        """Let the catalogue show one of its versions."""
        number = self.body(VersionNumber)["number"]
        version = self._version(number)
        return Response(BlueprintAnswer(blueprints.publish(actor=self.actor, version=version)).data)

    @extend_schema(request=VersionNumber, responses={200: BlueprintAnswer, **refusals(400, 404, 422)})
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, slug: str) -> Response:
        """Put what an older version said into a new one, and publish that."""
        number = self.body(VersionNumber)["number"]
        blueprints.restore(actor=self.actor, version=self._version(number))
        return Response(BlueprintAnswer(self.get_object()).data)

    @extend_schema(request=None, responses={200: BlueprintAnswer, **refusals(404)})
    @action(detail=True, methods=["post"])
    def unpublish(self, request: Request, slug: str) -> Response:
        """Take it out of the catalogue. What began from it keeps its terms."""
        done = blueprints.unpublish(actor=self.actor, blueprint=self.get_object())
        return Response(BlueprintAnswer(done).data)

    def _version(self, number: int) -> BlueprintVersion:
        """Raises ``BlueprintVersion.DoesNotExist``, which is answered with 404."""
        return reading.versions(self.actor, self.get_object()).select_related("blueprint").get(number=number)

    def _team(self, slug: str) -> Team:
        team = teams.of(self.actor).filter(slug=slug).first()
        if team is None:
            raise serializers.ValidationError({"team": "There is no such team that you may use."})
        return team

    def _content(self, body: dict[str, Any]) -> Content:
        return Content(
            text=body["text"] if "text" in body else self._stripped(body),
            essentials=tuple(body["essentials"]),
            locked=body.get("locked", ()),
            bounded=body.get("bounded", ()),
            sizes=body.get("sizes", ()),
            notes=body["notes"],
        )

    def _stripped(self, body: dict[str, Any]) -> str:
        if "draft" in body:
            draft = access.visible_to(self.actor, Draft).filter(pk=body["draft"]).first()
            if draft is None:
                raise serializers.ValidationError({"draft": "There is no such draft that you may use."})
            return catalogue.stripped(draft.text, draft.name or "machine").text
        machine = access.visible_to(self.actor, VirtualMachine).filter(pk=body["machine"]).first()
        if machine is None:
            raise serializers.ValidationError({"machine": "There is no such machine that you may use."})
        return catalogue.stripped(machine.revision.text, machine.name).text


def _looks(body: dict[str, Any]) -> Looks:
    return Looks(**{name: body[name] for name in Looks.__slots__})


class TeamViewSet(mixins.ListModelMixin, PortalViewSet[Team]):
    queryset = Team.objects.none()
    serializer_class = TeamAnswer

    def get_queryset(self) -> QuerySet[Team]:
        return teams.of(self.request.user)

    @extend_schema(responses={200: TeamAnswer(many=True), **refusals(400)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The teams that you may work for."""
        return super().list(request, *args, **kwargs)
