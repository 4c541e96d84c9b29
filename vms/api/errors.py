"""The one place where errors become ``application/problem+json`` (RFC 9457)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NotRequired, TypedDict

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from vms import manifest
from vms.errors import PortalError, TransientError
from vms.schema import Problem, Severity, pointer
from vms.services import from_database

MEDIA_TYPE: Final = "application/problem+json"

# By code, not by class: the code is the stable name that clients read, too.
_STATUS: Final = {
    "conflict": 409,
    "console_refused": 409,
    "edit_refused": 422,
    "manifest_invalid": 422,
    "not_permitted": 403,
    "schema_invalid": 422,
    "blueprint_invalid": 422,
    "sizes_invalid": 422,
    "claim_refused": 422,
    "image_wish_refused": 422,
    "yaml_invalid": 422,
}
_TITLES: Final = {
    400: "The request is not understood",
    403: "Not permitted",
    404: "Not found",
    405: "There is no such method here",
    406: "No such format",
    409: "No longer possible",
    415: "Send JSON",
    422: "The manifest needs a correction",
    429: "Too many requests",
    503: "Try again in a moment",
}


class Entry(TypedDict):
    """One of ``errors[]``: a validation problem, or what is wrong with one key of the request's body."""

    pointer: str
    message: str
    keyword: str
    severity: str
    rule: NotRequired[str]
    standing: NotRequired[str]
    fix: NotRequired[str]
    line: NotRequired[int]


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler. ``None`` for what nobody foresaw: that stays an error 500."""
    set_rollback()
    match error:
        case PortalError():
            return _from_portal(error)
        case Http404() | ObjectDoesNotExist():
            # One text for absent and foreign: the answer must not tell whether the object exists.
            return _response(404, "not_found", "There is nothing here that you may see.")
        case PermissionDenied():
            return _response(403, "not_permitted", "You may not do this.")
        case SuspiciousOperation():
            return _response(400, "parse_error", "The request is too large, or it is no proper HTTP.")
        case exceptions.ValidationError():
            return _response(
                400,
                "invalid_request",
                "The request's body or its query has errors; nothing was changed.",
                list(_key_errors(error.detail)),
            )
        case DatabaseError():
            known = from_database(error)
            return None if known is None else _from_portal(known)
        case exceptions.APIException():
            code = error.get_codes()
            answer = _response(
                error.status_code, code if isinstance(code, str) else error.default_code, str(error.detail)
            )
            if wait := getattr(error, "wait", None):
                answer["Retry-After"] = str(int(wait))
            return answer
        case _:
            return None


def entries(problems: Iterable[Problem], text: str | None = None) -> list[Entry]:
    """Problems as ``errors[]``, with their lines when the YAML text is at hand."""
    told = list(problems)
    lines = {} if text is None else manifest.lines_of(text, [problem.pointer for problem in told])
    return [_entry(problem, lines.get(problem.pointer)) for problem in told]


def yaml_entry(error: manifest.YamlInvalid) -> Entry:
    return Entry(
        pointer="", message=str(error), keyword="yaml", severity=str(Severity.ERROR), line=error.line
    )


def _entry(problem: Problem, line: int | None) -> Entry:
    entry = Entry(
        pointer=problem.pointer,
        message=problem.message,
        keyword=problem.keyword,
        severity=str(problem.severity),
        rule=problem.rule,
        standing=str(problem.standing),
    )
    if problem.fix is not None:
        entry["fix"] = problem.fix.label
    if line is not None:
        entry["line"] = line
    return entry


def _from_portal(error: PortalError) -> Response:
    status = 503 if isinstance(error, TransientError) else _STATUS.get(error.code, 400)
    match error:
        case manifest.ManifestInvalid():
            return _response(status, error.code, str(error), entries(error.problems))
        case manifest.YamlInvalid():
            return _response(status, error.code, str(error), [yaml_entry(error)])
        case _:
            return _response(status, error.code, str(error))


def _response(status: int, code: str, detail: str, errors: list[Entry] | None = None) -> Response:
    body = {
        "type": f"urn:slipway:problem:{code}",
        "title": _TITLES.get(status, "That did not work"),
        "status": status,
        "code": code,
        "detail": detail,
        "errors": errors or [],
    }
    return Response(body, status=status, content_type=MEDIA_TYPE)


def _key_errors(detail: Any, parts: tuple[str, ...] = ()) -> Iterator[Entry]:
    """DRF nests messages as the body is nested; the path becomes the pointer."""
    match detail:
        case dict():
            for key, inner in detail.items():
                own = () if key == "non_field_errors" else (str(key),)
                yield from _key_errors(inner, (*parts, *own))
        case list():
            for index, inner in enumerate(detail):
                # A list of messages belongs to its key; a list of objects has their positions as keys.
                yield from _key_errors(inner, parts if isinstance(inner, str) else (*parts, str(index)))
        case _:
            yield Entry(
                pointer=pointer.join(parts),
                message=str(detail),
                keyword=getattr(detail, "code", "invalid"),
                severity=str(Severity.ERROR),
            )
