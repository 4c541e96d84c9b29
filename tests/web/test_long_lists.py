"""Long lists in the editor: which rows a page asks for, and which an answer draws."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.data import a_draft, a_text
from tests.formtree.browser import Controls
from vms import manifest
from vms.models import Draft, Team
from vms.schema import Edit, apply

from .conftest import SignIn

DISKS = "/spec/template/spec/domain/devices/disks"
ROW = "field-spec-template-spec-domain-devices-disks"


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    entries = [{"name": f"disk-{number}", "disk": {"bus": "virtio"}} for number in range(14)]
    text = manifest.to_yaml(apply(manifest.from_yaml(a_text(name="fleet")), [Edit(DISKS, entries)]))
    return a_draft(team, member, text, name="fleet")


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


def _fields(client: Client, address: str) -> dict[str, str]:
    return dict(Controls(client.get(address).content.decode()).pairs)


def _send(client: Client, draft: Draft, **command: Any) -> dict[str, str]:
    asked = {"version": draft.version, "level": "all", **command}
    answer = client.post(
        reverse("draft-command", args=[draft.pk]), json.dumps(asked), content_type="application/json"
    )
    return {part["id"]: part["html"] for part in answer.json()["parts"]}


def test_a_page_has_the_fields_of_the_rows_that_it_was_asked_for(tab: Client, draft: Draft) -> None:
    address = f"{reverse('draft-editor', args=[draft.pk])}?fields=all"

    assert f"{DISKS}/4/name" not in _fields(tab, address)
    assert f"{DISKS}/4/name" in _fields(tab, f"{address}&open={DISKS}/4")
    assert f"{DISKS}/13/name" in _fields(tab, f"{address}&open={DISKS}")


def test_a_word_that_is_no_pointer_opens_nothing(tab: Client, draft: Draft) -> None:
    answer = tab.get(f"{reverse('draft-editor', args=[draft.pk])}?fields=all&open=nonsense")

    assert answer.status_code == 200


def test_a_row_is_fetched_with_its_fields(tab: Client, draft: Draft) -> None:
    answer = tab.get(reverse("draft-part", args=[draft.pk]), {"at": f"{DISKS}/4"}).json()

    assert dict(Controls(answer["html"]).pairs)[f"{DISKS}/4/name"] == "disk-4"


def test_a_plain_post_leads_back_to_the_rows_that_were_open_and_the_one_that_was_added(
    tab: Client, draft: Draft
) -> None:
    posted = {"version": draft.version, "fields": "all", "open": f"{DISKS}/4", "_action": f"add:{DISKS}"}
    answer = tab.post(reverse("draft-form", args=[draft.pk]), posted)

    fields = _fields(tab, answer.headers["Location"])
    assert fields[f"{DISKS}/4/name"] == "disk-4"
    assert f"{DISKS}/14/name" in fields
    assert f"{DISKS}/5/name" not in fields


def test_a_row_that_is_added_is_answered_open(tab: Client, draft: Draft) -> None:
    parts = _send(tab, draft, do="form", action=f"add:{DISKS}")

    assert f"{DISKS}/14/name" in dict(Controls(parts[f"{ROW}-14"]).pairs)


def test_an_open_row_is_answered_open_at_its_new_place(tab: Client, draft: Draft) -> None:
    parts = _send(tab, draft, do="form", action=f"remove:{DISKS}/1", opened=[f"{DISKS}/4"])
    fields = dict(Controls(parts[ROW]).pairs)

    assert fields[f"{DISKS}/3/name"] == "disk-4"
    assert f"{DISKS}/4/name" not in fields


def test_looking_changes_nothing_and_may_name_what_is_open(tab: Client, draft: Draft) -> None:
    asked = {
        "do": "look",
        "version": 1,
        "level": "all",
        "opened": [f"{DISKS}/{place}" for place in range(14)],
    }
    answer = tab.post(
        reverse("draft-updates", args=[draft.pk]), json.dumps(asked), content_type="application/json"
    )

    assert answer.status_code == 200
    assert answer.json()["version"] == 1


@pytest.mark.parametrize("opened", [3, "x", [3], ["/a"] * 5001])
def test_open_rows_that_are_none_are_refused(tab: Client, draft: Draft, opened: Any) -> None:
    asked = {"do": "look", "version": 1, "opened": opened}
    answer = tab.post(
        reverse("draft-command", args=[draft.pk]), json.dumps(asked), content_type="application/json"
    )

    assert answer.status_code == 400
    assert "could not be read" in answer.json()["message"]


def test_a_finding_in_a_closed_row_leads_to_that_row(tab: Client, draft: Draft) -> None:
    draft.text = draft.text.replace("bus: virtio", "bus: nonsense", 1)
    draft.save()
    html = tab.get(f"{reverse('draft-editor', args=[draft.pk])}?fields=all").content.decode()

    assert f'<a href="#{ROW}-0" data-go="{DISKS}/0/disk/bus">' in html
