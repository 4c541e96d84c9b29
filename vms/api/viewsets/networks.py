"""``/networks/``: what teams may join; admins register, grant and remove."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from vms import access
from vms.api.serializers import NetworkAnswer, NetworkBody, NewNetwork
from vms.models import Host, NetworkAttachment, Team
from vms.selectors import networks as selector
from vms.services import networks
from vms.services.networks import ADMINS_ONLY, Place

from .base import PortalViewSet, refusals


class NetworkViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PortalViewSet[NetworkAttachment]):
    queryset = NetworkAttachment.objects.none()
    serializer_class = NetworkAnswer

    def get_queryset(self) -> QuerySet[NetworkAttachment]:
        return selector.for_list(self.request.user)

    @extend_schema(responses={200: NetworkAnswer(many=True), **refusals(400)})
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The networks that your teams may join beside their own."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: NetworkAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One network: for whom it is, and what it is on the hosts."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=NewNetwork, responses={201: NetworkAnswer, **refusals(400, 403, 409)})
    def create(self, request: Request) -> Response:
        """Offer a network (platform admins)."""
        access.require_admin(self.actor, "network.create", ADMINS_ONLY)
        wish = self.body(NewNetwork)
        network = networks.create(actor=self.actor, name=wish["name"], **_meant(wish))
        return Response(
            self.get_serializer(network).data,
            status=201,
            headers={"Location": reverse("api:network-detail", args=[network.pk])},
        )

    @extend_schema(request=NetworkBody, responses={200: NetworkAnswer, **refusals(400, 403, 404, 409)})
    def update(self, request: Request, pk: str) -> Response:
        """Say anew for whom it is and what it is on the hosts (platform admins)."""
        network = self.get_object()
        access.require_admin(self.actor, "network.edit", ADMINS_ONLY)
        wish = _meant(self.body(NetworkBody))
        changed = networks.change(actor=self.actor, attachment=network, **wish)
        return Response(self.get_serializer(changed).data)

    @extend_schema(request=None, responses={204: None, **refusals(400, 403, 404, 409)})
    def destroy(self, request: Request, pk: str) -> Response:
        """Offer it no more (platform admins). 409 while a machine, a waiting request or a draft names it."""
        network = self.get_object()
        access.require_admin(self.actor, "network.delete", ADMINS_ONLY)
        networks.delete(actor=self.actor, attachment=network)
        return Response(status=204)


def _meant(wish: dict[str, Any]) -> dict[str, Any]:
    """The rows behind the names."""
    teams = {team.slug: team for team in Team.objects.filter(slug__in=wish["teams"])}
    hosts = {host.name: host for host in Host.objects.all()}
    for slug in wish["teams"]:
        if slug not in teams:
            raise serializers.ValidationError({"teams": f"There is no team {slug}."})
    for place in wish["places"]:
        if place["host"] not in hosts:
            raise serializers.ValidationError({"places": f"There is no host {place['host']}."})
    return {
        "description": wish["description"],
        "is_for_everybody": wish["is_for_everybody"],
        "teams": list(teams.values()),
        "places": {hosts[place["host"]]: Place(place["kind"], place["target"]) for place in wish["places"]},
    }
