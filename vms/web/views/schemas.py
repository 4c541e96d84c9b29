"""The catalogue of schemas: the list, an upload, what one adds, who is governed by it, its end."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vms import access
from vms.models import Blueprint, SchemaVersion, Team
from vms.schema import SchemaInvalid
from vms.selectors import impact
from vms.selectors import schemas as selector
from vms.services import Conflict, schemas
from vms.web.actor import actor_of
from vms.web.pages import Confirm, ConfirmPage
from vms.web.schema_pages import NewSchema, NewSchemaPage, SchemaListPage, SchemaPage, SchemaSwitch

SHOWN = 300  # fields of one kind on a page


def schema_or_404(request: HttpRequest, schema_id: UUID) -> SchemaVersion:
    """Absent and foreign look alike."""
    try:
        return selector.for_page(request.user, schema_id)
    except SchemaVersion.DoesNotExist as error:
        raise Http404 from error


@login_required
@require_safe
def schema_list(request: HttpRequest) -> HttpResponse:
    is_keeper = actor_of(request).is_staff
    versions = list(selector.for_list(request.user))
    default = next((version for version in versions if version.is_default), None)
    page = SchemaListPage(
        versions=versions,
        choices=[version for version in versions if version.is_of_machines],
        default=default,
        default_id=default.pk if default else None,
        leaves=selector.leaves(selector.shipped().schema),
        teams=list(access.visible_to(request.user, Team)) if is_keeper else [],
        blueprints=list(access.visible_to(request.user, Blueprint)) if is_keeper else [],
        is_keeper=is_keeper,
    )
    return render(request, "vms/schema_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def schema_new(request: HttpRequest) -> HttpResponse:
    """Upload or paste; what is refused is shown again with the reason."""
    access.require_admin(request.user, "schema.create", schemas.ADMINS_ONLY)
    form = NewSchema(request.POST or None, request.FILES or None) if request.method == "POST" else NewSchema()
    problem = ""
    if form.is_valid():
        try:
            version = schemas.upload(actor=actor_of(request), **form.wish())
        except (SchemaInvalid, Conflict) as error:
            problem = str(error)
        else:
            messages.success(request, f"{version} is here. It governs nothing until you switch it on.")
            return redirect("schema-page", version.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "vms/schema_new.html", {"page": NewSchemaPage(form, problem)}, status=status)


@login_required
@require_safe
def schema_page(request: HttpRequest, schema_id: UUID) -> HttpResponse:
    version = schema_or_404(request, schema_id)
    is_keeper = access.may(request.user, "schema.use", version)
    report = version.report
    page = SchemaPage(
        version=version,
        counts=report.get("counts", {}),
        kinds=tuple(
            (title, kind, tuple(report.get(kind, ()))[:SHOWN], report.get("counts", {}).get(kind, 0))
            for title, kind in (("New fields", "added"), ("Changed", "changed"), ("Gone", "removed"))
        ),
        tallies=impact.tallies(version) if is_keeper else (),
        teams=list(version.teams.all()) if is_keeper else [],
        blueprints=list(version.blueprints.all()) if is_keeper else [],
        other_teams=list(Team.objects.exclude(schema=version)) if is_keeper else [],
        other_blueprints=list(Blueprint.objects.exclude(schema=version)) if is_keeper else [],
        is_keeper=is_keeper,
    )
    return render(request, "vms/schema_page.html", {"page": page})


@login_required
@require_POST
def schema_switch(request: HttpRequest) -> HttpResponse:
    """Put a team, a blueprint or everybody under a schema, or back under the portal's own."""
    access.require_admin(request.user, "schema.use", schemas.ADMINS_ONLY)
    form = SchemaSwitch(request.POST)
    if not form.is_valid():
        raise Conflict("There is no such schema, team or blueprint any more. Reload the page and try again.")
    actor, version = actor_of(request), form.cleaned_data["schema"]
    team, blueprint = form.cleaned_data["team"], form.cleaned_data["blueprint"]
    if team is not None:
        schemas.use_for_team(actor=actor, team=team, version=version)
    elif blueprint is not None:
        schemas.use_for_blueprint(actor=actor, blueprint=blueprint, version=version)
    else:
        schemas.use_for_everybody(actor=actor, version=version)
    whom = f"the team {team}" if team else f"the blueprint {blueprint}" if blueprint else "everybody else"
    what = (
        str(version) if version else "the portal's own schema" if not (team or blueprint) else "the default"
    )
    messages.success(request, f"From now on {what} governs {whom}.")
    back = form.cleaned_data["back"]
    return redirect("schema-page", back) if back else redirect("schema-list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def schema_delete(request: HttpRequest, schema_id: UUID) -> HttpResponse:
    version = schema_or_404(request, schema_id)
    access.require_admin(request.user, "schema.delete", schemas.ADMINS_ONLY)
    if request.method == "POST":
        schemas.delete(actor=actor_of(request), version=version)
        messages.success(request, f"{version} is deleted.")
        return redirect("schema-list")
    confirm = Confirm(
        verb="delete",
        title=f"Delete the schema {version}?",
        text="A schema that governs something cannot be deleted.",
        label="Delete the schema",
        icon="trash3",
        url=reverse("schema-delete", args=[version.pk]),
        back=reverse("schema-page", args=[version.pk]),
        kept=("Drafts and machines, whatever they were written under",),
        lost=("The file as it was uploaded, and the report",),
    )
    return render(request, "vms/confirm.html", {"page": ConfirmPage(confirm)})


@login_required
@require_safe
def schema_source(request: HttpRequest, schema_id: UUID) -> HttpResponse:
    """The file as it came."""
    version = schema_or_404(request, schema_id)
    is_json = version.source.lstrip()[:1] in {"{", "["}
    name, kind = ("schema.json", "application/json") if is_json else ("schema.yaml", "application/yaml")
    response = HttpResponse(version.source, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
