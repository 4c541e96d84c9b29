"""``/change-requests/``: look, decide, withdraw."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from vms.api.serializers import Nothing, RequestAnswer, RequestListItem, Verdict
from vms.models import ChangeRequest, RequestState
from vms.selectors import operations
from vms.selectors import requests as reading
from vms.services import requests

from .base import PortalViewSet, refusals


class RequestViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PortalViewSet[ChangeRequest]):
    queryset = ChangeRequest.objects.none()
    list_query = frozenset({"state"})

    def get_serializer_class(self) -> type[RequestListItem]:
        return RequestListItem if self.action == "list" else RequestAnswer

    def get_queryset(self) -> QuerySet[ChangeRequest]:
        state = self.request.query_params.get("state")
        if state is not None and state not in RequestState.values:
            raise serializers.ValidationError({"state": f"One of {', '.join(RequestState.values)}."})
        return reading.for_list(self.request.user, state)

    @extend_schema(
        parameters=[OpenApiParameter("state", str, enum=RequestState.values)],
        responses={200: RequestListItem(many=True), **refusals(400)},
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The requests of your teams; those of all teams for platform admins."""
        return super().list(request, *args, **kwargs)

    @extend_schema(responses={200: RequestAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One request with its document and its decision."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=Verdict, responses={202: RequestAnswer, **refusals(400, 404, 409)})
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Make the revision the wanted state of its machine. ``Location`` is the operation that follows."""
        approved = requests.approve(actor=self.actor, change_request=self.get_object(), **self.body(Verdict))
        headers = {}
        if approved.machine is not None:
            operation = operations.of_machine(approved.machine, limit=1)[0]
            headers["Location"] = reverse("api:operation-detail", args=[operation.pk])
        return Response(self._answer(approved), status=202, headers=headers)

    @extend_schema(request=Verdict, responses={200: RequestAnswer, **refusals(400, 404, 409)})
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """Say no. The draft stays and can be submitted again."""
        return Response(
            self._answer(
                requests.reject(actor=self.actor, change_request=self.get_object(), **self.body(Verdict))
            )
        )

    @extend_schema(request=Nothing, responses={200: RequestAnswer, **refusals(400, 404, 409)})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the request back."""
        asked = self.get_object()
        self.body(Nothing)
        return Response(self._answer(requests.withdraw(actor=self.actor, change_request=asked)))

    def _answer(self, change_request: ChangeRequest) -> Any:
        return RequestAnswer(change_request, context=self.get_serializer_context()).data
