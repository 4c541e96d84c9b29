"""The pages of the schema catalogue."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.data import a_blueprint, a_draft, a_text
from tests.hostile import soon
from tests.schema.hostile import SECONDS, cases
from tests.schema.large import a_large_crd
from tests.schema.uploads import a_newer_schema
from vms.models import SchemaVersion, Team
from vms.services import schemas

from .conftest import SignIn

CASES = cases()
SHORT = {name for place, name in enumerate(CASES) if place % 16 == 0}


@pytest.fixture
def tab(signed_in: SignIn, admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def version(admin: User) -> SchemaVersion:
    return schemas.upload(actor=admin, name="Newer", label="1.1", text=a_newer_schema())


def bring(tab: Client, text: str, **fields: Any) -> Any:
    return tab.post(reverse("schema-new"), {"name": "New", "label": "1", "text": text} | fields)


def test_a_pasted_schema_is_kept_and_its_report_shown(tab: Client) -> None:
    answer = bring(tab, a_newer_schema())
    page = tab.get(answer.headers["Location"]).content.decode()

    assert "/spec/template/spec/domain/memory/reserve" in page
    assert "new choices: Sometimes" in page


def test_an_uploaded_file_is_kept_as_it_came(tab: Client) -> None:
    text = "# a comment\ntype: object\n"
    answer = bring(tab, "", file=SimpleUploadedFile("schema.yaml", text.encode()))
    source = tab.get(f"{answer.headers['Location']}source")

    assert source.content.decode() == text
    assert source.headers["Content-Disposition"] == 'attachment; filename="schema.yaml"'


def test_what_is_refused_is_shown_again_with_the_reason(tab: Client) -> None:
    answer = bring(tab, '{"type": 5}')

    assert answer.status_code == 422
    assert "The schema cannot be used: at type" in answer.content.decode()
    assert "{&quot;type&quot;: 5}" in answer.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"label": ""},
        {"name": "x" * 101},
        {"text": " "},
        {"file": SimpleUploadedFile("a", b"\xff\xfe")},
        {"file": SimpleUploadedFile("a", b"x" * (4 * 2**20 + 1))},
    ],
)
def test_an_upload_that_lacks_something_says_what(fields: dict[str, Any], tab: Client) -> None:
    answer = tab.post(reverse("schema-new"), {"name": "New", "label": "1", "text": "{}"} | fields)

    assert answer.status_code == 422
    assert answer.context["page"].form.errors
    assert not SchemaVersion.objects.exists()


def test_a_team_a_blueprint_and_everybody_are_switched_and_back(
    tab: Client, team: Team, version: SchemaVersion
) -> None:
    blueprint = a_blueprint()
    for target in (f"team:{team.pk}", f"blueprint:{blueprint.pk}", ""):
        tab.post(reverse("schema-switch"), {"schema": version.pk, "target": target})
    team.refresh_from_db()
    blueprint.refresh_from_db()
    version.refresh_from_db()

    assert (team.schema, blueprint.schema, version.is_default) == (version, version, True)
    page = tab.get(reverse("schema-page", args=[version.pk])).content.decode()
    assert "Everybody who has no schema of their own." in page
    for target in (f"team:{team.pk}", f"blueprint:{blueprint.pk}", ""):
        tab.post(reverse("schema-switch"), {"schema": "", "target": target})
    assert not SchemaVersion.objects.filter(is_default=True).exists()
    assert not Team.objects.filter(schema__isnull=False).exists()


@pytest.mark.parametrize("fields", [{"schema": "no"}, {"target": "team:999"}, {"target": "blueprint:x"}])
def test_a_switch_to_what_is_not_there_changes_nothing(fields: dict[str, str], tab: Client) -> None:
    assert tab.post(reverse("schema-switch"), fields).status_code == 409


def test_the_form_of_a_draft_follows_the_schema_of_its_team(
    tab: Client, team: Team, member: User, admin: User, version: SchemaVersion
) -> None:
    draft = a_draft(team, member, a_text(name="web"))
    where = f"/drafts/{draft.pk}/?fields=all"
    before = tab.get(where).content.decode()
    schemas.use_for_team(actor=admin, team=team, version=version)

    assert "Sometimes" not in before
    assert "Sometimes" in tab.get(where).content.decode()


def test_members_see_the_schema_that_governs_them_and_no_buttons(
    signed_in: SignIn, admin: User, team: Team, member: User, version: SchemaVersion
) -> None:
    member_tab = signed_in(member)
    assert member_tab.get(reverse("schema-page", args=[version.pk])).status_code == 404
    schemas.use_for_team(actor=admin, team=team, version=version)
    page = member_tab.get(reverse("schema-page", args=[version.pk])).content.decode()

    assert "What it adds" in page
    assert reverse("schema-switch") not in page


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in SHORT else pytest.mark.full) for n in CASES]
)
def test_a_hostile_file_is_answered_soon_and_kept_only_when_it_is_sound(name: str, tab: Client) -> None:
    text = CASES[name]
    data = text.encode("utf-8", "surrogatepass")
    with soon(name, SECONDS):
        answer = bring(tab, "", file=SimpleUploadedFile("schema.json", data))
    assert answer.status_code in {302, 422}
    assert SchemaVersion.objects.exists() == (answer.status_code == 302)
    with soon(name, SECONDS):
        listed = tab.get(reverse("schema-list"))
    assert listed.status_code == 200
    for version in SchemaVersion.objects.all():
        with soon(name, SECONDS):
            assert tab.get(reverse("schema-page", args=[version.pk])).status_code == 200
        version.delete()
    body = json.dumps({"name": "New", "version": "1", "text": text})
    with soon(name, SECONDS):
        answer = tab.post("/api/v1/schemas/", body, content_type="application/json")
    assert answer.status_code in {201, 400, 422}, answer.content
    assert answer.status_code == 201 or answer.json()["detail"].endswith(".")
    assert SchemaVersion.objects.exists() == (answer.status_code == 201)


@pytest.mark.parametrize("parts", [40, 104], ids=["2,000 leaves", "5,000 leaves"])
def test_the_editor_opens_in_under_a_second_under_a_large_schema(
    parts: int, tab: Client, admin: User, team: Team, member: User
) -> None:
    with soon("the upload", 2.0):
        version = schemas.upload(actor=admin, name="Large", label="1", text=json.dumps(a_large_crd(parts)))
    schemas.use_for_team(actor=admin, team=team, version=version)
    draft = a_draft(team, member, a_text(name="web"))
    where = reverse("draft-editor", args=[draft.pk])

    with soon("the first view", 1.0):
        assert tab.get(where).status_code == 200
    with soon("all fields", 1.0):
        page = tab.get(f"{where}?fields=all")
    assert page.status_code == 200
    assert "Harbour" in page.content.decode()
