"""``/blueprints/`` and ``/teams/``: what a draft is begun with."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from vms.api.serializers import BlueprintAnswer, TeamAnswer
from vms.models import Blueprint, Team
from vms.selectors import blueprints, teams

from .base import PortalViewSet, refusals


class BlueprintViewSet(mixins.ListModelMixin, PortalViewSet[Blueprint]):
    queryset = Blueprint.objects.none()
    serializer_class = BlueprintAnswer

    def get_queryset(self) -> QuerySet[Blueprint]:
        return blueprints.published(self.request.user)

    @extend_schema(responses={200: BlueprintAnswer(many=True), **refusals(400)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The catalogue; it is the same for everybody."""
        return super().list(request, *args, **kwargs)


class TeamViewSet(mixins.ListModelMixin, PortalViewSet[Team]):
    queryset = Team.objects.none()
    serializer_class = TeamAnswer

    def get_queryset(self) -> QuerySet[Team]:
        return teams.of(self.request.user)

    @extend_schema(responses={200: TeamAnswer(many=True), **refusals(400)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The teams that you may work for."""
        return super().list(request, *args, **kwargs)
