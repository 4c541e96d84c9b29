"""The list of drafts, throwing one away, downloading one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from vms.models import Draft
from vms.selectors import blueprints, teams
from vms.selectors import drafts as selector
from vms.services import drafts
from vms.web.actor import actor_of
from vms.web.download import manifest_file
from vms.web.pages import Confirm, ConfirmPage, DraftListPage

LISTED = 200


def draft_or_404(request: HttpRequest, draft_id: UUID) -> Draft:
    """Absent and foreign look alike."""
    try:
        return selector.for_editor(request.user, draft_id)
    except Draft.DoesNotExist as error:
        raise Http404 from error


@login_required
@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    rows = list(selector.for_list(request.user)[:LISTED])
    page = DraftListPage(
        drafts=rows,
        blueprints=[] if rows else list(blueprints.published(request.user)),
        teams=list(teams.of(request.user)),
    )
    return render(request, "vms/draft_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_delete(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    draft = draft_or_404(request, draft_id)
    if request.method == "POST":
        drafts.delete(actor=actor_of(request), draft=draft)
        messages.success(request, f"The draft {draft} is deleted.")
        return redirect("draft-list")
    confirm = Confirm(
        verb="delete",
        title=f"Delete the draft {draft}?",
        text="The text is gone for good. Download it first if you may want it again.",
        label="Delete the draft",
        icon="trash3",
        url=reverse("draft-delete", args=[draft.pk]),
        back=reverse("draft-editor", args=[draft.pk]),
        kept=("Requests that were made from it, with their manifests", *_its_machine(draft)),
        lost=("The draft and what was not submitted",),
    )
    return render(request, "vms/confirm.html", {"page": ConfirmPage(confirm)})


def _its_machine(draft: Draft) -> tuple[str, ...]:
    return (f"The machine {draft.machine.name}",) if draft.machine else ()


@login_required
@require_safe
def download(request: HttpRequest, draft_id: UUID, format: str) -> HttpResponse:
    draft = draft_or_404(request, draft_id)
    return manifest_file(draft.text, draft.name, format)
