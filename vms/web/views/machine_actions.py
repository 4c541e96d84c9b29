"""What is done to one machine."""

import json
from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vms.access import NotPermitted
from vms.models import Operation, VirtualMachine
from vms.services import ConsoleRefused, consoles, drafts, machines
from vms.services import power as power_service
from vms.web import machine_view
from vms.web.actor import actor_of
from vms.web.errors import status_of
from vms.web.pages import ConfirmPage

from .machines import machine_or_404

_POWER: Final[dict[str, tuple[Callable[..., Operation], str]]] = {
    "start": (power_service.start, "{} is asked to start."),
    "stop": (power_service.stop, "{} is asked to stop."),
    "restart": (power_service.restart, "{} is asked to restart."),
    "force_stop": (power_service.force_stop, "The power of {} is being cut."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def power(request: HttpRequest, machine_id: UUID, verb: str) -> HttpResponse:
    """POST does it; GET asks first, for browsers without scripts."""
    machine = machine_or_404(request, machine_id)
    if verb not in _POWER:
        raise Http404
    if request.method != "POST":
        return _ask(request, machine, verb)
    act, words = _POWER[verb]
    act(actor=actor_of(request), machine=machine)
    messages.success(request, words.format(machine.name))
    return redirect("machine-page", machine.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, machine_id: UUID) -> HttpResponse:
    machine = machine_or_404(request, machine_id)
    if request.method != "POST":
        return _ask(request, machine, "delete")
    machines.delete(actor=actor_of(request), machine=machine)
    messages.success(request, f"{machine.name} is being deleted.")
    return redirect("machine-list")  # its own page may be gone before the browser asks for it


def _ask(request: HttpRequest, machine: VirtualMachine, verb: str) -> HttpResponse:
    confirm = machine_view.confirm_for(machine, verb)
    if confirm is None:
        raise Http404
    return render(request, "vms/confirm.html", {"page": ConfirmPage(confirm)})


@login_required
@require_POST
def edit(request: HttpRequest, machine_id: UUID) -> HttpResponse:
    machine = machine_or_404(request, machine_id)
    draft = drafts.from_machine(actor=actor_of(request), machine=machine)
    return redirect("draft-editor", draft.pk)


@login_required
@require_POST
@never_cache
def ticket(request: HttpRequest, machine_id: UUID) -> HttpResponse:
    """A console ticket as JSON; a refusal is told as problem+json, where a websocket could not say it."""
    machine = machine_or_404(request, machine_id)
    try:
        secret = consoles.issue_ticket(
            actor=actor_of(request),
            machine=machine,
            kind=_kind_in(request),
            session_key=request.session.session_key or "",
        )
    except (ConsoleRefused, NotPermitted) as error:
        status = status_of(error)
        problem = {
            "type": "about:blank",
            "title": "No console",
            "status": status,
            "code": error.code,
            "detail": str(error),
        }
        return JsonResponse(problem, status=status, content_type="application/problem+json")
    return JsonResponse({"ticket": secret})


def _kind_in(request: HttpRequest) -> str:
    try:
        wish = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return ""
    kind = wish.get("kind") if isinstance(wish, dict) else None
    return kind if isinstance(kind, str) else ""
