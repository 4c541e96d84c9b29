"""What a draft's cloud-init texts need a page of their own for: passwords and secrets; and one's keys."""

import re
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vms import cloudinit
from vms.errors import PortalError
from vms.models import Draft
from vms.selectors import secrets as selector
from vms.services import cloud_init
from vms.web.actor import actor_of
from vms.web.cloud_pages import Keep, KeepPage, NewPassword, PasswordPage, first_error
from vms.web.pages import Notice

from .drafts import draft_or_404


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Set a password of the guest. What was typed is never shown again, not even beside an error."""
    draft, at = draft_or_404(request, draft_id), request.GET.get("at", "")
    text = cloud_init.text_at(draft, at)
    reason, user = "", request.GET.get("user", "")
    if request.method == "POST":
        form = NewPassword(request.POST)
        user = form.data.get("user", "")
        reason = first_error(form) if not form.is_valid() else _set_password(request, draft, at, form)
        if not reason:
            return redirect("draft-editor", draft.pk)
    page = PasswordPage(
        draft=draft,
        at=at,
        users=cloudinit.user_names(text),
        chosen=user,
        secret=_free_name(draft) if cloud_init.can_be_kept(at) else "",
        notice=Notice("error", reason) if reason else None,
    )
    return render(request, "vms/draft_password.html", {"page": page}, status=422 if reason else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Move user data into a secret of the team."""
    draft, at = draft_or_404(request, draft_id), request.GET.get("at", "")
    text = cloud_init.text_at(draft, at)
    reason, name = "", _free_name(draft)
    if request.method == "POST":
        form = Keep(request.POST)
        name = form.data.get("name", "")[:253]
        reason = first_error(form) if not form.is_valid() else _keep(request, draft, at, form)
        if not reason:
            return redirect("draft-editor", draft.pk)
    page = KeepPage(
        draft=draft,
        at=at,
        name=name,
        lines=len(text.splitlines()),
        notice=Notice("error", reason) if reason else None,
    )
    return render(request, "vms/draft_keep.html", {"page": page}, status=422 if reason else 200)


@login_required
@require_POST
def keys(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Insert the keys of one's profile, into the newest text: the page may have saved since it was drawn."""
    draft = draft_or_404(request, draft_id)
    cloud_init.insert_keys(
        actor=actor_of(request), draft=draft, pointer=request.GET.get("at", ""), version=draft.version
    )
    messages.success(request, "Your keys are in the user data.")
    return redirect("draft-editor", draft.pk)


def _set_password(request: HttpRequest, draft: Draft, at: str, form: NewPassword) -> str:
    data = form.cleaned_data
    try:
        secret = cloud_init.set_password(
            actor=actor_of(request),
            draft=draft,
            pointer=at,
            user=data["user"],
            password=data["password"],
            secret=data["secret"] if data["where"] == "secret" else "",
            version=data["version"],
        )
    except PortalError as error:
        return f"{error} Then write the password again."
    where = f"It is in the secret {secret}" if secret else "Its hash is in the user data"
    messages.success(request, f"The password is set. {where}; nobody can read it again.")
    return ""


def _keep(request: HttpRequest, draft: Draft, at: str, form: Keep) -> str:
    try:
        secret = cloud_init.keep_in_secret(
            actor=actor_of(request), draft=draft, pointer=at, **form.cleaned_data
        )
    except PortalError as error:
        return str(error)
    messages.success(request, f"The user data is in the secret {secret}, and the draft refers to it.")
    return ""


def _free_name(draft: Draft) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", draft.name.lower()[:200]).strip("-") or "machine"
    return selector.free_name(draft.team, f"{base}-user-data")
