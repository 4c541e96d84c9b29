"""The list of findings in the editor: groups, standings, links and buttons that work without scripts."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.data import a_draft, a_text
from tests.manifest.rule_cases import DISK, DOMAIN
from vms import manifest
from vms.models import Draft, Team
from vms.schema import Edit

from .conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    text = manifest.edit_yaml(
        a_text(name="cache"),
        [
            Edit(f"{DISK}/disk/bus", "ide"),
            Edit(f"{DISK}/io", "io_uring"),
            Edit(f"{DOMAIN}/launchSecurity", {"sev": {}}),
            Edit(f"{DOMAIN}/machine/type", "virt"),
        ],
    )
    return a_draft(team, member, text, name="cache")


def _page(signed_in: SignIn, member: User, draft: Draft) -> str:
    return signed_in(member).get(reverse("draft-editor", args=[draft.pk])).content.decode()


def test_findings_stand_in_groups_with_their_rule_and_standing(
    signed_in: SignIn, member: User, draft: Draft
) -> None:
    page = _page(signed_in, member, draft)

    places = [page.index(words) for words in ("Must be corrected", "Worth a look", "Good to know")]
    assert places == sorted(places)
    assert "Refused by KubeVirt" in page
    assert "KubeVirt B.5-54." in page
    assert "No disk is on the IDE bus." in page
    assert "For export only" in page


def test_a_finding_leads_to_its_field_and_to_its_line_without_scripts(
    signed_in: SignIn, member: User, draft: Draft
) -> None:
    page = _page(signed_in, member, draft)

    href = f"field-{DISK.removeprefix('/').replace('/', '-')}-disk-bus"
    assert f'href="#{href}"' in page
    assert f'id="{href}"' in page
    assert 'href="#pane-yaml"' in page
    assert f"<code>{DISK}/disk/bus</code>" in page


def test_one_button_mends_all_that_can_be_mended(signed_in: SignIn, member: User, draft: Draft) -> None:
    assert "Fix all 3 that can be fixed" in _page(signed_in, member, draft)

    signed_in(member).post(
        reverse("draft-form", args=[draft.pk]), {"version": draft.version, "_action": "fix-all"}
    )

    draft.refresh_from_db()
    assert manifest.from_yaml(draft.text)["spec"]["template"]["spec"]["domain"]["machine"] == {"type": "q35"}
    assert [problem.keyword for problem in manifest.check(manifest.from_yaml(draft.text))] == [
        "unknown-field"
    ]


def test_without_problems_the_panel_says_so(signed_in: SignIn, member: User, team: Team) -> None:
    good = a_draft(team, member, a_text(name="good"), name="good")

    assert "No problems." in _page(signed_in, member, good)
