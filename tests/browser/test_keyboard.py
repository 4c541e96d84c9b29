"""From the sign-in to a submitted machine with the keyboard alone: no mouse, and the focus is never lost."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import new_context
from tests.stack import Stack

pytestmark = pytest.mark.browser

MEMORY = "/spec/template/spec/domain/memory/guest"
HOSTNAME = "/spec/template/spec/hostname"
DISKS = "/spec/template/spec/domain/devices/disks"
# Who has the focus: what it is called, and whether one sees that it has it.
FOCUS = """() => {
  let one = document.activeElement;
  while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
  const drawn = getComputedStyle(one.querySelector(".box__frame") ?? one);
  const ring = (each) => each.outlineStyle !== "none" && parseFloat(each.outlineWidth) > 0;
  const beside = [one.closest("label"), one.closest(".choice__pick"), one.nextElementSibling].filter(Boolean);
  return {
    tag: one.localName,
    is: [one.id, one.name, one.value, one.textContent, one.getAttribute("aria-label")].join(" "),
    isSeen:
      [one, ...beside].some((each) => ring(getComputedStyle(each))) ||
      drawn.filter !== "none" ||
      one.matches(".cm-content"),
  };
}"""


def focus(page: Page) -> str:
    """What has the focus. It is always something, and one sees it."""
    found = page.evaluate(FOCUS)
    assert found["tag"] not in {"body", "html"}, "the focus was lost"
    assert found["isSeen"], f"one does not see that {found['is']!r} has the focus"
    return " ".join([found["tag"], *found["is"].split()])


def press(page: Page, *keys: str) -> str:
    for key in keys:
        page.keyboard.press(key)
    return focus(page)


def go_to(page: Page, wanted: str, key: str = "Tab", most: int = 200) -> None:
    for _ in range(most):
        if page.evaluate("document.activeElement !== document.body"):  # else the address bar's turn has come
            here = focus(page)
            if re.search(wanted, here):
                return
            if here.startswith("div") and page.evaluate("document.activeElement.localName") == "yaml-editor":
                page.keyboard.press("Escape")
        page.keyboard.press(key)
    pytest.fail(f"{key} did not come to {wanted}")


def saved(page: Page) -> None:
    expect(page.locator("#workspace")).not_to_have_attribute("data-saving", "yes")
    expect(page.locator(".workspace__state")).to_contain_text("All changes saved")


def version(page: Page) -> int:
    return int(page.locator("#workspace").get_attribute("data-version") or 0)


def changed_since(page: Page, before: int) -> None:
    page.wait_for_function(
        "before => Number(document.getElementById('workspace').dataset.version) > before", arg=before
    )
    saved(page)


def test_a_machine_is_asked_for_by_keyboard_alone(browser: Browser, stack: Stack) -> None:
    context = new_context(browser, stack)
    page = context.new_page()
    page.goto("/login/")
    go_to(page, "input .*username")
    page.keyboard.type("max")
    press(page, "Tab")
    page.keyboard.type(stack.people["max"].password)
    page.keyboard.press("Enter")
    page.wait_for_url(stack.base_url + "/")

    # The start page: a blueprint, a size, a name.
    go_to(page, "^a New draft")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/drafts/new/"))
    go_to(page, "^a Tiny Linux")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("blueprint=tiny-linux"))
    go_to(page, "input .*size")
    press(page, "ArrowRight")
    go_to(page, "input name name")
    press(page, "Control+a")
    page.keyboard.type("by-keyboard")
    go_to(page, "Open in the editor")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/drafts/[0-9a-f-]{36}/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("by-keyboard")

    # A field by search, changed and left.
    go_to(page, "input .*Find a setting")
    page.keyboard.type("host name")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_function("name => document.activeElement.name === name", arg=HOSTNAME)
    before = version(page)
    press(page, "Control+a")
    page.keyboard.type("Typed_Name")
    press(page, "Tab")
    changed_since(page, before)
    focus(page)

    # It is none: the checks, reached over two tabs, mend it.
    go_to(page, "button pane-checks-tab")
    assert "pane-yaml-tab" in press(page, "ArrowRight")
    assert "pane-checks-tab" in press(page, "ArrowLeft")
    go_to(page, "button .*fix:")
    before = version(page)
    page.keyboard.press("Enter")
    changed_since(page, before)
    expect(page.locator(f'[name="{HOSTNAME}"]')).to_have_value("typed-name")
    focus(page)

    # All fields, and a disk more.
    go_to(page, "^a All fields", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("fields=all"))
    go_to(page, f"button .*add:{DISKS} ")
    before = version(page)
    page.keyboard.press("Enter")
    changed_since(page, before)
    page.wait_for_function("start => document.activeElement.name?.startsWith(start)", arg=f"{DISKS}/2/")

    # A step back, forth, and back again: it would have needed a volume.
    go_to(page, "button pane-checks-tab")
    for step, key in enumerate(("Control+z", "Control+y", "Control+z")):
        page.keyboard.press(key)
        changed_since(page, before + 1 + step)
        focus(page)
    expect(page.get_by_text("No errors")).to_be_visible()
    go_to(page, "input comment")
    page.keyboard.type("By keyboard.")
    go_to(page, "button submit")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/requests/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("by-keyboard")
    context.close()
