"""Manifests on their way in and out, for the viewsets of what holds one."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from vms import compiler
from vms.api.errors import entries
from vms.api.serializers import DraftImport, ImportReport
from vms.compiler import Field
from vms.manifest.importing import Brought, bring
from vms.models import Draft, Team
from vms.schema import Severity
from vms.selectors import drafts as reading
from vms.selectors import exports, teams
from vms.services import importing

from .base import PortalViewSet, refusals

Row = TypeVar("Row", bound=Model)
AS = OpenApiParameter(
    "as", str, enum=[str(form) for form in exports.Form], description="The form; yaml unless given."
)
DRY_RUN = OpenApiParameter("dry_run", bool, description="1: report alone, and store nothing.")


class Exported(PortalViewSet[Row]):
    """``export`` for rows that have a manifest."""

    def manifest_of(self, row: Row) -> tuple[str, str]:
        """The text and the name of the machine in it."""
        raise NotImplementedError

    @extend_schema(
        parameters=[AS],
        responses={
            (200, "application/yaml"): OpenApiTypes.STR,
            (200, "application/json"): OpenApiTypes.OBJECT,
            (200, "application/zip"): OpenApiTypes.BINARY,
            **refusals(400, 404, 422),
        },
    )
    @action(detail=True)
    def export(self, request: Request, pk: str) -> HttpResponse:
        """The manifest: as written, as JSON, or as a KubeVirt cluster takes it, in one text or in a zip."""
        row = self.get_object()
        wanted = request.query_params.get("as", str(exports.Form.YAML))
        if wanted not in set(exports.Form):
            raise serializers.ValidationError({"as": f"Choose one of {', '.join(exports.Form)}."})
        file = exports.export(*self.manifest_of(row), exports.Form(wanted))
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return HttpResponse(file.content, content_type=file.content_type, headers=headers)


class Imported(PortalViewSet[Draft]):
    """``import`` beside the drafts."""

    @extend_schema(
        request=DraftImport,
        parameters=[DRY_RUN],
        responses={200: ImportReport, 201: ImportReport, **refusals(400, 409, 422)},
    )
    @action(detail=False, methods=["post"], url_path="import", url_name="import")
    def bring(self, request: Request) -> Response:
        """Read a file, convert its machines and begin a draft with each. Twice are two drafts."""
        body = self.body(DraftImport)
        team = teams.of(self.actor).filter(slug=body["team"]).first()
        if team is None:
            raise serializers.ValidationError({"team": "There is no such team that you may use."})
        delivery = bring(body["text"], team.slug)
        chosen = body.get("machines", list(range(len(delivery.machines))))
        if any(number >= len(delivery.machines) for number in chosen):
            held = len(delivery.machines)
            raise serializers.ValidationError(
                {"machines": f"The file holds {held} machines, counted from 0."}
            )
        is_dry = request.query_params.get("dry_run", "") not in {"", "0", "false"}
        begun = {} if is_dry else self._begun(team, delivery.machines, list(dict.fromkeys(chosen)))
        found = [_machine(number, one, team, begun) for number, one in enumerate(delivery.machines)]
        others = [
            {
                "kind": one.kind,
                "name": one.name,
                "line": one.line,
                "sentence": one.sentence,
                "is_used": one.is_used,
            }
            for one in delivery.others
        ]
        return Response({"machines": found, "others": others}, status=200 if is_dry else 201)

    def _begun(self, team: Team, machines: tuple[Brought, ...], chosen: list[int]) -> dict[int, Draft]:
        texts = [machines[number].text for number in chosen]
        return dict(zip(chosen, importing.accept(actor=self.actor, team=team, texts=texts), strict=True))


def _machine(number: int, brought: Brought, team: Team, begun: dict[int, Draft]) -> dict[str, Any]:
    found = compiler.account(brought.document)
    problems = reading.check(brought.document, Draft(team=team))
    return {
        "number": number,
        "name": brought.name,
        "line": brought.line,
        "text": brought.text,
        "converted": [
            {
                "name": made.conversion.name,
                "what": made.conversion.what,
                "why": made.conversion.why,
                "pointers": made.pointers,
                "lines": made.lines,
            }
            for made in brought.made
        ],
        "left": [
            {"name": left.conversion.name, "reason": left.reason, "pointers": left.pointers}
            for left in brought.left
        ],
        "account": {"runs": _fields(found.runs), "kept": _fields(found.kept), "doubt": _fields(found.doubt)},
        "problems": entries((one for one in problems if one.severity is Severity.ERROR), brought.text),
        "draft": begun[number].pk if number in begun else None,
    }


def _fields(found: Iterable[Field]) -> list[dict[str, str]]:
    return [{"pointer": one.pointer, "name": one.label, "reason": one.reason} for one in found]
