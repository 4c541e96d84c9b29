"""What belongs to one person: their public keys."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from vms.cloudinit import PublicKeyInvalid
from vms.selectors import ssh_keys as selector
from vms.selectors import teams
from vms.services import Conflict, ssh_keys
from vms.web.actor import actor_of
from vms.web.cloud_pages import NewKey, ProfilePage, first_error
from vms.web.pages import Notice


@login_required
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    return _answer(request)


@login_required
@require_POST
def add_key(request: HttpRequest) -> HttpResponse:
    form = NewKey(request.POST)
    if not form.is_valid():
        return _answer(request, first_error(form), form)
    try:
        key = ssh_keys.add(actor=actor_of(request), **form.cleaned_data)
    except (PublicKeyInvalid, Conflict) as error:
        return _answer(request, str(error), form)
    messages.success(request, f"The key {key} is in your profile.")
    return redirect("profile")


@login_required
@require_POST
def delete_key(request: HttpRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(selector.of(request.user), pk=key_id)
    ssh_keys.delete(actor=actor_of(request), key=key)
    messages.success(request, f"The key {key} is deleted. Machines that were made with it keep it.")
    return redirect("profile")


def _answer(request: HttpRequest, reason: str = "", form: NewKey | None = None) -> HttpResponse:
    given = form.data.get("public_key", "") if form else ""
    page = ProfilePage(
        keys=list(selector.of(request.user)),
        teams=list(teams.of(request.user)),
        notice=Notice("error", reason) if reason else None,
        public_key="" if "PRIVATE" in given else given[:20_000],
        name=form.data.get("name", "")[:100] if form else "",
    )
    return render(request, "vms/profile.html", {"page": page}, status=422 if reason else 200)
