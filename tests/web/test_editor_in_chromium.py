"""What only a browser can show of the editor: typing that goes on while a save is under way."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.data import a_draft, a_text
from vms.models import Draft, Team

from .chromium import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = "input[name='/metadata/name']"
HOSTNAME = "input[name='/spec/template/spec/hostname']"
Opened = Callable[[], AbstractContextManager[Page]]


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="cache"), name="cache")


@pytest.fixture
def opened(browse: Browse, member: User, draft: Draft) -> Opened:
    """The editor of the draft."""
    return lambda: browse(member, f"/drafts/{draft.pk}/")


def _text(page: Page) -> str:
    text: str = page.evaluate("document.querySelector('yaml-editor').view.state.doc.toString()")
    return text


def _to_the_end_of_the_text(page: Page) -> None:
    page.get_by_role("tab", name="YAML").click()
    page.evaluate(
        """() => {
          const { view } = document.querySelector("yaml-editor");
          view.focus();
          view.dispatch({ selection: { anchor: view.state.doc.length } });
        }"""
    )


def _wait_until_saved(page: Page, version: int) -> None:
    page.wait_for_function(
        "version => Number(document.getElementById('workspace').dataset.version) >= version"
        " && !document.querySelector('yaml-editor').dirty",
        arg=version,
    )


def test_typing_goes_on_while_a_save_is_under_way(opened: Opened, draft: Draft) -> None:
    with opened() as page:
        _to_the_end_of_the_text(page)
        for word in ("# one", " two", " three"):
            with page.expect_request("**/edits/"):
                page.keyboard.type(word)
        _wait_until_saved(page, 4)
        assert _text(page).endswith("# one two three")

    draft.refresh_from_db()
    assert draft.text.endswith("# one two three")


def test_fields_changed_in_quick_succession_are_all_saved(opened: Opened, draft: Draft) -> None:
    with opened() as page:
        page.fill(HOSTNAME, "first")
        page.fill(NAME, "second")
        page.press(NAME, "Tab")
        expect(page.get_by_role("heading", name="second")).to_be_visible()
        assert "hostname: first" in _text(page)
        assert page.evaluate("document.activeElement.name") == "/spec/runStrategy", "the focus stayed"

    draft.refresh_from_db()
    assert "name: second" in draft.text
    assert "hostname: first" in draft.text


def test_the_form_stays_while_the_text_cannot_be_read(opened: Opened, draft: Draft) -> None:
    with opened() as page:
        _to_the_end_of_the_text(page)
        page.keyboard.type("broken: ]")
        expect(page.get_by_text("The YAML cannot be read.")).to_be_visible()
        expect(page.locator(NAME)).to_have_value("cache")

    draft.refresh_from_db()
    assert draft.text.endswith("broken: ]")


def test_submitting_waits_for_what_was_just_typed(opened: Opened, draft: Draft) -> None:
    with opened() as page:
        page.fill(NAME, "hurry")
        page.get_by_role("button", name="Submit").click()
        page.wait_for_url("**/requests/**")

    assert draft.change_requests.get().name == "hurry"


MEMORY = "quantity-field[for='input-spec-template-spec-domain-memory-guest'] input"


def test_undo_goes_back_through_form_and_text_alike(opened: Opened, draft: Draft) -> None:
    with opened() as page:
        page.fill(HOSTNAME, "first")
        expect(page.get_by_role("button", name="Undo: ")).to_be_visible()
        _to_the_end_of_the_text(page)
        page.keyboard.insert_text("# typed")  # at once: what is typed slowly may be saved in two steps
        _wait_until_saved(page, 3)
        page.keyboard.press("Control+z")
        _wait_until_saved(page, 4)
        assert not _text(page).endswith("# typed")
        page.get_by_role("button", name="Undo: ").click()
        expect(page.locator(HOSTNAME)).to_have_value("")
        page.get_by_role("button", name="Redo: ").click()
        expect(page.locator(HOSTNAME)).to_have_value("first")

    draft.refresh_from_db()
    assert "hostname: first" in draft.text
    assert "# typed" not in draft.text


def test_the_field_in_focus_is_marked_in_the_text_and_the_other_way_round(opened: Opened) -> None:
    with opened() as page:
        page.get_by_role("tab", name="YAML").click()
        page.focus(MEMORY)
        marked = page.locator("yaml-editor .cm-place")
        expect(marked).to_have_text("          guest: 256Mi")
        page.locator("yaml-editor .cm-line", has_text="runStrategy").click()
        expect(page.locator("#draft-form .is-linked")).to_have_attribute("data-pointer", "/spec/runStrategy")


def test_keys_and_values_are_completed_from_the_schema(opened: Opened, draft: Draft) -> None:
    with opened() as page:
        _to_the_end_of_the_text(page)
        page.evaluate(
            """() => {
              const { view } = document.querySelector("yaml-editor");
              const at = view.state.doc.toString().indexOf("        memory:");
              view.dispatch({ changes: { from: at, insert: "        \\n" }, selection: { anchor: at + 8 } });
            }"""
        )
        page.keyboard.type("mach")
        offered = page.locator("yaml-editor .cm-completionLabel")
        expect(offered).to_have_text("machine")
        offered.click()  # a key too soon after it appears is not taken for an answer
        page.keyboard.type("ty")
        expect(offered).to_have_text("type")
        offered.click()
        page.keyboard.type("q35")
        page.wait_for_function("() => !document.querySelector('yaml-editor').dirty")
        expect(page.get_by_text("All changes saved")).to_be_visible()

    draft.refresh_from_db()
    assert "        machine:\n          type: q35\n" in draft.text


def test_each_line_of_the_domain_xml_leads_to_the_manifest_line_behind_it(opened: Opened) -> None:
    with opened() as page:
        page.get_by_role("tab", name="libvirt XML").click()
        memory = page.locator("#workspace-xml li", has_text='<memory unit="b">268435456</memory>')
        expect(memory).to_be_visible()
        page.focus(MEMORY)
        expect(memory).to_have_class("domain-xml__line is-linked")
        memory.get_by_role("link").click()
        expect(page.locator("yaml-editor .cm-activeLine")).to_have_text("          guest: 256Mi")


def test_the_domain_xml_follows_the_form(opened: Opened) -> None:
    with opened() as page:
        page.get_by_role("tab", name="libvirt XML").click()
        page.fill(MEMORY, "512")
        expect(page.locator("#workspace-xml")).to_contain_text("536870912")


def test_what_was_typed_before_a_crash_is_saved_by_the_next_page(opened: Opened, draft: Draft) -> None:
    with opened() as page:
        page.route("**/edits/", lambda route: route.abort())
        page.fill(HOSTNAME, "survivor")
        expect(page.get_by_text("Not saved: the portal does not answer.")).to_be_visible()
        page.unroute("**/edits/")
        page.evaluate(
            "window.addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)"
        )
        page.goto("about:blank")
        page.go_back()
        expect(page.get_by_text("What you typed before this page was closed is saved now.")).to_be_visible()
        expect(page.locator(HOSTNAME)).to_have_value("survivor")

    draft.refresh_from_db()
    assert "hostname: survivor" in draft.text


def test_a_setting_is_found_by_its_name(opened: Opened) -> None:
    with opened() as page:
        page.keyboard.press("/")
        page.keyboard.type("host name")
        expect(page.get_by_role("option", name="Host name")).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_function("name => document.activeElement.matches(name)", arg=HOSTNAME)
