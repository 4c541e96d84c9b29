"""Debian's Chromium through Playwright, and the screenshots that the README shows."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.stack import ROOT, Stack

CHROMIUM = "/usr/bin/chromium"
# No connection of the browser's own: it would look for its maker at every start.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

Enter = Callable[[str], Page]
Keep = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield started
    started.close()


@pytest.fixture
def enter(browser: Browser, stack: Stack) -> Iterator[Enter]:
    """Log somebody in, each in a browser context of their own; answers their page."""
    contexts: list[BrowserContext] = []

    def _enter(username: str) -> Page:
        context = browser.new_context(
            base_url=stack.base_url, viewport={"width": 1440, "height": 900}, color_scheme="light"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/login/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(stack.people[username].password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(stack.base_url + "/")
        return page

    yield _enter
    for context in contexts:
        context.close()


@pytest.fixture
def keep() -> Keep:
    """Keep a screenshot under this name: in var/, or in docs/ when SLIPWAY_SCREENSHOTS says so."""
    folder = Path(os.environ.get("SLIPWAY_SCREENSHOTS", ROOT / "var" / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)

    def _keep(page: Page, name: str) -> None:
        page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return _keep
