"""Teams' secrets: what there is, and forms that only write."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vms.manifest import USER_DATA_KEYS
from vms.models import Secret
from vms.selectors import audit, teams
from vms.selectors import secrets as selector
from vms.services import Conflict, SecretRefused, secrets
from vms.web.actor import actor_of
from vms.web.cloud_pages import (
    ROWS,
    Content,
    NewSecret,
    SecretListPage,
    SecretNewPage,
    SecretPage,
    first_error,
)
from vms.web.pages import Confirm, ConfirmPage, Notice

LISTED = 200
_FIRST_KEY = USER_DATA_KEYS[0]


def secret_or_404(request: HttpRequest, secret_id: UUID) -> Secret:
    """Absent and foreign look alike."""
    return get_object_or_404(selector.for_list(request.user), pk=secret_id)


@login_required
@require_safe
def secret_list(request: HttpRequest) -> HttpResponse:
    page = SecretListPage(
        secrets=list(selector.for_list(request.user)[:LISTED]), teams=list(teams.of(request.user))
    )
    return render(request, "vms/secret_list.html", {"page": page})


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def secret_new(request: HttpRequest) -> HttpResponse:
    own = teams.of(request.user)
    first = own.first()
    form = NewSecret(
        request.POST if request.method == "POST" else None,
        teams=own,
        initial={"name": request.GET.get("name", "")[:253], "team": first.pk if first else None},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            secret = secrets.create(
                actor=actor_of(request), team=data["team"], name=data["name"], data=form.content
            )
        except (SecretRefused, Conflict) as error:
            form.add_error(None, f"{error} Then write the content again: it is not kept in this page.")
        else:
            messages.success(request, f"The secret {secret} is kept. Nobody can read it again.")
            return redirect("secret-page", secret.pk)
    page = SecretNewPage(form=form, teams=list(own), rows=_rows((_FIRST_KEY,)))
    return render(request, "vms/secret_new.html", {"page": page}, status=422 if form.is_bound else 200)


@login_required
@require_safe
def secret_page(request: HttpRequest, secret_id: UUID) -> HttpResponse:
    return _answer(request, secret_or_404(request, secret_id))


@login_required
@never_cache
@sensitive_post_parameters()
@require_POST
def secret_replace(request: HttpRequest, secret_id: UUID) -> HttpResponse:
    secret = secret_or_404(request, secret_id)
    form = Content(request.POST)
    reason = "" if form.is_valid() else first_error(form)
    if not reason:
        try:
            secrets.replace(actor=actor_of(request), secret=secret, data=form.content)
        except SecretRefused as error:
            reason = str(error)
    if reason:
        return _answer(request, secret, Notice("error", f"Nothing was changed. {reason}"), status=422)
    messages.success(request, "The content is replaced. Machines get it at their next start.")
    return redirect("secret-page", secret.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def secret_delete(request: HttpRequest, secret_id: UUID) -> HttpResponse:
    secret = secret_or_404(request, secret_id)
    if request.method == "POST":
        secrets.delete(actor=actor_of(request), secret=secret)
        messages.success(request, f"The secret {secret} is deleted.")
        return redirect("secret-list")
    confirm = Confirm(
        verb="delete",
        title=f"Delete the secret {secret}?",
        text="Its content is gone for good: nobody can read it, so nobody can bring it back.",
        label="Delete the secret",
        icon="trash3",
        url=reverse("secret-delete", args=[secret.pk]),
        back=reverse("secret-page", args=[secret.pk]),
        kept=("Guests that were set up with it",),
        lost=("The secret and its content",),
    )
    return render(request, "vms/confirm.html", {"page": ConfirmPage(confirm)})


def _answer(
    request: HttpRequest, secret: Secret, notice: Notice | None = None, status: int = 200
) -> HttpResponse:
    page = SecretPage(
        secret=secret,
        uses=selector.uses_of(secret),
        rows=_rows(secret.keys),
        activity=list(audit.of_object(secret)),
        notice=notice,
    )
    return render(request, "vms/secret_page.html", {"page": page}, status=status)


def _rows(keys: tuple[str, ...] | list[str]) -> list[str]:
    return [*keys, *("" for _ in range(ROWS))][:ROWS]
