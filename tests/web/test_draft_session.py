"""The JSON that the editor's scripts send, and what they are answered."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.data import a_draft, a_text
from vms.models import ChangeOrigin, Draft, Team

from .conftest import SignIn

DOMAIN = "/spec/template/spec/domain"
CORES = f"{DOMAIN}/cpu/cores"
MEMORY = f"{DOMAIN}/memory/guest"
DISKS = f"{DOMAIN}/devices/disks"


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="cache"), name="cache")


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


def _send(client: Client, draft: Draft, do: str, version: int = 1, **command: Any) -> Any:
    return client.post(
        reverse("draft-command", args=[draft.pk]),
        json.dumps({"do": do, "version": version, **command}),
        content_type="application/json",
    )


def _applied(text: str, changes: list[dict[str, Any]]) -> str:
    """As a browser does it: in UTF-16 units."""
    units = text.encode("utf-16-le")
    for change in changes:
        insert = change["insert"].encode("utf-16-le")
        units = units[: change["from"] * 2] + insert + units[change["to"] * 2 :]
    return units.decode("utf-16-le")


def test_fields_are_saved_and_the_answer_leads_from_the_old_text_to_the_new(
    tab: Client, draft: Draft
) -> None:
    answer = _send(tab, draft, "form", form=[[CORES, "4"]]).json()
    before = draft.text
    draft.refresh_from_db()

    assert draft.text == before.replace("cores: 1", "cores: 4")
    assert answer["version"] == draft.version == 2
    assert _applied(before, answer["changes"]) == draft.text


def test_changes_are_counted_in_the_units_of_a_browser(tab: Client, team: Team, member: User) -> None:
    draft = a_draft(team, member, "# 𝄞 𝄞\n" + a_text())
    answer = _send(tab, draft, "edits", edits=[{"pointer": MEMORY, "value": "𝄞"}]).json()
    before = draft.text
    draft.refresh_from_db()

    assert _applied(before, answer["changes"]) == draft.text


def test_the_answer_brings_the_parts_that_stand_beside_the_form(tab: Client, draft: Draft) -> None:
    answer = _send(tab, draft, "edits", edits=[{"pointer": DISKS, "remove": True}]).json()
    parts = {part["id"]: part["html"] for part in answer["parts"]}

    assert "Undo: removes" in parts["workspace-steps"]
    assert "none" in parts["workspace-summary"]
    assert "workspace-history" not in parts, "nobody looks at it"


def test_adding_a_disk_is_answered_with_that_row_alone(tab: Client, draft: Draft) -> None:
    answer = _send(tab, draft, "form", action=f"add:{DISKS}", level="all").json()
    form = [part for part in answer["parts"] if not part["id"].startswith("workspace-")]
    rows = [part for part in form if part.get("after")]

    assert [row["id"] for row in rows] == ["field-spec-template-spec-domain-devices-disks-1"]
    assert sum(len(part["html"] or "") for part in form) < 20_000


def test_a_change_of_one_field_is_answered_with_that_field(tab: Client, draft: Draft) -> None:
    answer = _send(tab, draft, "form", form=[[CORES, "4"]], level="all").json()
    form = [part["id"] for part in answer["parts"] if not part["id"].startswith("workspace-")]

    assert "form-fields" not in form
    assert (
        "field-spec-template-spec-domain-cpu-cores" in form or "field-spec-template-spec-domain-cpu" in form
    )


def test_a_pane_that_is_looked_at_is_drawn_too(tab: Client, draft: Draft) -> None:
    answer = _send(tab, draft, "form", form=[[CORES, "4"]], panes=["workspace-history"]).json()
    parts = {part["id"]: part["html"] for part in answer["parts"]}

    assert "1 → 4" in parts["workspace-history"]


def test_undo_and_redo_work_on_any_change(tab: Client, draft: Draft) -> None:
    _send(tab, draft, "text", text=draft.text + "# more\n")
    _send(tab, draft, "edits", 2, edits=[{"pointer": CORES, "value": 8}], origin="diagram")
    after = Draft.objects.get(pk=draft.pk).text
    _send(tab, draft, "undo", 3)
    _send(tab, draft, "undo", 4)
    assert Draft.objects.get(pk=draft.pk).text == draft.text
    _send(tab, draft, "redo", 5)
    _send(tab, draft, "redo", 6)

    assert Draft.objects.get(pk=draft.pk).text == after
    assert draft.changes.get(version=3).origin == ChangeOrigin.DIAGRAM


def test_a_command_on_an_older_version_is_merged(
    tab: Client, draft: Draft, signed_in: SignIn, owner: User
) -> None:
    _send(signed_in(owner), draft, "edits", edits=[{"pointer": MEMORY, "value": "1Gi"}])
    answer = _send(tab, draft, "form", 1, form=[[CORES, "4"]])

    assert answer.status_code == 200
    assert _applied(draft.text, answer.json()["changes"]) == Draft.objects.get(pk=draft.pk).text
    assert "1Gi" in Draft.objects.get(pk=draft.pk).text


def test_a_conflict_shows_what_is_saved_and_keeps_the_losers_text(
    tab: Client, draft: Draft, signed_in: SignIn, owner: User
) -> None:
    _send(signed_in(owner), draft, "edits", edits=[{"pointer": MEMORY, "value": "1Gi"}])
    answer = _send(tab, draft, "form", 1, form=[[MEMORY, "2Gi"]])
    parts = {part["id"]: part["html"] for part in answer.json()["parts"]}

    assert answer.status_code == 409
    assert "saved elsewhere" in answer.json()["message"]
    assert "saved elsewhere" in parts["workspace-told"]
    assert "guest: 2Gi" in parts["workspace-notices"]
    assert "guest: 1Gi" in Draft.objects.get(pk=draft.pk).text


def test_what_a_page_was_told_stays_until_its_next_save(tab: Client, draft: Draft) -> None:
    looked = tab.get(reverse("draft-updates", args=[draft.pk]), {"since": "1"}).json()
    saved = _send(tab, draft, "edits", edits=[{"pointer": CORES, "value": 4}]).json()

    assert "workspace-told" not in [part["id"] for part in looked["parts"]]
    assert 'class="notice ' not in {part["id"]: part["html"] for part in saved["parts"]}["workspace-told"]


def test_what_was_missed_can_be_asked_for(tab: Client, draft: Draft) -> None:
    for version, cores in enumerate((2, 3, 4), start=1):
        _send(tab, draft, "edits", version, edits=[{"pointer": CORES, "value": cores}])
    answer = tab.get(reverse("draft-updates", args=[draft.pk]), {"since": "2"}).json()

    assert answer["version"] == 4
    assert len(answer["changes"]) == 2
    assert "4" in _applied(draft.text.replace("cores: 1", "cores: 2"), answer["changes"])


def test_a_version_that_is_no_longer_known_is_answered_with_the_whole_text(tab: Client, draft: Draft) -> None:
    _send(tab, draft, "edits", edits=[{"pointer": CORES, "value": 2}])
    draft.changes.all().delete()
    answer = tab.get(reverse("draft-updates", args=[draft.pk]), {"since": "1"}).json()

    assert answer["text"] == Draft.objects.get(pk=draft.pk).text


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{", "null", '{"do": "edits"}', '{"do": "dance", "version": 1}',
        '{"do": "undo", "version": -1}',
        '{"do": "undo", "version": true}', '{"do": "edits", "version": 1, "edits": 5}',
        '{"do": "edits", "version": 1, "edits": [{"pointer": "x", "value": 1}]}',
        '{"do": "edits", "version": 1, "edits": [{"pointer": "/x"}]}',
        '{"do": "edits", "version": 1, "edits": [{"pointer": "/x", "value": NaN}]}',
        '{"do": "form", "version": 1, "form": [["a"]]}', '{"do": "text", "version": 1, "text": 5}',
        '{"do": "text", "version": 1, "text": "\\ud800"}', "[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_command_is_refused_with_a_sentence(tab: Client, draft: Draft, body: str) -> None:
    answer = tab.post(reverse("draft-command", args=[draft.pk]), body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["message"].endswith("make it again.")


@pytest.mark.parametrize(
    "edit",
    [
        {"pointer": f"{DISKS}/99", "value": {}},
        {"pointer": "/metadata/name", "value": "\ud800"},
        {"pointer": "", "remove": True},
    ],
)
def test_an_edit_that_the_text_cannot_take_changes_nothing(
    tab: Client, draft: Draft, edit: dict[str, Any]
) -> None:
    answer = _send(tab, draft, "edits", edits=[edit])

    assert answer.status_code in {200, 409, 422}
    assert Draft.objects.get(pk=draft.pk).text == draft.text


def test_a_part_of_the_form_can_be_fetched_alone(tab: Client, draft: Draft) -> None:
    answer = tab.get(reverse("draft-part", args=[draft.pk]), {"at": f"{DISKS}/0"}).json()

    assert "root" in answer["html"]
    assert tab.get(reverse("draft-part", args=[draft.pk]), {"at": "/no/such"}).status_code == 404


def test_fields_are_found_by_their_words(tab: Client, draft: Draft) -> None:
    found = tab.get(reverse("draft-fields", args=[draft.pk]), {"q": "boot ord"}).json()["fields"]

    assert found[0]["pointer"] == f"{DISKS}/0/bootOrder"


def test_an_earlier_version_is_shown_and_restored(tab: Client, draft: Draft) -> None:
    _send(tab, draft, "edits", edits=[{"pointer": MEMORY, "value": "4Gi"}])
    page = tab.get(reverse("draft-version", args=[draft.pk, 1])).content.decode()
    assert "256 MiB → 4 GiB" in page

    tab.post(reverse("draft-restore", args=[draft.pk, 1]))
    assert Draft.objects.get(pk=draft.pk).text == draft.text


@pytest.mark.parametrize("version", [0, 3, 2**31, 2**70])
def test_a_version_that_never_was_is_absent(tab: Client, draft: Draft, version: int) -> None:
    assert tab.get(reverse("draft-version", args=[draft.pk, version])).status_code == 404
