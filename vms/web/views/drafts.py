"""The list of drafts, beginning one, throwing one away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from vms import access, manifest
from vms.models import Draft, Team
from vms.selectors import blueprints, names, teams
from vms.selectors import drafts as selector
from vms.services import drafts
from vms.web.actor import actor_of
from vms.web.download import manifest_file
from vms.web.forms import NewDraft, plain_lines
from vms.web.pages import Confirm, ConfirmPage, DraftListPage, NewDraftPage

LISTED = 200


def draft_or_404(request: HttpRequest, draft_id: UUID) -> Draft:
    """Absent and foreign look alike."""
    rows = access.visible_to(request.user, Draft).select_related(
        "team", "machine", "blueprint_version__blueprint", "author"
    )
    return get_object_or_404(rows, pk=draft_id)


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
def draft_new(request: HttpRequest) -> HttpResponse:
    """The ways to begin. A GET may already name a blueprint, where only the team is still to be chosen."""
    form = NewDraft(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        teams=teams.of(request.user),
        blueprints=blueprints.published(request.user),
    )
    if form.is_valid():
        return redirect("draft-editor", _begin(request, form.cleaned_data).pk)
    catalogue = list(blueprints.published(request.user))
    page = NewDraftPage(
        form=form,
        blueprints=catalogue,
        teams=list(teams.of(request.user)),
        chosen=next((one for one in catalogue if one.slug == request.GET.get("blueprint")), None),
    )
    return render(request, "vms/draft_new.html", {"page": page}, status=422 if form.is_bound else 200)


def _begin(request: HttpRequest, wish: dict[str, Any]) -> Draft:
    actor, team = actor_of(request), wish["team"]
    match wish["way"]:
        case "blueprint":
            return drafts.from_blueprint(actor=actor, team=team, blueprint=wish["blueprint"])
        case "upload":
            return drafts.create(actor=actor, team=team, text=wish["file"])
        case "paste":
            return drafts.create(actor=actor, team=team, text=plain_lines(wish["text"]))
        case _:
            return drafts.create(actor=actor, team=team, text=_from_scratch(team))


def _from_scratch(team: Team) -> str:
    return manifest.to_yaml(
        {
            "apiVersion": "kubevirt.io/v1",
            "kind": "VirtualMachine",
            "metadata": {"name": names.free_name(team, "machine"), "namespace": team.slug},
            "spec": {
                "runStrategy": "Always",
                "template": {"spec": {"domain": {"memory": {"guest": "1Gi"}, "devices": {}}}},
            },
        }
    )


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
