"""The list of findings in a browser: filter, jump, and one button for all."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.data import a_draft, a_text
from tests.manifest.rule_cases import DISK, DOMAIN
from vms import manifest
from vms.models import Team
from vms.schema import Edit

from .chromium import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_findings_are_filtered_followed_and_mended(browse: Browse, team: Team, member: User) -> None:
    edits = [
        Edit(f"{DISK}/disk/bus", "ide"),
        Edit(f"{DISK}/io", "io_uring"),
        Edit(f"{DOMAIN}/launchSecurity", {"sev": {}}),
        Edit(f"{DOMAIN}/machine/type", "virt"),
    ]
    draft = a_draft(team, member, manifest.edit_yaml(a_text(name="cache"), edits), name="cache")
    with browse(member, f"/drafts/{draft.pk}/") as page:
        panel = page.locator("#workspace-problems")
        assert Axe().run(page).violations_count == 0

        panel.locator("label:has([value=warning])").click()
        expect(panel.locator(".problem:visible")).to_have_count(1)
        panel.locator("[data-go]:visible").click()
        expect(page.locator(f"select[name='{DISK}/io'], input[name='{DISK}/io']").first).to_be_visible()
        expect(panel.locator(".problem--marked:visible")).to_have_count(1)

        panel.locator("label:has([value=all])").click()
        panel.locator("[value=fix-all]").click()
        expect(panel.locator(".problem")).to_have_count(1)
        expect(panel.get_by_role("heading", name="Good to know")).to_be_visible()

    draft.refresh_from_db()
    assert [found.keyword for found in manifest.check(manifest.from_yaml(draft.text))] == ["unknown-field"]
