"""Teams' volumes: what there is and how it comes in, and forms to make, grow, copy and delete them."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vms import access
from vms.models import Claim, ClaimPhase
from vms.selectors import audit, teams
from vms.selectors import claims as selector
from vms.services import ClaimRefused, Conflict, claims
from vms.web.actor import actor_of
from vms.web.claim_pages import (
    BEGINNINGS,
    ClaimListPage,
    ClaimNewPage,
    ClaimPage,
    ClaimRow,
    Copy,
    NewClaim,
    Resize,
)
from vms.web.cloud_pages import first_error
from vms.web.pages import Confirm, ConfirmPage, Notice

LISTED = 200


def claim_or_404(request: HttpRequest, claim_id: UUID) -> Claim:
    """Absent and foreign look alike."""
    return get_object_or_404(selector.for_list(request.user), pk=claim_id)


@login_required
@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    rows = list(selector.for_list(request.user)[:LISTED])
    uses = selector.uses_by_claim(rows)
    page = ClaimListPage(
        rows=[ClaimRow(claim, uses[claim.pk]) for claim in rows],
        teams=list(teams.of(request.user)),
        total_bytes=sum(claim.capacity_bytes for claim in rows),
    )
    return render(request, "vms/claim_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: HttpRequest) -> HttpResponse:
    own = teams.of(request.user)
    first = own.first()
    asked = request.POST.get("origin") or request.GET.get("from")
    chosen = next((one for one in BEGINNINGS if one.value == asked), BEGINNINGS[0])
    initial = {
        "name": request.GET.get("name", "")[:253],
        "original": request.GET.get("original", "")[:253],
        "team": first.pk if first else None,
    }
    form = NewClaim(request.POST if request.method == "POST" else None, teams=own, initial=initial)
    if form.is_valid():
        try:
            claim = claims.create(actor=actor_of(request), **form.wish)
        except (ClaimRefused, Conflict) as error:
            form.add_error(None, str(error))
        else:
            return redirect("claim-page", claim.pk)
    page = ClaimNewPage(
        form=form,
        teams=list(own),
        beginnings=BEGINNINGS,
        chosen=chosen,
        originals=list(selector.for_list(request.user).filter(phase=ClaimPhase.READY)[:LISTED]),
    )
    return render(request, "vms/claim_new.html", {"page": page}, status=422 if form.is_bound else 200)


@login_required
@require_safe
def claim_page(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    return _answer(request, claim_or_404(request, claim_id))


@login_required
@require_POST
def claim_resize(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = claim_or_404(request, claim_id)
    form = Resize(request.POST)

    def do() -> HttpResponse:
        claims.resize(actor=actor_of(request), claim=claim, size_bytes=form.cleaned_data["size"])
        messages.success(request, "It becomes larger. The guest sees it at its next start.")
        return redirect("claim-page", claim.pk)

    return _tried(request, claim, form, do)


@login_required
@require_POST
def claim_copy(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = claim_or_404(request, claim_id)
    form = Copy(request.POST)

    def do() -> HttpResponse:
        data = form.cleaned_data
        made = claims.copy(actor=actor_of(request), claim=claim, name=data["name"], size_bytes=data["size"])
        return redirect("claim-page", made.pk)

    return _tried(request, claim, form, do)


@login_required
@require_POST
def claim_retry(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = claims.retry(actor=actor_of(request), claim=claim_or_404(request, claim_id))
    return redirect("claim-page", claim.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def claim_delete(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = claim_or_404(request, claim_id)
    if request.method == "POST":
        claims.delete(actor=actor_of(request), claim=claim)
        messages.success(request, f"The volume {claim} is being deleted.")
        return redirect("claim-list")
    confirm = Confirm(
        verb="delete",
        title=f"Delete the volume {claim}?",
        text="What guests wrote to it is gone for good.",
        label="Delete the volume",
        icon="trash3",
        url=reverse("claim-delete", args=[claim.pk]),
        back=reverse("claim-page", args=[claim.pk]),
        kept=("Copies that were made of it",),
        lost=("The volume and all that is on it",),
    )
    return render(request, "vms/confirm.html", {"page": ConfirmPage(confirm)})


def _tried(
    request: HttpRequest, claim: Claim, form: forms.Form, do: Callable[[], HttpResponse]
) -> HttpResponse:
    """What the service says no to is told on the page that asked."""
    reason = "" if form.is_valid() else first_error(form)
    if not reason:
        try:
            return do()
        except (ClaimRefused, Conflict) as error:
            reason = str(error)
    return _answer(request, claim, Notice("error", f"Nothing was changed. {reason}"), status=422)


def _answer(
    request: HttpRequest, claim: Claim, notice: Notice | None = None, status: int = 200
) -> HttpResponse:
    holder = selector.held_by(claim) if claim.phase == ClaimPhase.READY else None
    growth = f"The machine {holder.name} has it open. Stop it first." if holder else ""
    page = ClaimPage(
        claim=claim,
        uses=selector.uses_of(claim),
        activity=list(audit.of_object(claim)),
        verbs=access.verbs_for(request.user, claim),
        growth=growth,
        size=request.POST.get("size", ""),
        copy_name=request.POST.get("name", "") or f"{claim.name}-copy"[:253],
        notice=notice,
    )
    return render(request, "vms/claim_page.html", {"page": page}, status=status)
