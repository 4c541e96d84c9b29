"""``/secrets/``: write, replace and delete; no answer holds the content."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vms.api.serializers import NewSecret, SecretAnswer, SecretContent
from vms.models import Secret
from vms.selectors import secrets as selector
from vms.selectors import teams
from vms.services import secrets

from .base import PortalViewSet, refusals


class SecretViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PortalViewSet[Secret]):
    queryset = Secret.objects.none()
    serializer_class = SecretAnswer
    list_query = frozenset({"team"})

    def get_queryset(self) -> QuerySet[Secret]:
        rows = selector.for_list(self.request.user)
        team = self.request.query_params.get("team") if self.action == "list" else None
        return rows.filter(team__slug=team) if team else rows

    @extend_schema(
        parameters=[OpenApiParameter("team", str, description="Slug of a team.")],
        responses={200: SecretAnswer(many=True), **refusals(400)},
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The secrets of your teams: names and keys, never the content."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: SecretAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One secret: its keys and when it changed, never the content."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=NewSecret, responses={201: SecretAnswer, **refusals(400, 409)})
    def create(self, request: Request) -> Response:
        """Keep texts under a name. They cannot be read again."""
        wish = self.body(NewSecret)
        team = teams.of(self.actor).filter(slug=wish["team"]).first()
        if team is None:
            raise serializers.ValidationError({"team": "There is no such team that you may use."})
        secret = secrets.create(actor=self.actor, team=team, name=wish["name"], data=wish["data"])
        return Response(
            SecretAnswer(secret).data,
            status=201,
            headers={"Location": reverse("api:secret-detail", args=[secret.pk])},
        )

    @extend_schema(request=SecretContent, responses={200: SecretAnswer, **refusals(400, 404)})
    def update(self, request: Request, pk: str) -> Response:
        """Put other texts in place of all that it holds. Machines get them at their next start."""
        secret = self.get_object()
        return Response(
            SecretAnswer(secrets.replace(actor=self.actor, secret=secret, **self.body(SecretContent))).data
        )

    @extend_schema(request=None, responses={204: None, **refusals(400, 404, 409)})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throw it away. 409 while a machine, a waiting request or a draft refers to it."""
        secrets.delete(actor=self.actor, secret=self.get_object())
        return Response(status=204)
