"""Debian's Chromium through Playwright, and the screenshots that the README shows."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)

from tests.stack import ROOT, Stack

CHROMIUM = "/usr/bin/chromium"
# No connection of the browser's own: it would look for its maker at every start.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

RENEWED = os.environ.get("SLIPWAY_SCREENSHOTS", "")

Enter = Callable[[str], Page]


class Keep(Protocol):
    def __call__(self, page: Page, name: str, *, on_phone: bool = False, dark: bool = False) -> None: ...


WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The journey first: its screenshots show a portal that nobody has used."""
    items.sort(key=lambda item: (item.path.parent, item.path.name != "test_journey.py"))


# Not for the session: Playwright's event loop would keep the tests of other folders from their database.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield started
    started.close()


def new_context(browser: Browser, stack: Stack, **options: Any) -> BrowserContext:
    return browser.new_context(**{"base_url": stack.base_url, "viewport": WIDE, **options})


def sign_in(page: Page, stack: Stack, username: str) -> None:
    page.goto("/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(stack.people[username].password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(stack.base_url + "/")


def size_field(page: Page, pointer: str) -> Locator:
    """Where a size is typed: number and unit, which scripts draw in place of its text."""
    return page.locator(f'#draft-form [data-pointer="{pointer}"] quantity-field input')


@pytest.fixture
def enter(browser: Browser, stack: Stack) -> Iterator[Enter]:
    """Log somebody in, each in a browser context of their own; answers their page."""
    contexts: list[BrowserContext] = []

    def _enter(username: str) -> Page:
        contexts.append(new_context(browser, stack, color_scheme="light"))
        page = contexts[-1].new_page()
        sign_in(page, stack, username)
        return page

    yield _enter
    for context in contexts:
        context.close()


@pytest.fixture
def keep() -> Keep:
    """Keep a screenshot under this name in var/; those that the README shows also where SLIPWAY_SCREENSHOTS
    says."""
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    shown = re.findall(r"docs/screenshots/([\w-]+)\.png", (ROOT / "README.md").read_text())

    def _keep(page: Page, name: str, *, on_phone: bool = False, dark: bool = False) -> None:
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_viewport_size(PHONE if on_phone else WIDE)
        picture = page.screenshot(path=folder / f"{name}.png", animations="disabled")
        if RENEWED and name in shown:
            (Path(RENEWED) / f"{name}.png").write_bytes(picture)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)

    return _keep
