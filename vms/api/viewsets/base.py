"""What all viewsets share: the actor, strict bodies and queries, and the two kinds of answer."""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from vms.api.pagination import Page
from vms.api.serializers import OperationAnswer, ProblemAnswer, Strict
from vms.models import Operation

Row = TypeVar("Row", bound=Model)
LONGEST_QUERY = 253  # characters of one parameter, as long as a name can be


def refusals(*statuses: int) -> dict[tuple[int, str], Any]:
    """The problem answers of an action, for the description of the API."""
    return {
        (status, "application/problem+json"): OpenApiResponse(ProblemAnswer, "Refused.")
        for status in sorted({403, *statuses})
    }


class PortalViewSet(viewsets.GenericViewSet[Row]):
    """``list_query`` names the query parameters of the list besides ``limit`` and ``offset``; any other is
    refused, because a filter that is silently ignored answers with more than was asked for."""

    pagination_class = Page
    lookup_value_converter = "uuid"
    list_query: ClassVar[frozenset[str]] = frozenset()
    action_query: ClassVar[Mapping[str, frozenset[str]]] = {}

    @property
    def actor(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101  IsAuthenticated let nobody else in
        return self.request.user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = self.list_query | {"limit", "offset"} if self.action == "list" else frozenset()
        unknown = set(request.query_params) - known - self.action_query.get(self.action or "", frozenset())
        if unknown:
            raise serializers.ValidationError(
                {name: ["There is no such query parameter here."] for name in unknown}
            )
        if any("\0" in value or len(value) > LONGEST_QUERY for value in request.query_params.values()):
            # PostgreSQL holds no null character, SQLite compares with no long pattern.
            raise serializers.ValidationError(
                f"A query parameter has at most {LONGEST_QUERY} characters, and none of them is null."
            )

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    def body(self, shape: type[Strict]) -> dict[str, Any]:
        """The request's body in this shape. Raises DRF's ``ValidationError``, an entry per key."""
        parsed = shape(data=self.request.data)
        parsed.is_valid(raise_exception=True)
        return dict(parsed.validated_data)

    def get_queryset(self) -> QuerySet[Row]:
        raise NotImplementedError  # each viewset begins with a selector or access.visible_to

    def accepted(self, operation: Operation) -> Response:
        """202: the work goes on; ``Location`` is where to follow it."""
        return Response(
            OperationAnswer(operation).data,
            status=202,
            headers={"Location": reverse("api:operation-detail", args=[operation.pk])},
        )
