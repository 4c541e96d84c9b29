"""Drafts: made four ways, saved by version, changed by pointer, checked, submitted."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.api.conftest import Api
from tests.data import a_blueprint, a_draft, a_machine, a_text
from vms import manifest
from vms.models import ChangeRequest, Draft, Team

pytestmark = pytest.mark.django_db
MEMORY = "/spec/template/spec/domain/memory/guest"


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member)


def test_a_draft_keeps_the_text_it_is_made_from(as_member: Api, team: Team) -> None:
    answer = as_member.post("/drafts/", {"team": "blue", "text": a_text()})

    assert answer.status_code == 201
    told = as_member.client.get(answer["Location"]).json()
    assert (told["text"], told["name"], told["version"]) == (a_text(), "web", 1)
    assert told["author"] == "max"


def test_a_text_that_is_no_yaml_can_be_a_draft_too(as_member: Api, team: Team) -> None:
    answer = as_member.post("/drafts/", {"team": "blue", "text": " : not\n\tyaml"})

    assert answer.status_code == 201
    assert answer.json()["text"] == " : not\n\tyaml"


def test_a_draft_can_be_made_from_a_document(as_member: Api, team: Team) -> None:
    document = manifest.from_yaml(a_text())

    answer = as_member.post("/drafts/", {"team": "blue", "document": document})

    assert answer.status_code == 201
    assert manifest.from_yaml(answer.json()["text"]) == document


def test_a_draft_from_a_blueprint_is_in_the_team_s_namespace(as_member: Api, team: Team) -> None:
    a_blueprint()

    answer = as_member.post("/drafts/", {"team": "blue", "blueprint": "tiny"})

    assert answer.status_code == 201
    assert manifest.from_yaml(answer.json()["text"])["metadata"]["namespace"] == "blue"


def test_a_draft_from_a_machine_holds_its_text(as_member: Api, team: Team) -> None:
    machine = a_machine(team)

    answer = as_member.post("/drafts/", {"machine": str(machine.pk)})

    assert answer.status_code == 201
    assert (answer.json()["machine"], answer.json()["text"]) == (str(machine.pk), machine.revision.text)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"team": "blue"}, ""),
        ({"team": "blue", "text": "a: 1", "blueprint": "tiny"}, ""),
        ({"text": "a: 1"}, "/team"),
        ({"team": "blue", "blueprint": "no-such-blueprint"}, "/blueprint"),
        ({"machine": "00000000-0000-0000-0000-000000000000"}, "/machine"),
        ({"team": "blue", "text": 5, "document": {}}, ""),
        ({"team": "blue", "document": []}, "/document"),
    ],
)
def test_a_source_that_is_not_clear_is_refused_at_its_place(
    body: dict[str, Any], pointer: str, as_member: Api, team: Team
) -> None:
    answer = as_member.post("/drafts/", body)

    assert answer.status_code == 400
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert Draft.objects.count() == 0


def test_saving_names_the_version_that_was_seen(as_member: Api, draft: Draft) -> None:
    saved = as_member.send("PUT", f"/drafts/{draft.pk}/", {"text": a_text(name="two"), "version": 1})
    late = as_member.send("PUT", f"/drafts/{draft.pk}/", {"text": a_text(name="three"), "version": 1})

    assert (saved.status_code, saved.json()["version"]) == (200, 2)
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    draft.refresh_from_db()
    assert draft.text == a_text(name="two")


def test_edits_change_only_their_lines(as_member: Api, draft: Draft) -> None:
    edits = [{"pointer": MEMORY, "value": "1Gi"}, {"pointer": "/spec/template/spec/networks", "remove": True}]

    answer = as_member.send("PATCH", f"/drafts/{draft.pk}/", {"version": 1, "edits": edits})

    assert answer.status_code == 200
    lines = answer.json()["text"].splitlines()
    assert lines[0] == "# The web server of the shop"
    assert "          guest: 1Gi" in lines
    assert not any("networks:" in line for line in lines)


@pytest.mark.parametrize(
    "edit",
    [
        {"pointer": "no-slash", "value": 1},
        {"pointer": MEMORY},
        {"pointer": MEMORY, "value": 1, "remove": True},
        {"pointer": MEMORY, "value": 1, "force": True},
    ],
)
def test_an_edit_that_is_not_clear_is_refused(edit: dict[str, Any], as_member: Api, draft: Draft) -> None:
    answer = as_member.send("PATCH", f"/drafts/{draft.pk}/", {"version": 1, "edits": [edit]})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].startswith("/edits/0")


def test_an_edit_of_a_text_that_cannot_be_read_says_where(as_member: Api, team: Team, member: User) -> None:
    broken = a_draft(team, member, "a: [1,\nb: 2\n")
    edits = [{"pointer": "/a", "value": 1}]

    answer = as_member.send("PATCH", f"/drafts/{broken.pk}/", {"version": 1, "edits": edits})

    assert answer.status_code == 422
    assert answer.json()["code"] == "yaml_invalid"
    assert answer.json()["errors"][0]["line"] >= 1


def test_checking_a_good_draft_finds_no_error(as_member: Api, draft: Draft) -> None:
    report = as_member.get(f"/drafts/{draft.pk}/check/").json()

    assert report["valid"] is True
    assert report["digest"] == manifest.digest(manifest.from_yaml(draft.text))


def test_checking_names_pointer_line_and_rule_of_each_problem(
    as_member: Api, team: Team, member: User
) -> None:
    text = a_text().replace("256Mi", "lots")
    broken = a_draft(team, member, text)

    report = as_member.get(f"/drafts/{broken.pk}/check/").json()

    assert report["valid"] is False
    (problem,) = [error for error in report["errors"] if error["pointer"] == MEMORY]
    assert problem["line"] == text[: text.index("lots")].count("\n") + 1
    assert problem["severity"] == "error"
    assert problem["keyword"]


def test_checking_a_text_that_cannot_be_read_tells_the_line(as_member: Api, team: Team, member: User) -> None:
    broken = a_draft(team, member, "a: 1\nb: [\n")

    report = as_member.get(f"/drafts/{broken.pk}/check/").json()

    assert (report["valid"], report["digest"]) == (False, None)
    assert report["errors"][0]["keyword"] == "yaml"
    assert report["errors"][0]["line"] >= 2


def test_submitting_twice_is_one_request(as_member: Api, draft: Draft) -> None:
    first = as_member.post(f"/drafts/{draft.pk}/submit/", {"version": 1, "comment": "Please."})
    second = as_member.post(f"/drafts/{draft.pk}/submit/", {"version": 1})

    assert first.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    assert as_member.client.get(first["Location"]).json()["comment"] == "Please."
    assert ChangeRequest.objects.count() == 1


def test_submitting_an_invalid_draft_lists_its_problems(as_member: Api, team: Team, member: User) -> None:
    broken = a_draft(team, member, a_text().replace("256Mi", "lots"))

    answer = as_member.post(f"/drafts/{broken.pk}/submit/", {"version": 1})

    assert answer.status_code == 422
    assert answer.json()["code"] == "manifest_invalid"
    assert MEMORY in [error["pointer"] for error in answer.json()["errors"]]


def test_deleting_a_draft_leaves_nothing_at_its_address(as_member: Api, draft: Draft) -> None:
    assert as_member.send("DELETE", f"/drafts/{draft.pk}/").status_code == 204
    assert as_member.get(f"/drafts/{draft.pk}/").status_code == 404
