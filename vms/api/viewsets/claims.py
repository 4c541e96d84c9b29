"""``/volumes/``: the disks that teams own."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from vms.api.serializers import ClaimAnswer, ClaimCopy, ClaimSize, NewClaim
from vms.models import Claim
from vms.selectors import claims as selector
from vms.selectors import teams
from vms.services import claims

from .base import PortalViewSet, refusals


class ClaimViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PortalViewSet[Claim]):
    queryset = Claim.objects.none()
    serializer_class = ClaimAnswer
    list_query = frozenset({"team"})

    def get_queryset(self) -> QuerySet[Claim]:
        rows = selector.for_list(self.request.user)
        team = self.request.query_params.get("team") if self.action == "list" else None
        return rows.filter(team__slug=team) if team else rows

    @extend_schema(
        parameters=[OpenApiParameter("team", str, description="Slug of a team.")],
        responses={200: ClaimAnswer(many=True), **refusals(400)},
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The volumes of your teams."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: ClaimAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One volume: its phase, and how far its content has come."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=NewClaim, responses={202: ClaimAnswer, **refusals(400, 409, 422)})
    def create(self, request: Request) -> Response:
        """Ask for a new volume. It is ready when its phase says so."""
        wish = self.body(NewClaim)
        team = teams.of(self.actor).filter(slug=wish.pop("team")).first()
        if team is None:
            raise serializers.ValidationError({"team": "There is no such team that you may use."})
        size = wish.pop("size", 0)
        return self._coming(claims.create(actor=self.actor, team=team, size_bytes=size, **wish))

    @extend_schema(request=ClaimSize, responses={202: ClaimAnswer, **refusals(400, 404, 409, 422)})
    @action(detail=True, methods=["post"])
    def resize(self, request: Request, pk: str) -> Response:
        """Make it larger. 409 while a guest may have it open."""
        size = self.body(ClaimSize)["size"]
        return self._coming(claims.resize(actor=self.actor, claim=self.get_object(), size_bytes=size))

    @extend_schema(request=ClaimCopy, responses={202: ClaimAnswer, **refusals(400, 404, 409, 422)})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """Ask for a whole copy of it, which stands alone."""
        wish = self.body(ClaimCopy)
        copy = claims.copy(
            actor=self.actor, claim=self.get_object(), name=wish["name"], size_bytes=wish.get("size", 0)
        )
        return self._coming(copy)

    @extend_schema(request=None, responses={202: ClaimAnswer, **refusals(404, 409)})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Try again what failed."""
        return self._coming(claims.retry(actor=self.actor, claim=self.get_object()))

    @extend_schema(request=None, responses={202: ClaimAnswer, **refusals(404, 409)})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throw it away with all that is on it. 409 while a machine or a waiting request uses it."""
        claim = self.get_object()
        claims.delete(actor=self.actor, claim=claim)
        claim.refresh_from_db()
        return self._coming(claim)

    def _coming(self, claim: Claim) -> Response:
        return Response(
            ClaimAnswer(claim).data,
            status=202,
            headers={"Location": reverse("api:claim-detail", args=[claim.pk])},
        )
