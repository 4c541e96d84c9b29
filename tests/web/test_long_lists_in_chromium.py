"""What only a browser can show of long lists and of choices: what is opened, stays open, and is led to."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.data import a_draft, a_text
from vms import manifest
from vms.models import Draft, Team
from vms.schema import Edit, apply

from .chromium import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DISKS = "/spec/template/spec/domain/devices/disks"
DISK = "#field-spec-template-spec-domain-devices-disks"
Opened = Callable[..., AbstractContextManager[Page]]


def a_fleet(disks: int = 14) -> dict[str, Any]:
    names = [f"disk-{number}" for number in range(disks)]
    entries = [{"name": name, "disk": {"bus": "virtio"}} for name in names]
    volumes = [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in names]
    edits = [Edit(DISKS, entries), Edit("/spec/template/spec/volumes", volumes)]
    fleet: dict[str, Any] = apply(manifest.from_yaml(a_text(name="fleet")), edits)
    return fleet


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, manifest.to_yaml(a_fleet()), name="fleet")


@pytest.fixture
def opened(browse: Browse, member: User, draft: Draft) -> Opened:
    return lambda place="": browse(member, f"/drafts/{draft.pk}/?fields=all{place}")


def _toggle(page: Page, number: int) -> Any:
    return page.locator(f"{DISK}-{number} > .row__title .row__toggle")


def _expect_text(page: Page, said: str) -> None:
    page.wait_for_function(
        "said => document.querySelector('yaml-editor').view.state.doc.toString().includes(said)", arg=said
    )


def test_a_row_opens_and_closes_by_the_keyboard(opened: Opened) -> None:
    with opened() as page:
        _toggle(page, 4).focus()
        page.keyboard.press("Space")
        expect(page.locator(f"input[name='{DISKS}/4/name']")).to_have_value("disk-4")
        expect(_toggle(page, 4)).to_be_focused()
        expect(_toggle(page, 4)).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Enter")
        expect(_toggle(page, 4)).to_have_attribute("aria-expanded", "false")
        expect(page.locator(f"input[name='{DISKS}/4/name']")).to_have_count(0)


def test_what_is_typed_into_a_row_is_saved_before_it_closes(opened: Opened) -> None:
    with opened() as page:
        _toggle(page, 4).click()
        page.locator(f"input[name='{DISKS}/4/bootOrder']").fill("7")
        _toggle(page, 4).click()
        expect(page.locator(f"{DISK}-4 .row__words")).to_contain_text("Boot order 7")
        _expect_text(page, "bootOrder: 7")


def test_a_row_that_is_open_stays_open_when_one_before_it_goes_and_comes_back(opened: Opened) -> None:
    with opened() as page:
        _toggle(page, 4).click()
        expect(page.locator(f"input[name='{DISKS}/4/name']")).to_have_value("disk-4")
        page.get_by_role("button", name="Remove disk-1", exact=True).first.click()
        expect(page.locator(f"input[name='{DISKS}/3/name']")).to_have_value("disk-4")
        expect(_toggle(page, 4)).to_have_attribute("aria-expanded", "false")
        page.get_by_role("button", name="Undo: ").click()
        expect(page.locator(f"input[name='{DISKS}/4/name']")).to_have_value("disk-4")
        expect(page.locator(".row--long:not(.row--closed)")).to_have_count(1)


def test_a_row_that_was_just_added_is_open_and_has_the_focus(opened: Opened) -> None:
    with opened() as page:
        page.get_by_role("button", name="Add disk", exact=True).click()
        expect(page.locator(f"input[name='{DISKS}/14/name']")).to_be_focused()


def test_a_list_that_becomes_long_keeps_what_was_open(browse: Browse, team: Team, member: User) -> None:
    short = a_draft(team, member, manifest.to_yaml(a_fleet(12)), name="short")
    with browse(member, f"/drafts/{short.pk}/?fields=all") as page:
        page.get_by_role("button", name="Add disk", exact=True).click()
        expect(page.locator(f"input[name='{DISKS}/12/name']")).to_be_focused()
        expect(page.locator(f"input[name='{DISKS}/3/name']")).to_have_value("disk-3")
        expect(_toggle(page, 3)).to_have_attribute("aria-expanded", "true")


def test_all_rows_of_a_list_are_opened_and_closed_at_once(opened: Opened) -> None:
    with opened() as page:
        page.get_by_role("button", name="Open all: Disks").click()
        expect(page.locator(f"input[name='{DISKS}/13/name']")).to_have_value("disk-13")
        page.fill("input[name='/spec/template/spec/hostname']", "saved")
        _expect_text(page, "hostname: saved")
        expect(page.locator(f"{DISK} .row--closed")).to_have_count(0)
        page.get_by_role("button", name="Close all: Disks").click()
        expect(page.locator(f"{DISK} .row--closed")).to_have_count(14)


def test_the_search_leads_into_a_closed_row(opened: Opened) -> None:
    with opened() as page:
        page.keyboard.press("/")
        page.keyboard.type("boot order")
        expect(page.get_by_role("option", name="Boot order").first).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_function("name => document.activeElement.name === name", arg=f"{DISKS}/0/bootOrder")


def test_an_address_leads_into_a_closed_row(opened: Opened) -> None:
    with opened(f"#field{DISKS.replace('/', '-')}-9-bootOrder") as page:
        page.wait_for_function("name => document.activeElement.name === name", arg=f"{DISKS}/9/bootOrder")


def test_a_place_within_what_is_not_chosen_leads_to_the_choice(opened: Opened) -> None:
    with opened(f"#field{DISKS.replace('/', '-')}-9-cdrom-tray") as page:
        chosen = page.locator(f"{DISK}-9 .choice__pick", has_text="CD-ROM").locator("input")
        expect(chosen).to_be_focused()
        expect(chosen).not_to_be_checked()


def test_what_is_chosen_has_its_fields_in_the_page_at_once(opened: Opened) -> None:
    with opened(f"&open={DISKS}/4") as page:
        bus = f"[name='{DISKS}/4/%s/bus']"
        expect(page.locator(bus % "disk").first).to_be_attached()
        expect(page.locator(bus % "cdrom")).to_have_count(0)
        page.route("**/edits/", lambda route: route.abort())
        page.locator(f"{DISK}-4").get_by_text("CD-ROM", exact=True).click()
        expect(page.locator(bus % "cdrom").first).to_be_attached()
        expect(page.locator(bus % "disk")).to_have_count(0)
        page.evaluate("window.addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), true)")


def test_what_was_set_before_another_was_chosen_comes_back_with_it(opened: Opened) -> None:
    with opened(f"&open={DISKS}/4") as page:
        row = page.locator(f"{DISK}-4")
        scsi = f"input[name='{DISKS}/4/disk/bus'][value=scsi]"
        page.locator(scsi).check()
        _expect_text(page, "bus: scsi")
        row.get_by_text("CD-ROM", exact=True).click()
        _expect_text(page, "cdrom: {}")
        row.get_by_text("Disk", exact=True).click()
        _expect_text(page, "bus: scsi")
        expect(page.locator(scsi)).to_be_checked()


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_of_a_long_list_is_wider_than_the_page(
    browse: Browse, member: User, draft: Draft, width: int
) -> None:
    with browse(member, f"/drafts/{draft.pk}/?fields=all&open={DISKS}/4", width=width) as page:
        expect(page.locator(f"{DISK}-4 .row__tools").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
