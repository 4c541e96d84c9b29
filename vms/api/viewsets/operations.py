"""``/operations/``: where a 202 answer is followed."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from vms import access
from vms.api.serializers import OperationAnswer
from vms.models import Operation

from .base import PortalViewSet, refusals


class OperationViewSet(mixins.RetrieveModelMixin, PortalViewSet[Operation]):
    queryset = Operation.objects.none()
    serializer_class = OperationAnswer

    def get_queryset(self) -> QuerySet[Operation]:
        return access.visible_to(self.request.user, Operation).select_related("team", "actor")

    @extend_schema(responses={200: OperationAnswer, **refusals(404)})
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One operation with the steps it went through."""
        return super().retrieve(request, *args, **kwargs)
