"""What the editor's scripts talk to: one command in, what the page must change out. All JSON."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vms.models import Draft
from vms.services import Conflict
from vms.web import commands, scripts, update, workspace
from vms.web.actor import actor_of
from vms.web.pages import Notice

from .drafts import draft_or_404

_SIGNED_OUT = "You are signed out, so this is not saved yet. Sign in again in another tab, then go on here."
_GONE = "This draft is gone, or belongs to a team that you are not in. Copy what you need from this page."


for_scripts = scripts.for_scripts(signed_out=_SIGNED_OUT, gone=_GONE)


@require_POST
@for_scripts
def command(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Do what a script asks for. A conflict is answered with what is saved now, and the asker's own text."""
    draft = draft_or_404(request, draft_id)
    asked = commands.parse(request.body)
    try:
        draft = commands.run(asked, draft, actor_of(request))
    except Conflict as error:
        mine = commands.mine(asked, draft)
        draft.refresh_from_db()
        return _update(
            request,
            draft,
            asked,
            status=409,
            message=str(error),
            told=[Notice("warning", str(error))],
            mine=mine if mine != draft.text else "",
        )
    return _update(request, draft, asked, told=())


@require_http_methods(["GET", "HEAD", "POST"])
@for_scripts
def updates(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What happened since a version that a page shows. Posted where its open rows are too many to be asked
    for by an address."""
    draft = draft_or_404(request, draft_id)
    if request.method == "POST":
        return _update(request, draft, commands.parse(request.body))
    since = request.GET.get("since", "")
    asked = commands.Command(
        do="look",
        version=int(since[:9]) if since.isascii() and since.isdigit() else 0,
        level=workspace.level_of(request),
        panes=frozenset(request.GET.getlist("pane")),
    )
    return _update(request, draft, asked)


@require_safe
@for_scripts
def part(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The HTML of one node of the form, opened: what was folded until somebody asked."""
    draft = draft_or_404(request, draft_id)
    html = workspace.part_of(draft, request.GET.get("at", ""))
    if html is None:
        return JsonResponse({"message": "The form has no such field any more. Reload the page."}, status=404)
    return JsonResponse({"version": draft.version, "html": html})


@require_safe
@for_scripts
def fields(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The fields that answer to some words."""
    draft = draft_or_404(request, draft_id)
    return JsonResponse({"fields": workspace.found(draft, request.GET.get("q", "")[:100])})


@require_safe
@for_scripts
def words(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What may stand at a place of the manifest: its keys, its values, what they mean."""
    draft = draft_or_404(request, draft_id)
    known = workspace.known_of(draft, request.GET.get("at", "")[:2000])
    if known is None:
        return JsonResponse({"message": "The schema does not know this place."}, status=404)
    return JsonResponse(known)


def _update(
    request: HttpRequest,
    draft: Draft,
    asked: commands.Command,
    *,
    status: int = 200,
    message: str = "",
    told: Sequence[Notice] | None = None,
    mine: str = "",
) -> HttpResponse:
    answer: dict[str, Any] = update.build(
        request,
        draft,
        asked.version,
        level=asked.level,
        panes=asked.panes,
        told=told,
        mine=mine,
        opened=asked.opened,
        action=asked.action,
    )
    if message:
        answer["message"] = message
    return JsonResponse(answer, status=status)
