"""The catalogue over the API: the same services as the pages, told in JSON."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.api.conftest import Api
from tests.data import a_blueprint, a_draft, a_machine, a_text
from vms.models import Blueprint, Draft, Team

pytestmark = pytest.mark.django_db

MEMORY = "/spec/template/spec/domain/memory/guest"
IMAGE = "/spec/template/spec/volumes/0/containerDisk/image"
LARGE = {"slug": "large", "title": "Large", "edits": [{"pointer": MEMORY, "value": "2Gi"}]}


def a_body(**other: Any) -> dict[str, Any]:
    return {"title": "Web", "summary": "Serves.", "text": a_text(team="default"), **other}


def test_an_admin_makes_one_with_terms(as_admin: Api, as_member: Api) -> None:
    body = a_body(
        locked=[{"pointer": IMAGE, "reason": "Tested."}],
        bounded=[{"pointer": MEMORY, "minimum": "128Mi", "maximum": "2Gi"}],
        sizes=[LARGE],
        essentials=[MEMORY],
    )

    answer = as_admin.post("/blueprints/", body)

    assert answer.status_code == 201, answer.content
    assert answer.headers["Location"] == "/api/v1/blueprints/web/"
    seen = as_member.get("/blueprints/web/").json()
    assert seen["version"] == 1
    assert seen["locked"] == [{"pointer": IMAGE, "reason": "Tested."}]
    assert seen["bounded"][0]["maximum"] == "2Gi"
    assert seen["sizes"][0]["title"] == "Large"
    assert as_member.get("/blueprints/").json()["results"] == [seen]


def test_an_owner_makes_one_of_a_machine_for_the_team(as_owner: Api, team: Team, owner: User) -> None:
    machine = a_machine(team, owner, name="shop")
    body = {"title": "Shop", "summary": "Sells.", "machine": str(machine.pk), "team": "blue"}

    assert as_owner.post("/blueprints/", body).status_code == 201
    blueprint = Blueprint.objects.get()
    assert blueprint.team == team
    assert blueprint.current is not None
    assert "namespace" not in blueprint.current.text


@pytest.mark.parametrize(
    ("change", "status", "word"),
    [
        ({"machine": "00000000-0000-0000-0000-000000000000"}, 400, "exactly one"),
        ({"text": "a: ]"}, 422, "Line 1"),
        ({"text": "a: 1"}, 422, "/spec"),
        ({"team": "red"}, 400, "no such team"),
        ({"bounded": [{"pointer": MEMORY}]}, 400, "a minimum, a maximum or choices"),
        ({"bounded": [{"pointer": MEMORY, "minimum": []}]}, 400, "a number or a quantity"),
        ({"bounded": [{"pointer": MEMORY, "minimum": "1Gi"}]}, 422, "breaks its terms"),
        ({"locked": [{"pointer": "memory"}]}, 400, "/locked/0/pointer"),
        ({"picture": "cat"}, 400, "/picture"),
        ({"extra": 1}, 400, "/extra"),
    ],
)
def test_what_is_wrong_is_said(as_owner: Api, change: dict[str, Any], status: int, word: str) -> None:
    answer = as_owner.post("/blueprints/", a_body(**{"team": "blue"} | change))

    assert answer.status_code == status, answer.content
    assert word in answer.content.decode()
    assert not Blueprint.objects.exists()


@pytest.mark.parametrize("kind", ["machine", "draft"])
def test_a_foreign_machine_or_draft_is_not_there(
    as_owner: Api, other_team: Team, stranger: User, kind: str
) -> None:
    row = a_machine(other_team) if kind == "machine" else a_draft(other_team, stranger)

    answer = as_owner.post("/blueprints/", {"title": "X", "summary": "Y", kind: str(row.pk), "team": "blue"})

    assert answer.status_code == 400
    assert f"no such {kind}" in answer.content.decode()


def test_versions_are_written_published_and_restored(as_admin: Api) -> None:
    a_blueprint("web", text=a_text(team="default"))
    newer = a_body(text=a_text(team="default").replace("256Mi", "512Mi"), notes="More.", publish=False)

    assert as_admin.send("PUT", "/blueprints/web/", newer).json()["version"] == 1
    assert [one["number"] for one in as_admin.get("/blueprints/web/versions/").json()] == [2, 1]
    assert as_admin.post("/blueprints/web/publish/", {"number": 2}).json()["version"] == 2
    assert as_admin.post("/blueprints/web/restore/", {"number": 1}).json()["version"] == 3
    assert as_admin.post("/blueprints/web/publish/", {"number": 9}).status_code == 404
    assert "version" not in as_admin.post("/blueprints/web/unpublish/").json()
    assert as_admin.get("/blueprints/").json()["results"] == []


def test_a_draft_begins_in_a_size_and_under_a_name(as_member: Api, team: Team) -> None:
    a_blueprint("web", sizes=[LARGE])

    answer = as_member.post("/drafts/", {"team": "blue", "blueprint": "web", "size": "large", "name": "shop"})

    assert answer.status_code == 201
    assert "guest: 2Gi" in Draft.objects.get(name="shop").text


@pytest.mark.parametrize("key", ["size", "name"])
def test_a_size_and_a_name_are_for_blueprints(as_member: Api, team: Team, key: str) -> None:
    answer = as_member.post("/drafts/", {"team": "blue", "text": "a: 1", key: "x"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{key}"
