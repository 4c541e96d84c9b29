"""Answers to the scripts of a page: JSON with a sentence whatever goes wrong, so that the page stays open."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from vms.errors import PortalError

from .errors import status_of

View = Callable[..., HttpResponse]


def for_scripts(*, signed_out: str, gone: str) -> Callable[[View], View]:
    """A view whose page keeps what was typed: nobody is sent away to sign in."""

    def around(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return JsonResponse({"message": signed_out}, status=401)
            try:
                return view(request, *args, **kwargs)
            except Http404:
                return JsonResponse({"message": gone}, status=404)
            except PortalError as error:
                return JsonResponse({"message": str(error)}, status=status_of(error))

        return answer

    return around
