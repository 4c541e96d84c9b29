"""``/schemas/``: bring a schema, see what it adds, put teams, blueprints or everybody under it."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from vms import access
from vms.api.serializers import SchemaAnswer, SchemaChoice, SchemaListItem, SchemaSource
from vms.models import Blueprint, SchemaVersion, Team
from vms.selectors import schemas as reading
from vms.services import schemas

from .base import PortalViewSet, refusals


class SchemaVersionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PortalViewSet[SchemaVersion]):
    queryset = SchemaVersion.objects.none()

    def get_serializer_class(self) -> type[SchemaListItem]:
        return SchemaListItem if self.action == "list" else SchemaAnswer

    def get_queryset(self) -> QuerySet[SchemaVersion]:
        if self.action == "list":
            return reading.for_list(self.request.user)
        return access.visible_to(self.request.user, SchemaVersion).select_related("uploaded_by")

    @extend_schema(responses={200: SchemaListItem(many=True), **refusals(400)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The schemas that you may know of: all for admins, else those that govern you."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: SchemaAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One schema, with what it adds to the portal's own."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=SchemaSource, responses={201: SchemaAnswer, **refusals(400, 409, 422)})
    def create(self, request: Request) -> Response:
        """Bring a schema. It governs nothing before somebody is put under it."""
        access.require_admin(self.actor, "schema.create", schemas.ADMINS_ONLY)
        wish = self.body(SchemaSource)
        version = schemas.upload(
            actor=self.actor, name=wish["name"], label=wish["version"], text=wish["text"]
        )
        return Response(
            SchemaAnswer(version).data,
            status=201,
            headers={"Location": reverse("api:schema-version-detail", args=[version.pk])},
        )

    @extend_schema(request=None, responses={204: None, **refusals(404, 409)})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throw a schema away that governs nobody."""
        schemas.delete(actor=self.actor, version=self.get_object())
        return Response(status=204)

    @extend_schema(request=SchemaChoice, responses={204: None, **refusals(400, 409)})
    @action(detail=False, methods=["post"])
    def switch(self, request: Request) -> Response:
        """Put a team, a blueprint or everybody under a schema, or back."""
        access.require_admin(self.actor, "schema.use", schemas.ADMINS_ONLY)
        wish = self.body(SchemaChoice)
        version = _one(SchemaVersion, "schema", pk=wish["schema"]) if wish["schema"] else None
        if "team" in wish:
            schemas.use_for_team(
                actor=self.actor, team=_one(Team, "team", slug=wish["team"]), version=version
            )
        elif "blueprint" in wish:
            blueprint = _one(Blueprint, "blueprint", slug=wish["blueprint"])
            schemas.use_for_blueprint(actor=self.actor, blueprint=blueprint, version=version)
        else:
            schemas.use_for_everybody(actor=self.actor, version=version)
        return Response(status=204)


def _one(model: Any, key: str, **which: Any) -> Any:
    row = model.objects.filter(**which).first()
    if row is None:
        raise serializers.ValidationError({key: f"There is no such {key}."})
    return row
