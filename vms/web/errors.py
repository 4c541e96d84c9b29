"""The one place where errors of the portal become answers to a browser."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from vms.errors import PortalError, TransientError

from .pages import ErrorPage

# By code, not by class: the code is the stable name, and most of these classes live in rooms below.
_STATUS: Final = {
    "conflict": 409,
    "console_refused": 409,
    "not_permitted": 403,
    "manifest_invalid": 422,
    "yaml_invalid": 422,
    "edit_refused": 422,
}
_TITLES: Final = {
    403: "You may not do that",
    409: "That is no longer possible",
    422: "The manifest needs a correction",
    503: "Try again in a moment",
}


class PortalErrorMiddleware:
    """Answers a ``PortalError`` that a view let through with a page, or with a notice where htmx asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, PortalError) or request.path.startswith("/api/"):
            return None
        return error_response(request, error)


def status_of(error: PortalError) -> int:
    if isinstance(error, TransientError):
        return 503
    return _STATUS.get(error.code, 400)


def error_response(request: HttpRequest, error: PortalError) -> HttpResponse:
    status = status_of(error)
    if is_htmx(request):
        response = render(
            request, "vms/parts/_notice.html", {"tone": "error", "text": str(error)}, status=status
        )
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "innerHTML"
        return response
    page = ErrorPage(
        status=status,
        title=_TITLES.get(status, "That did not work"),
        text=str(error),
        back=_same_site(request),
    )
    return render(request, "vms/error.html", {"page": page}, status=status)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _same_site(request: HttpRequest) -> str:
    """The path of the page this request came from, or the dashboard: never another site."""
    own = f"{request.scheme}://{request.get_host()}/"
    referrer = request.headers.get("Referer", "")
    return "/" + referrer.removeprefix(own) if referrer.startswith(own) else "/"
