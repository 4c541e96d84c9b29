"""Taking a manifest along: as a file, as a command, as a link. Of drafts, machines and requests alike."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from vms import access
from vms.manifest import YamlInvalid, bundle
from vms.models import ChangeRequest
from vms.selectors import exports
from vms.web.download import manifest_file
from vms.web.errors import is_htmx
from vms.web.export_pages import ExportPage
from vms.web.views.drafts import draft_or_404
from vms.web.views.machines import machine_or_404


@login_required
@require_safe
def draft_export(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    draft = draft_or_404(request, draft_id)
    page = reverse("draft-editor", args=[draft.pk])
    return _export(request, draft.text, draft.name or str(draft), draft.team.slug, page)


@login_required
@require_safe
def machine_export(request: HttpRequest, machine_id: UUID) -> HttpResponse:
    machine = machine_or_404(request, machine_id)
    page = reverse("machine-configuration", args=[machine.pk])
    return _export(request, machine.revision.text, machine.name, machine.team.slug, page)


@login_required
@require_safe
def request_export(request: HttpRequest, request_id: UUID) -> HttpResponse:
    rows = access.visible_to(request.user, ChangeRequest).select_related("revision", "team")
    asked = get_object_or_404(rows, pk=request_id)
    page = reverse("request-page", args=[asked.pk])
    return _export(request, asked.revision.text, asked.name, asked.team.slug, page)


def _export(request: HttpRequest, text: str, name: str, team: str, page_of_it: str) -> HttpResponse:
    form = request.GET.get("as")
    if form is not None:
        return manifest_file(text, name, form)
    page = _page(request, text, name, team, page_of_it)
    template = "vms/parts/_export.html" if is_htmx(request) else "vms/export.html"
    return render(request, template, {"page": page, "is_dialog": is_htmx(request)})


def _page(request: HttpRequest, text: str, name: str, team: str, page_of_it: str) -> ExportPage:
    address = request.build_absolute_uri("/")
    page = ExportPage(
        name=name,
        url=request.path,
        back=page_of_it,
        link=request.build_absolute_uri(page_of_it),
        api_call=exports.api_command(
            text, team, address, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME
        ),
    )
    try:
        packed = bundle.bundle(text)
    except YamlInvalid as error:
        return page.unreadable(str(error))
    return page.packed(packed, exports.kubectl_command(text))
