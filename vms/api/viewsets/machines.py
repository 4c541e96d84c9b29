"""``/machines/``: look, download, power, delete. Making and changing one begins with a draft."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from vms.api.renderers import YAMLTextRenderer
from vms.api.serializers import MachineAnswer, MachineListItem, Nothing, OperationAnswer
from vms.models import Operation, VirtualMachine
from vms.selectors import machines as reading
from vms.services import machines, power

from .base import refusals
from .exchange import Exported

ACCEPTED: dict[Any, Any] = {202: OperationAnswer, **refusals(400, 404, 409)}


class MachineViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Exported[VirtualMachine]):
    queryset = VirtualMachine.objects.none()
    list_query = frozenset({"team", "search"})
    action_query: ClassVar = {"manifest": frozenset({"format"}), "export": frozenset({"as"})}

    def get_serializer_class(self) -> type[MachineListItem]:
        return MachineListItem if self.action == "list" else MachineAnswer

    def get_queryset(self) -> QuerySet[VirtualMachine]:
        rows = reading.for_list(self.request.user, search=self.request.query_params.get("search", ""))
        team = self.request.query_params.get("team")
        return rows.filter(team__slug=team) if team else rows

    def get_object(self) -> VirtualMachine:
        return reading.for_page(self.request.user, self.kwargs["pk"])

    @extend_schema(
        parameters=[
            OpenApiParameter("team", str, description="Slug of a team."),
            OpenApiParameter("search", str, description="Part of a name or a team, or a whole status."),
        ],
        responses={200: MachineListItem(many=True), **refusals(400)},
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The machines of your teams."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: MachineAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One machine with its status, its conditions and its latest operations."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=None, responses=ACCEPTED)
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete the machine, with its domain and its storage."""
        machine = self.get_object()
        return self.accepted(machines.delete(actor=self.actor, machine=machine))

    @extend_schema(
        parameters=[OpenApiParameter("format", str, enum=["json", "yaml"])],
        responses={
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "application/yaml"): OpenApiTypes.STR,
            **refusals(404, 406),
        },
    )
    @action(detail=True, renderer_classes=[JSONRenderer, YAMLTextRenderer], url_path="manifest")
    def manifest(self, request: Request, pk: str) -> Response:
        """The manifest that is wanted now: as JSON, or as the YAML that its author wrote."""
        machine = self.get_object()
        is_yaml = getattr(request.accepted_renderer, "format", "") == "yaml"
        return Response(machine.revision.text if is_yaml else machine.document)

    @extend_schema(request=Nothing, responses=ACCEPTED)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: str) -> Response:
        """Start the machine."""
        return self._power(power.start)

    @extend_schema(request=Nothing, responses=ACCEPTED)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: str) -> Response:
        """Ask the guest to shut down; after the grace period the power is cut."""
        return self._power(power.stop)

    @extend_schema(request=Nothing, responses=ACCEPTED)
    @action(detail=True, methods=["post"])
    def restart(self, request: Request, pk: str) -> Response:
        """Stop the machine and start it again."""
        return self._power(power.restart)

    @extend_schema(request=Nothing, responses=ACCEPTED)
    @action(detail=True, methods=["post"])
    def force_stop(self, request: Request, pk: str) -> Response:
        """Cut the power at once."""
        return self._power(power.force_stop)

    def manifest_of(self, row: VirtualMachine) -> tuple[str, str]:
        return row.revision.text, row.name

    def _power(self, verb: Callable[..., Operation]) -> Response:
        machine = self.get_object()
        self.body(Nothing)
        return self.accepted(verb(actor=self.actor, machine=machine))
