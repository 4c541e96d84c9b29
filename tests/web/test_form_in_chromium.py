"""What only a browser can show of the form's own elements."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.data import a_draft, a_text
from vms.models import Draft, Team

from .chromium import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPEC = "/spec/template/spec"
RNG = f"input[type=checkbox][name='{SPEC}/domain/devices/rng']"
Opened = Callable[[], AbstractContextManager[Page]]


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="cache"), name="cache")


@pytest.fixture
def opened(browse: Browse, member: User, draft: Draft) -> Opened:
    """All fields of the draft, with every section open."""

    @contextmanager
    def open_page() -> Iterator[Page]:
        with browse(member, f"/drafts/{draft.pk}/?fields=all") as page:
            page.evaluate("for (const group of document.querySelectorAll('details.group')) group.open = true")
            yield page

    return open_page


def _expect_text(page: Page, said: str) -> None:
    page.wait_for_function(
        "said => document.querySelector('yaml-editor').view.state.doc.toString().includes(said)", arg=said
    )


def test_a_size_is_a_number_and_a_unit(opened: Opened) -> None:
    with opened() as page:
        memory = page.locator(f"[data-pointer='{SPEC}/domain/memory/guest']")
        memory.get_by_label("Memory", exact=True).last.fill("3")
        memory.get_by_label("Memory: unit").select_option("Gi")
        expect(memory.locator("output")).to_have_text("= 3,221,225,472 bytes")
        _expect_text(page, "guest: 3Gi")


def test_a_switch_goes_on_and_off(opened: Opened) -> None:
    with opened() as page:
        page.locator(RNG).check()
        _expect_text(page, "rng: {}")
        page.locator(RNG).uncheck()
        page.wait_for_function(
            "() => !document.querySelector('yaml-editor').view.state.doc.toString().includes('rng')"
        )
        expect(page.locator(RNG)).not_to_be_checked()


def test_several_labels_are_added_one_after_the_other(opened: Opened) -> None:
    with opened() as page:
        for place, word in enumerate(("app", "tier")):
            page.locator(f"input[name='/metadata/labels#key/{place}']").fill(word)
            page.locator(f"input[name='/metadata/labels#value/{place}']").fill("front")
        _expect_text(page, 'tier: "front"')
        _expect_text(page, 'app: "front"')


def test_what_is_folded_opens_when_asked(opened: Opened) -> None:
    with opened() as page:
        page.get_by_role("link", name="Set up Hyper-V features").click()
        vapic = page.locator(f"input[type=checkbox][name='{SPEC}/domain/features/hyperv/vapic']")
        vapic.check()
        _expect_text(page, "vapic: {}")
        expect(vapic).to_be_checked()


def test_processors_are_multiplied_while_one_types(opened: Opened) -> None:
    with opened() as page:
        page.locator(f"input[name='{SPEC}/domain/cpu/sockets']").fill("2")
        page.locator(f"input[name='{SPEC}/domain/cpu/cores']").fill("4")
        expect(page.locator(".object__product")).to_have_text("= 8 vCPUs")
