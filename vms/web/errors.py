"""The one place where errors of the portal become answers to a browser."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

from vms.errors import PortalError, TransientError
from vms.services import from_database

from .pages import ErrorPage

# By code, not by class: the code is the stable name, and most of these classes live in rooms below.
_STATUS: Final = {
    "conflict": 409,
    "console_refused": 409,
    "not_permitted": 403,
    "manifest_invalid": 422,
    "claim_refused": 422,
    "image_wish_refused": 422,
    "yaml_invalid": 422,
    "edit_refused": 422,
    "wiring_refused": 422,
    "schema_invalid": 422,
    "blueprint_invalid": 422,
    "sizes_invalid": 422,
}
_TITLES: Final = {
    403: "You may not do that",
    409: "That is no longer possible",
    422: "The manifest needs a correction",
    503: "Try again in a moment",
}
# What stands on the whole page of these statuses, for a part of a page that was to be drawn again.
_SENTENCES: Final = {
    400: "That could not be read. A manifest may have at most 1 MiB; try a smaller one.",
    403: "The page was open too long, so nothing was sent. Copy what you typed, then reload the page.",
    404: "There is nothing here any more: it is gone, or belongs to a team that you are not in.",
    500: "Something broke on our side. It is recorded, and nothing saved is lost. Try again in a moment.",
}


class PortalErrorMiddleware:
    """Answers a ``PortalError`` that a view let through with a page, or with a notice where htmx asked.

    htmx would also put a whole page into the part that it asked for: the sign-in form of a session that is
    over, or an error's. It gets a notice instead, and what the person sees and typed stays.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not is_htmx(request) or response.has_header("HX-Retarget"):
            return response
        if response.status_code == 302 and response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
            return _signed_out(request)
        if response.status_code in _SENTENCES:
            return _notice(request, response.status_code, _SENTENCES[response.status_code])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None
        told = error if isinstance(error, PortalError) else from_database(error)
        return None if told is None else error_response(request, told)


def status_of(error: PortalError) -> int:
    if isinstance(error, TransientError):
        return 503
    return _STATUS.get(error.code, 400)


def error_response(request: HttpRequest, error: PortalError) -> HttpResponse:
    status = status_of(error)
    if is_htmx(request):
        return _notice(request, status, str(error))
    page = ErrorPage(
        status=status,
        title=_TITLES.get(status, "That did not work"),
        text=str(error),
        back=_path_of(request, request.headers.get("Referer", "")),
    )
    return render(request, "vms/error.html", {"page": page}, status=status)


def _signed_out(request: HttpRequest) -> HttpResponse:
    """What was typed stays on the page: whoever was saving signs in beside it."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if request.method == "POST":
        text = (
            "You are signed out, so this is not saved. What you typed stays here: sign in again in another "
            "tab, then go on."
        )
        link = {"url": sign_in, "text": "Sign in, in another tab", "target": "_blank"}
    else:
        here = _path_of(request, request.headers.get("HX-Current-URL", ""))
        text = "You are signed out, so this page is no longer kept up to date."
        link = {"url": f"{sign_in}?{urlencode({'next': here})}", "text": "Sign in again", "target": "_self"}
    return _notice(request, 401, text, link)


def _notice(request: HttpRequest, status: int, text: str, link: dict[str, str] | None = None) -> HttpResponse:
    context = {"tone": "error", "text": text, "link": link}
    response = render(request, "vms/parts/_notice.html", context, status=status)
    response["HX-Retarget"] = "#toasts"
    response["HX-Reswap"] = "innerHTML"
    response["HX-Reselect"] = "unset"  # the part that asked would look for itself
    return response


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _path_of(request: HttpRequest, url: str) -> str:
    """The path in the address a request came from, or the dashboard: never another site."""
    own = f"{request.scheme}://{request.get_host()}/"
    return "/" + url.removeprefix(own) if url.startswith(own) else "/"
