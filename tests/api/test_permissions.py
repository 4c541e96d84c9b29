"""Every endpoint, asked by everybody: what is not visible is not there."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.api.conftest import Api
from tests.data import a_blueprint, a_claim, a_draft, a_network, a_request, a_schema_version, a_secret, a_text
from vms.models import Draft, Operation, Team, VirtualMachine

pytestmark = pytest.mark.django_db

# What each of admin, owner, member, stranger and nobody is answered. A request is the member's own.
MATRIX: dict[tuple[str, str], tuple[int, int, int, int, int]] = {
    ("GET", "/machines/"): (200, 200, 200, 200, 403),
    ("GET", "/machines/{machine}/"): (200, 200, 200, 404, 403),
    ("DELETE", "/machines/{machine}/"): (202, 202, 403, 404, 403),
    ("GET", "/machines/{machine}/manifest/"): (200, 200, 200, 404, 403),
    ("GET", "/machines/{machine}/export/"): (200, 200, 200, 404, 403),
    ("POST", "/machines/{machine}/start/"): (409, 409, 409, 404, 403),  # it is running
    ("POST", "/machines/{machine}/stop/"): (202, 202, 202, 404, 403),
    ("POST", "/machines/{machine}/restart/"): (202, 202, 202, 404, 403),
    ("POST", "/machines/{machine}/force_stop/"): (202, 202, 202, 404, 403),
    ("GET", "/drafts/"): (200, 200, 200, 200, 403),
    ("POST", "/drafts/"): (201, 201, 201, 400, 403),
    ("POST", "/drafts/import/"): (201, 201, 201, 400, 403),
    ("GET", "/drafts/{draft}/export/"): (200, 200, 200, 404, 403),
    ("GET", "/drafts/{draft}/"): (200, 200, 200, 404, 403),
    ("PUT", "/drafts/{draft}/"): (200, 200, 200, 404, 403),
    ("PATCH", "/drafts/{draft}/"): (200, 200, 200, 404, 403),
    ("DELETE", "/drafts/{draft}/"): (204, 204, 204, 404, 403),
    ("GET", "/drafts/{draft}/check/"): (200, 200, 200, 404, 403),
    ("POST", "/drafts/{draft}/submit/"): (201, 201, 201, 404, 403),
    ("GET", "/change-requests/"): (200, 200, 200, 200, 403),
    ("GET", "/change-requests/{change_request}/"): (200, 200, 200, 404, 403),
    ("POST", "/change-requests/{change_request}/approve/"): (202, 403, 403, 404, 403),
    ("POST", "/change-requests/{change_request}/reject/"): (200, 403, 403, 404, 403),
    ("POST", "/change-requests/{change_request}/withdraw/"): (403, 200, 200, 404, 403),
    ("GET", "/operations/{operation}/"): (200, 200, 200, 404, 403),
    ("GET", "/secrets/"): (200, 200, 200, 200, 403),
    ("POST", "/secrets/"): (201, 201, 201, 400, 403),
    ("GET", "/secrets/{secret}/"): (200, 200, 200, 404, 403),
    ("PUT", "/secrets/{secret}/"): (200, 200, 200, 404, 403),
    ("DELETE", "/secrets/{secret}/"): (204, 204, 204, 404, 403),
    ("GET", "/volumes/"): (200, 200, 200, 200, 403),
    ("POST", "/volumes/"): (202, 202, 202, 400, 403),
    ("GET", "/volumes/{claim}/"): (200, 200, 200, 404, 403),
    ("DELETE", "/volumes/{claim}/"): (202, 202, 403, 404, 403),
    ("POST", "/volumes/{claim}/resize/"): (202, 202, 202, 404, 403),
    ("POST", "/volumes/{claim}/copy/"): (202, 202, 202, 404, 403),
    ("POST", "/volumes/{claim}/retry/"): (409, 409, 409, 404, 403),  # it has not failed
    ("GET", "/networks/"): (200, 200, 200, 200, 403),
    ("POST", "/networks/"): (201, 403, 403, 403, 403),
    ("GET", "/networks/{network}/"): (200, 200, 200, 404, 403),
    ("PUT", "/networks/{network}/"): (200, 403, 403, 404, 403),
    ("DELETE", "/networks/{network}/"): (204, 403, 403, 404, 403),
    ("GET", "/blueprints/"): (200, 200, 200, 200, 403),
    ("POST", "/blueprints/"): (201, 201, 403, 400, 403),
    ("GET", "/blueprints/{blueprint}/"): (200, 200, 200, 404, 403),
    ("PUT", "/blueprints/{blueprint}/"): (200, 200, 403, 404, 403),
    ("GET", "/blueprints/{blueprint}/versions/"): (200, 200, 200, 404, 403),
    ("POST", "/blueprints/{blueprint}/publish/"): (200, 200, 403, 404, 403),
    ("POST", "/blueprints/{blueprint}/restore/"): (200, 200, 403, 404, 403),
    ("POST", "/blueprints/{blueprint}/unpublish/"): (200, 200, 403, 404, 403),
    ("GET", "/teams/"): (200, 200, 200, 200, 403),
    ("GET", "/schemas/"): (200, 200, 200, 200, 403),
    ("POST", "/schemas/"): (201, 403, 403, 403, 403),
    ("POST", "/schemas/switch/"): (204, 403, 403, 403, 403),
    ("GET", "/schemas/{schema}/"): (200, 200, 200, 404, 403),
    ("DELETE", "/schemas/{schema}/"): (409, 403, 403, 404, 403),  # it governs the team
}
ROLES = ("admin", "owner", "member", "stranger", "nobody")


@pytest.fixture
def places(team: Team, member: User, machine: VirtualMachine, dispatched: list[str]) -> dict[str, Any]:
    a_blueprint("web", team=team)
    asked = a_request(team, member, draft=a_draft(team, member, a_text(name="asked"), name="asked"))
    operation = Operation.objects.create(machine=machine, machine_name="web", team=team, verb="launch")
    draft = a_draft(team, member, a_text(name="drafted"), name="drafted")
    return {
        "machine": machine.pk,
        "draft": draft.pk,
        "change_request": asked.pk,
        "operation": operation.pk,
        "secret": a_secret(team, member).pk,
        "claim": a_claim(team).pk,
        "network": a_network(team).pk,
        "blueprint": "web",
        "digest": asked.revision.digest,
        "schema": a_schema_version(team).pk,
    }


A_BLUEPRINT = {"title": "New", "summary": "One.", "text": a_text()}
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/schemas/"): {"name": "Mine", "version": "1", "text": '{"type": "object"}'},
    ("POST", "/volumes/"): {"team": "blue", "name": "new", "size": "1Gi"},
    ("POST", "/volumes/{claim}/resize/"): {"size": "2Gi"},
    ("POST", "/volumes/{claim}/copy/"): {"name": "again"},
    ("POST", "/networks/"): {"name": "shared/new", "teams": ["blue"]},
    ("PUT", "/networks/{network}/"): {"is_for_everybody": True},
    ("POST", "/blueprints/"): {**A_BLUEPRINT, "team": "blue"},
    ("PUT", "/blueprints/{blueprint}/"): A_BLUEPRINT,
    ("POST", "/blueprints/{blueprint}/publish/"): {"number": 1},
    ("POST", "/blueprints/{blueprint}/restore/"): {"number": 1},
}


def body_for(method: str, path: str, places: dict[str, Any]) -> Any:
    if (method, path) in BODIES:
        return BODIES[method, path]
    match method, path.rsplit("}", 1)[-1].strip("/"):
        case "POST", "drafts" | "drafts/import":
            return {"team": "blue", "text": a_text(name="new")}
        case "POST", "schemas/switch":
            return {"schema": None}
        case "POST", "secrets":
            return {"team": "blue", "name": "new", "data": {"userdata": "#cloud-config"}}
        case "PUT", _ if path.startswith("/secrets"):
            return {"data": {"userdata": "#cloud-config"}}
        case "PUT", _:
            return {"text": a_text(name="other"), "version": 1}
        case "PATCH", _:
            return {"version": 1, "edits": [{"pointer": "/metadata/name", "value": "other"}]}
        case "POST", "submit":
            return {"version": 1}
        case "POST", "approve" | "reject":
            return {"digest": places["digest"]}
    return None


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "path"), MATRIX)
def test_everybody_is_answered_as_the_table_says(
    method: str, path: str, role: str, cast: dict[str, Api], places: dict[str, Any]
) -> None:
    answer = cast[role].send(method, path.format(**places), body_for(method, path, places))

    assert answer.status_code == MATRIX[method, path][ROLES.index(role)], answer.content


@pytest.mark.parametrize(("method", "path"), [key for key in MATRIX if "{" in key[1]])
def test_a_foreign_object_and_an_absent_one_are_answered_alike(
    method: str, path: str, cast: dict[str, Api], places: dict[str, Any]
) -> None:
    nowhere = {
        **places,
        **dict.fromkeys(("machine", "draft", "change_request", "operation", "blueprint"), uuid4()),
    }
    body = body_for(method, path, places)

    foreign = cast["stranger"].send(method, path.format(**places), body)
    absent = cast["stranger"].send(method, path.format(**nowhere), body)

    assert foreign.status_code == absent.status_code == 404
    assert foreign.content == absent.content


def test_the_table_names_every_route_of_the_api() -> None:
    routes = {
        str(pattern.pattern).replace("<uuid:pk>", "{}").replace("<slug:slug>", "{}")
        for entry in get_resolver("vms.api.urls").url_patterns
        if isinstance(entry, URLResolver) and str(entry.pattern) == "v1/"
        for pattern in entry.url_patterns
    }
    named = {path.lstrip("/") for _, path in MATRIX}
    for noun in (
        "machine",
        "draft",
        "change_request",
        "operation",
        "secret",
        "schema",
        "blueprint",
        "claim",
        "network",
    ):
        named = {path.replace(f"{{{noun}}}", "{}") for path in named}

    assert routes == named


def test_a_stranger_finds_nothing_of_another_team_in_any_list(
    cast: dict[str, Api], places: dict[str, Any]
) -> None:
    for path in (
        "/machines/",
        "/machines/?search=web",
        "/machines/?team=blue",
        "/drafts/",
        "/change-requests/",
    ):
        assert cast["stranger"].get(path).json()["results"] == []


def test_a_foreign_team_in_a_body_is_refused_like_an_absent_one(cast: dict[str, Api], team: Team) -> None:
    bodies = [{"team": slug, "text": a_text()} for slug in ("blue", "no-such-team")]

    foreign, absent = (cast["stranger"].post("/drafts/", body) for body in bodies)

    assert (foreign.status_code, foreign.content) == (absent.status_code, absent.content)
    assert Draft.objects.count() == 0


def test_a_session_without_its_csrf_token_changes_nothing(member: User, team: Team) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)

    answer = browser.post(
        "/api/v1/drafts/", {"team": "blue", "text": a_text()}, content_type="application/json"
    )

    assert answer.status_code == 403
    assert Draft.objects.count() == 0


def test_a_form_post_is_refused(as_member: Api, team: Team) -> None:
    answer = as_member.client.post("/api/v1/drafts/", {"team": "blue", "text": a_text()})

    assert answer.status_code == 415
    assert Draft.objects.count() == 0
