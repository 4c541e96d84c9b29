"""The guided form of cloud-init texts inside the form of the manifest: the same text underneath."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import a_draft, a_text
from tests.formtree.browser import Controls
from vms import manifest
from vms.models import Draft, Team
from vms.schema import get

from .conftest import SignIn

pytestmark = pytest.mark.django_db

CLOUD_INIT = "/spec/template/spec/volumes/1/cloudInitNoCloud"
USER, NETWORK = f"{CLOUD_INIT}/userData", f"{CLOUD_INIT}/networkData"
SEED = """\
        - name: seed
          cloudInitNoCloud:
            userData: |   # by hand
              #cloud-config
              # the shop's
              hostname: web   # short
              packages: [nginx]
"""


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    text = a_text().replace(
        "          interfaces:", "            - name: seed\n              disk: {}\n          interfaces:"
    )
    return a_draft(team, member, text + SEED)


def page_of(tab: Client, draft: Draft) -> str:
    return str(tab.get(f"/drafts/{draft.pk}/?fields=all").content.decode())


def save(tab: Client, draft: Draft, action: str = "", **fields: str) -> Any:
    """A post of the whole form, as a browser without scripts makes it."""
    draft.refresh_from_db()
    pairs = {
        name: value for name, value in Controls(page_of(tab, draft)).pairs if name.startswith(("/", "#"))
    }
    pairs |= {name.replace("USER", USER).replace("NETWORK", NETWORK): value for name, value in fields.items()}
    body = {
        "version": str(draft.version),
        "fields": "all",
        **pairs,
        **({"_action": action} if action else {}),
    }
    answer = tab.post(f"/drafts/{draft.pk}/form/", body)
    draft.refresh_from_db()
    return answer


def command(tab: Client, draft: Draft, form: list[list[str]], action: str = "") -> Any:
    """What the editor's scripts send."""
    body = {"do": "form", "version": draft.version, "form": form, "action": action, "level": "all"}
    answer = tab.post(f"/drafts/{draft.pk}/edits/", json.dumps(body), content_type="application/json")
    draft.refresh_from_db()
    return answer


def test_fields_stand_in_front_of_the_text(tab: Client, draft: Draft) -> None:
    page = page_of(tab, draft)

    assert f'name="{USER}#/hostname"' in page
    assert f'name="{USER}"' in page
    assert f'name="{NETWORK}#/ethernets' not in page  # no card yet, only the button that adds one
    assert f'value="add:{NETWORK}#/ethernets"' in page
    assert f"/drafts/{draft.pk}/password/?at={USER}" in page
    assert f"/drafts/{draft.pk}/keep/?at={USER}" in page


def test_a_form_that_nobody_touched_changes_no_byte(tab: Client, draft: Draft) -> None:
    before = draft.text

    assert save(tab, draft).status_code == 302
    assert draft.text == before


def test_a_guided_field_changes_its_line_inside_the_text(tab: Client, draft: Draft) -> None:
    before = draft.text

    save(tab, draft, **{"USER#/hostname": "shop"})

    assert draft.text == before.replace("hostname: web   #", "hostname: shop   #")


def test_a_button_adds_a_row_inside(tab: Client, draft: Draft) -> None:
    save(tab, draft, action=f"add:{USER}#/users")

    document = manifest.from_yaml(draft.text)
    assert "users:" in get(document, USER)
    assert "# the shop's" in get(document, USER)


def test_scripts_save_a_guided_field_alone(tab: Client, draft: Draft) -> None:
    before = draft.text

    answer = command(tab, draft, [[f"{USER}#/hostname", "shop"]])

    assert answer.status_code == 200
    assert draft.text == before.replace("hostname: web   #", "hostname: shop   #")
    assert f'name="{USER}#/hostname"' in answer.json()["parts"][0]["html"]


def test_scripts_press_a_guided_button(tab: Client, draft: Draft) -> None:
    command(tab, draft, [], f"add:{NETWORK}#/ethernets")

    network = get(manifest.from_yaml(draft.text), NETWORK)
    assert network == "version: 2\nethernets:\n  enp1s0:\n    dhcp4: true\n"


def test_what_was_typed_as_text_meets_what_was_typed_in_a_field(tab: Client, draft: Draft) -> None:
    text = "#cloud-config\n# anew\nhostname: web\npackages: [git]\n"

    save(tab, draft, **{"USER": text, "USER#/timezone": "UTC"})

    assert get(manifest.from_yaml(draft.text), USER) == f"{text}timezone: UTC\n"


def test_a_text_that_goes_takes_its_fields_along(tab: Client, draft: Draft) -> None:
    choice = "/spec/template/spec/volumes/1#choice"

    save(tab, draft, **{choice: "emptyDisk", "USER#/hostname": "shop"})

    volume = get(manifest.from_yaml(draft.text), "/spec/template/spec/volumes/1")
    assert "cloudInitNoCloud" not in volume


def test_a_script_is_edited_as_text(tab: Client, draft: Draft) -> None:
    save(tab, draft, USER="#!/bin/sh\necho hello\n")

    page = page_of(tab, draft)
    assert "This is a script" in page
    assert f'name="{USER}#/hostname"' not in page


@pytest.mark.parametrize(
    "name", [f"{USER}#/users/-1", f"{USER}#", f"{USER}#/a~", f"{USER}##", f"{NETWORK}#/ethernets/x", "#/#/"]
)
def test_no_name_inside_breaks_the_editor(name: str, tab: Client, draft: Draft) -> None:
    before = draft.text
    for action in ("", f"add:{name}", f"remove:{name}", f"up:{name}", f"fix:x:{name}"):
        assert command(tab, draft, [[name, "x"]], action).status_code == 200
    assert draft.text == before
