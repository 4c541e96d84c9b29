"""Two people, and two tabs, in one draft: each sees the other's changes live, and nothing is overwritten."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter, size_field

pytestmark = pytest.mark.browser

MEMORY = "/spec/template/spec/domain/memory/guest"
CORES = "/spec/template/spec/domain/cpu/cores"


def _field(page: Page, pointer: str) -> str:
    return f'[name="{pointer}"]'


def _begin(page: Page) -> str:
    """The path of a new draft. How one comes to it by clicking is another test's."""
    draft = page.evaluate(
        """async () => {
          const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
          const answer = await fetch("/api/v1/drafts/", {
            method: "POST",
            headers: { "Content-Type": "application/json", "X-CSRFToken": token },
            body: JSON.stringify({ team: "harbour", blueprint: "tiny-linux" }),
          });
          return (await answer.json()).id;
        }"""
    )
    page.goto(f"/drafts/{draft}/")
    return f"drafts/{draft}/"


def _text(page: Page) -> str:
    text: str = page.evaluate("document.querySelector('yaml-editor').view.state.doc.toString()")
    return text


def test_each_sees_what_the_other_does_without_a_reload(enter: Enter) -> None:
    max_page, olga_page = enter("max"), enter("olga")
    path = _begin(max_page)
    olga_page.goto(f"/{path}")
    expect(olga_page.locator("html")).to_have_attribute("data-connection", "live")
    olga_page.evaluate("window.notReloaded = true")

    max_page.locator(_field(max_page, CORES)).fill("2")
    expect(olga_page.locator(_field(olga_page, CORES))).to_have_value("2")
    expect(olga_page.get_by_text(re.compile("max is editing"))).to_be_visible()

    olga_page.get_by_role("tab", name="YAML").click()
    olga_page.evaluate(
        """() => {
          const { view } = document.querySelector("yaml-editor");
          view.focus();
          view.dispatch({ selection: { anchor: view.state.doc.length } });
        }"""
    )
    olga_page.keyboard.type("# from olga")
    size_field(max_page, MEMORY).fill("320Mi")
    for page in (max_page, olga_page):
        page.wait_for_function(
            """() => {
              const text = document.querySelector("yaml-editor").view.state.doc.toString();
              return text.includes("guest: 320Mi") && text.endsWith("# from olga");
            }"""
        )

    assert _text(max_page) == _text(olga_page)
    assert olga_page.evaluate("window.notReloaded") is True


def test_two_tabs_of_one_person_stay_alike(enter: Enter) -> None:
    first = enter("max")
    path = _begin(first)
    second = first.context.new_page()
    second.goto(f"/{path}")
    expect(second.locator("html")).to_have_attribute("data-connection", "live")
    first.locator(_field(first, CORES)).fill("3")
    expect(second.locator(_field(second, CORES))).to_have_value("3")
    second.get_by_role("button", name=re.compile("^Undo: ")).click()
    expect(first.locator(_field(first, CORES))).to_have_value("1")


def test_a_change_of_the_same_value_is_told_and_both_texts_are_kept(enter: Enter) -> None:
    max_page, olga_page = enter("max"), enter("olga")
    path = _begin(max_page)
    olga_page.goto(f"/{path}")
    # Olga's page does not hear of Max's save: as on a bad line.
    olga_page.route("**/updates/**", lambda route: route.abort())
    size_field(max_page, MEMORY).fill("320Mi")
    max_page.wait_for_function("() => document.getElementById('workspace').dataset.version === '2'")
    size_field(olga_page, MEMORY).fill("640Mi")

    expect(olga_page.get_by_role("heading", name="Your text, not saved")).to_be_visible()
    expect(olga_page.get_by_label("Your text")).to_have_value(re.compile("guest: 640Mi"))
    assert "guest: 320Mi" in _text(olga_page)
