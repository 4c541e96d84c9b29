"""The border: which error becomes which problem."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, OperationalError, ProgrammingError
from rest_framework import exceptions

from vms import manifest
from vms.access import NotPermitted
from vms.api.errors import problem_response
from vms.errors import PortalError, TransientError
from vms.schema import Problem, Severity
from vms.services import Conflict, ConsoleRefused


def problem(error: Exception) -> dict[str, Any]:
    answer = problem_response(error, {})
    assert answer is not None
    assert answer.content_type == "application/problem+json"
    assert answer.data["status"] == answer.status_code
    return dict(answer.data)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotPermitted("draft.edit", "Ask somebody."), 403, "not_permitted"),
        (PermissionDenied(), 403, "not_permitted"),
        (Conflict("It moved on."), 409, "conflict"),
        (ConsoleRefused("It is off."), 409, "console_refused"),
        (manifest.YamlInvalid(3, 1, "a tab"), 422, "yaml_invalid"),
        (manifest.EditRefused("/a", "no room"), 422, "edit_refused"),
        (TransientError("later"), 503, "transient_error"),
        (PortalError("no"), 400, "portal_error"),
        (SuspiciousOperation(), 400, "parse_error"),
        (IntegrityError("FOREIGN KEY constraint failed"), 409, "conflict"),
        (OperationalError("deadlock detected"), 503, "database_busy"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
    ],
)
def test_each_error_has_its_status_and_its_code(error: Exception, status: int, code: str) -> None:
    told = problem(error)

    assert (told["status"], told["code"]) == (status, code)


def test_every_problem_of_a_manifest_is_told_with_its_pointer() -> None:
    found = Problem("/spec/a~1b", "Give a name.", "required", Severity.WARNING)

    assert problem(manifest.ManifestInvalid([found]))["errors"] == [
        {
            "pointer": "/spec/a~1b",
            "message": "Give a name.",
            "keyword": "required",
            "severity": "warning",
            "rule": "",
            "standing": "not_here",
        }
    ]


def test_nested_keys_become_pointers() -> None:
    error = exceptions.ValidationError({"edits": [{}, {"pointer": ["Wrong."]}], "a/b": ["Unknown."]})

    assert [entry["pointer"] for entry in problem(error)["errors"]] == ["/edits/1/pointer", "/a~1b"]


def test_a_throttled_client_is_told_when_to_come_back() -> None:
    answer = problem_response(exceptions.Throttled(wait=12.3), {})

    assert answer is not None
    assert answer["Retry-After"] == "13"


@pytest.mark.parametrize("error", [RuntimeError("a bug"), ProgrammingError("no such table")])
def test_what_nobody_foresaw_stays_an_error_of_the_server(error: Exception) -> None:
    assert problem_response(error, {}) is None
