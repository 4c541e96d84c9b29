"""What holds for every endpoint: the shape of refusals, strict bodies and queries, pages, the description."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command

from tests.api.conftest import Api
from tests.data import a_draft, a_machine, a_request, a_text
from vms.models import Draft, Team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/machines/00000000-0000-0000-0000-000000000000/", "/drafts/?ordering=text"]
)
def test_a_refusal_is_problem_json_with_a_stable_code(path: str, as_member: Api) -> None:
    answer = as_member.get(path)

    problem = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert problem.keys() == {"type", "title", "status", "code", "detail", "errors"}
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:slipway:problem:{problem['code']}"


def test_a_refusal_stays_json_where_yaml_was_asked_for(as_member: Api) -> None:
    path = "/machines/00000000-0000-0000-0000-000000000000/manifest/"

    answer = as_member.get(path, accept="application/yaml")

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("query", ["ordering=spec__x", "password=x", "owner__password=x", "expand=team"])
@pytest.mark.parametrize("path", ["/machines/", "/drafts/", "/change-requests/", "/teams/", "/blueprints/"])
def test_an_unknown_query_parameter_is_refused_by_name(path: str, query: str, as_member: Api) -> None:
    answer = as_member.get(f"{path}?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/" + query.split("=")[0]


def test_a_null_character_in_a_query_is_refused(as_member: Api) -> None:
    assert as_member.get("/machines/?search=a%00b").status_code == 400


def test_a_page_holds_at_most_two_hundred(as_member: Api, team: Team, member: User) -> None:
    revision = a_machine(team, name="first").revision
    for number in range(201):
        a_machine(team, name=f"web-{number}", revision=revision)

    answer = as_member.get("/machines/?limit=100000").json()

    assert answer["count"] == 202
    assert len(answer["results"]) == 200
    assert len(as_member.client.get(answer["next"]).json()["results"]) == 2


def test_no_answer_may_be_kept_by_a_cache(as_member: Api, team: Team) -> None:
    assert as_member.get("/machines/")["Cache-Control"] == "private, no-store"


def test_a_body_that_is_no_json_is_refused(as_member: Api) -> None:
    answer = as_member.client.post("/api/v1/drafts/", "{", content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["code"] == "parse_error"


@pytest.mark.parametrize("model", ["Draft", "ChangeRequest", "VirtualMachine", "Operation"])
def test_a_column_of_the_server_s_is_refused_by_name_in_every_body(
    model: str, as_admin: Api, admin: User, team: Team, member: User
) -> None:
    draft, asked, machine = a_draft(team, member), a_request(team, member), a_machine(team)
    writable: dict[str, tuple[str, str, dict[str, Any]]] = {
        "create": ("POST", "/drafts/", {"team": "blue", "text": a_text()}),
        "save": ("PUT", f"/drafts/{draft.pk}/", {"text": "a: 1", "version": 1}),
        "edit": ("PATCH", f"/drafts/{draft.pk}/", {"version": 1, "edits": [{"pointer": "/a", "value": 1}]}),
        "submit": ("POST", f"/drafts/{draft.pk}/submit/", {"version": 1}),
        "approve": ("POST", f"/change-requests/{asked.pk}/approve/", {"digest": asked.revision.digest}),
        "reject": ("POST", f"/change-requests/{asked.pk}/reject/", {"digest": asked.revision.digest}),
        "withdraw": ("POST", f"/change-requests/{asked.pk}/withdraw/", {}),
        "stop": ("POST", f"/machines/{machine.pk}/stop/", {}),
    }
    own_keys = {"text", "version", "team", "blueprint", "machine", "comment", "document"}
    columns = {field.name for field in apps.get_model("vms", model)._meta.get_fields()} - own_keys

    for method, path, body in writable.values():
        for column in columns:
            answer = as_admin.send(method, path, {**body, column: "hostile"})
            assert answer.status_code == 400, (path, column)
            assert f"/{column}" in [error["pointer"] for error in answer.json()["errors"]]

    assert Draft.objects.count() == 2
    assert Draft.objects.get(pk=draft.pk).version == 1


def test_the_description_of_the_api_is_valid_and_without_warnings() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_the_description_is_served_to_those_who_are_signed_in(cast: dict[str, Api]) -> None:
    assert cast["member"].client.get("/api/schema/").status_code == 200
    assert cast["nobody"].client.get("/api/schema/").status_code == 403


@pytest.mark.ignore_template_errors  # the template is drf-spectacular's
def test_the_reader_runs_under_the_policy_for_scripts(as_member: Api) -> None:
    answer = as_member.client.get("/api/docs/")

    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'"
    assert "'unsafe-inline'" in policy["style-src"]
    assert b"<script>" not in answer.content
