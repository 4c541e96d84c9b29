"""Every kind of page for people who cannot see it well, hold a phone, or use no mouse."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, new_context, sign_in
from tests.browser.states import STATES
from tests.browser.world import World, a_world
from tests.stack import Stack

pytestmark = pytest.mark.browser

Open = Callable[[str, str], Page]
VIOLATIONS = {"resultTypes": ["violations"], "iframes": False}
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"color_scheme": "light", "viewport": PHONE},
}
# What can differ from the first look: colours in the dark, and on a phone what there is room for.
ASKED: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"]},
    "phone": {"runOnly": ["target-size"], "rules": {"target-size": {"enabled": True}}},
}
# What stands still covers what scrolls beneath it, and what is drawn once it is near moves the rest: only the
# size of each control itself counts.
LET_GO = """for (const one of document.querySelectorAll("*")) {
  const { position, contentVisibility } = getComputedStyle(one);
  if (["sticky", "fixed"].includes(position)) one.style.position = "static";
  if (contentVisibility === "auto") one.style.contentVisibility = "visible";
}"""


@pytest.fixture(scope="module")
def world(stack: Stack) -> Iterator[World]:
    with a_world(stack) as made:
        yield made


@pytest.fixture(scope="module")
def open_state(browser: Browser, stack: Stack, world: World) -> Iterator[Open]:
    """Open one of ``STATES`` in one of ``LOOKS``. Everybody signs in once for each, for all tests."""
    pages: dict[tuple[str, str], Page] = {}

    def _open(name: str, look: str) -> Page:
        state = STATES[name]
        if (state.who, look) not in pages:
            context = new_context(browser, stack, **LOOKS[look])
            pages[state.who, look] = context.new_page()
            if state.who:
                sign_in(pages[state.who, look], stack, state.who)
            context.add_init_script("sessionStorage.clear()")  # which tab was open last
        page = pages[state.who, look]
        page.goto(world.path(state.path))
        state.comes_about(page)
        return page

    yield _open
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_to_complain_about(open_state: Open, name: str, look: str) -> None:
    page = open_state(name, look)
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if look == "phone":
        page.evaluate(LET_GO)

    found = Axe().run(page, options=VIOLATIONS | ASKED[look]).response["violations"]

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert too_wide == 0, "nobody need scroll sideways"


def test_the_reason_of_an_impossible_verb_is_shown_when_it_is_tapped(open_state: Open) -> None:
    page = open_state("machine", "phone")
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_have_accessible_description("It is running already.")
    reason = page.get_by_role("tooltip", name="It is running already.")
    expect(reason).to_be_hidden()

    start.dispatch_event("click")  # as a tap on a browser that gives no focus by it

    expect(reason).to_be_visible()
    expect(reason).to_be_in_viewport(ratio=1)
