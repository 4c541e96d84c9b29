"""Every kind of page for people who cannot see it well, hold a phone, or use no mouse."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, WIDE, new_context, sign_in
from tests.browser.states import STATES
from tests.browser.world import World, a_world
from tests.stack import Stack

pytestmark = pytest.mark.browser

Open = Callable[[str], Page]
VIOLATIONS = {"resultTypes": ["violations"], "iframes": False}
# What can differ in another look: colours in the dark, and on a phone what there is room for.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
TARGETS = {"runOnly": ["target-size"], "rules": {"target-size": {"enabled": True}}}
# A colour on its way to another is none of either.
FADED = """() => Promise.allSettled(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)
)"""
# What stands still covers what scrolls beneath it; only its own size counts.
LET_GO = (
    "document.querySelectorAll('.bar, .workspace__foot').forEach(one => { one.style.position = 'static'; })"
)


@pytest.fixture(scope="module")
def world(stack: Stack) -> Iterator[World]:
    with a_world(stack) as made:
        yield made


@pytest.fixture(scope="module")
def open_state(browser: Browser, stack: Stack, world: World) -> Iterator[Open]:
    """Open one of ``STATES``. Everybody signs in once, for all tests."""
    pages: dict[str, Page] = {}

    def _open(name: str) -> Page:
        state = STATES[name]
        if state.who not in pages:
            context = new_context(browser, stack, color_scheme="light")
            pages[state.who] = context.new_page()
            if state.who:
                sign_in(pages[state.who], stack, state.who)
            context.add_init_script("sessionStorage.clear()")  # which tab was open last
        page = pages[state.who]
        page.goto(world.path(state.path))
        state.comes_about(page)
        return page

    yield _open
    for page in pages.values():
        page.context.close()


@contextmanager
def on_a_phone(page: Page) -> Iterator[None]:
    page.set_viewport_size(PHONE)
    yield
    page.set_viewport_size(WIDE)


@contextmanager
def in_the_dark(page: Page) -> Iterator[None]:
    page.emulate_media(color_scheme="dark")
    page.evaluate(FADED)
    yield
    page.emulate_media(color_scheme="light")
    page.evaluate(FADED)


def complaints(page: Page, **asked: Any) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, options=VIOLATIONS | asked).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_and_a_phone_need_not_scroll_sideways(open_state: Open, name: str) -> None:
    page = open_state(name)

    found = complaints(page)
    with in_the_dark(page):
        found += complaints(page, **COLOURS)
    with on_a_phone(page):
        page.wait_for_function("document.documentElement.scrollWidth === innerWidth")
        page.evaluate(LET_GO)
        found += complaints(page, **TARGETS)

    assert found == []


def test_the_reason_of_an_impossible_verb_is_shown_when_it_is_tapped(open_state: Open) -> None:
    page = open_state("machine")
    page.set_viewport_size(PHONE)
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_have_accessible_description("It is running already.")
    reason = page.get_by_role("tooltip", name="It is running already.")
    expect(reason).to_be_hidden()

    start.dispatch_event("click")  # as a tap on a browser that gives no focus by it

    expect(reason).to_be_visible()
    expect(reason).to_be_in_viewport(ratio=1)
    page.set_viewport_size(WIDE)
