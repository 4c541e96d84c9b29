"""What an open page does by itself: the console comes and goes with its machine, a lost session is told."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from portal.demonstration import Visitor
from portal.demonstration.journey import launch
from tests.browser.conftest import Enter
from tests.stack import Stack

pytestmark = pytest.mark.browser

SECONDS = 60


@pytest.fixture(scope="module")
def visitor(stack: Stack) -> Iterator[Visitor]:
    with Visitor(stack.base_url) as author:
        author.log_in("max", stack.people["max"].password)
        yield author


@pytest.fixture(scope="module")
def machine(stack: Stack, visitor: Visitor) -> str:
    with Visitor(stack.base_url) as admin:
        admin.log_in("ada", stack.people["ada"].password)
        launched, _ = launch(visitor, admin, lambda _: None)
    visitor.wait_for_status(launched, "Running", seconds=SECONDS)
    return launched


def test_the_console_ends_with_its_machine_and_comes_with_it(
    enter: Enter, visitor: Visitor, machine: str
) -> None:
    page = enter("max")
    page.goto(f"/machines/{machine}/console/")
    console = page.locator("serial-console")
    expect(console).to_have_attribute("data-state", "connected", timeout=SECONDS * 1000)

    visitor.post(f"/machines/{machine}/power/force_stop/", {})
    expect(console).to_have_attribute("data-state", "ended", timeout=SECONDS * 1000)
    visitor.wait_for_status(machine, "Stopped", seconds=SECONDS)
    page.reload()
    expect(page.get_by_role("heading", name="No console at the moment")).to_be_visible()

    visitor.post(f"/machines/{machine}/power/start/", {})
    expect(console).to_have_attribute("data-state", "connected", timeout=SECONDS * 1000)


def test_a_page_whose_session_is_over_says_so(enter: Enter, machine: str) -> None:
    page = enter("max")
    page.goto(f"/machines/{machine}/")
    expect(page.locator("connection-state")).to_have_text("Live")
    page.context.clear_cookies()

    # As live.js does when the server ends its socket.
    page.evaluate(
        """document.dispatchEvent(new CustomEvent("slipway:connection", { detail: { state: "stale" } }))"""
    )

    expect(page.locator("connection-state")).to_have_text("Not live: reload the page")
    expect(page.locator("#toasts")).to_contain_text("You are signed out")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="Sign in again").click()
    page.wait_for_url(re.compile(rf"/login/\?next=.*{machine}"))


def test_what_is_typed_into_a_draft_outlives_the_session(enter: Enter, visitor: Visitor) -> None:
    path = visitor.post("/drafts/new/", {"way": "scratch"}).url.path
    page = enter("max")
    page.goto(path)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    name = page.locator('[name="/metadata/name"]')
    state = page.locator(".workspace__state")

    name.fill("kept")
    name.blur()
    expect(page.locator("#toasts")).to_contain_text("Sign in again in another tab")
    expect(state).to_contain_text("Not saved")

    page.context.add_cookies(cookies)  # type: ignore[arg-type]  # what cookies() answered
    name.fill("kept-too")
    name.blur()
    expect(state).to_contain_text("All changes saved")
    expect(page.locator("#toasts")).to_be_empty()
    expect(page.get_by_role("heading", level=1)).to_have_text("kept-too")
