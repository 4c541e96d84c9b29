"""The guided form of cloud-init where scripts run: it saves while one types, and keys come at a click."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.data import PUBLIC_KEY, a_draft, a_text
from vms.models import Draft, Team
from vms.services import ssh_keys

from .chromium import Browse
from .test_guided_cloud_init import NETWORK, SEED, USER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    ssh_keys.add(actor=member, public_key=PUBLIC_KEY)
    text = a_text().replace(
        "          interfaces:", "            - name: seed\n              disk: {}\n          interfaces:"
    )
    return a_draft(team, member, text + SEED)


def test_fields_and_text_follow_each_other(browse: Browse, member: User, draft: Draft) -> None:
    with browse(member, f"/drafts/{draft.pk}/?fields=all") as page:
        page.locator(f"[name='{USER}#/timezone']").fill("UTC")  # and on, before that is answered
        page.locator(f"[name='{USER}#/hostname']").fill("shop")
        page.locator(f"[value='add:{USER}#/packages']").click()
        page.locator(f"[name='{USER}#/packages/1']").fill("git")
        page.locator(f"[value='add:{NETWORK}#/ethernets']").click()
        expect(page.locator(f"[name='{NETWORK}#/ethernets/0/name']")).to_have_value("enp1s0")
        page.get_by_role("tab", name="As text", exact=True).click()
        text = page.locator(f"textarea[name='{USER}']")
        expect(text).to_have_value(
            "#cloud-config\n# the shop's\nhostname: shop   # short\n"
            'packages: [nginx, "git"]\ntimezone: UTC\n'
        )
        text.fill("#cloud-config\nhostname: other\n")
        page.get_by_role("tab", name="Guided", exact=True).click()
        expect(page.locator(f"[name='{USER}#/hostname']")).to_have_value("other")
        page.get_by_role("button", name="Insert my SSH keys").click()
        expect(page.locator("#toasts")).to_contain_text("Your keys are in the user data")

    draft.refresh_from_db()
    assert PUBLIC_KEY in draft.text
    assert "hostname: other" in draft.text
    assert "enp1s0:" in draft.text
