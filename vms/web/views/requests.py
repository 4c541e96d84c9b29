"""The reviewers' queue, everybody's own requests, and one request."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from vms import access
from vms.models import ChangeRequest, RequestState
from vms.selectors import audit, secrets
from vms.selectors import requests as selector
from vms.services import Conflict
from vms.services import requests as service
from vms.web import request_view
from vms.web.actor import actor_of
from vms.web.forms import Decide
from vms.web.request_pages import RequestListPage, RequestPage

LISTED = 100


def request_or_404(request: HttpRequest, request_id: UUID) -> ChangeRequest:
    """Absent and foreign look alike."""
    return get_object_or_404(selector.for_list(request.user), pk=request_id)


@login_required
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in RequestState.values else ""
    waiting = list(selector.waiting_for(request.user)[:LISTED])
    above = {one.pk for one in waiting}
    rows = [one for one in selector.for_list(request.user, state or None)[:LISTED] if one.pk not in above]
    page = RequestListPage(
        waiting=waiting, requests=rows, state=state, is_reviewer=actor_of(request).is_staff
    )
    return render(request, "vms/request_list.html", {"page": page})


@login_required
@require_safe
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    change_request = request_or_404(request, request_id)
    verbs = access.verbs_for(request.user, change_request)
    is_waiting = change_request.state == RequestState.PENDING
    page = RequestPage(
        request=change_request,
        decision=getattr(change_request, "decision", None),
        quantities=request_view.quantities(change_request),
        sentences=request_view.sentences(change_request),
        changes=request_view.changes(change_request),
        may_decide=is_waiting and "request.decide" in verbs,
        why_not=access.why_not(request.user, "request.decide", change_request)
        if is_waiting and "request.decide" not in verbs
        else "",
        may_withdraw=is_waiting and "request.withdraw" in verbs,
        activity=list(audit.of_object(change_request)),
        secrets=secrets.named_by(change_request.revision.document, change_request.team),
    )
    return render(request, "vms/request_page.html", {"page": page})


@login_required
@require_POST
def approve(request: HttpRequest, request_id: UUID) -> HttpResponse:
    change_request = request_or_404(request, request_id)
    wish = _decision(request)
    decided = service.approve(actor=actor_of(request), change_request=change_request, **wish)
    messages.success(request, f"{decided.name} is approved. The portal is carrying it out.")
    return redirect("request-page", decided.pk)


@login_required
@require_POST
def reject(request: HttpRequest, request_id: UUID) -> HttpResponse:
    change_request = request_or_404(request, request_id)
    wish = _decision(request)
    decided = service.reject(actor=actor_of(request), change_request=change_request, **wish)
    messages.success(request, f"{decided.name} is rejected. Its author is told.")
    return redirect("request-page", decided.pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    change_request = request_or_404(request, request_id)
    service.withdraw(actor=actor_of(request), change_request=change_request)
    messages.success(request, f"The request for {change_request.name} is withdrawn.")
    return redirect("request-page", change_request.pk)


def _decision(request: HttpRequest) -> dict[str, str]:
    form = Decide(request.POST)
    if not form.is_valid():
        raise Conflict("The page did not say which revision you saw, or the comment is too long. Reload it.")
    return {"digest": form.cleaned_data["digest"], "comment": form.cleaned_data["comment"]}
