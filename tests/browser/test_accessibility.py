"""Every kind of page for people who cannot see it well, hold a phone, or use no mouse."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect

from portal.demonstration import Visitor
from portal.demonstration.journey import launch
from tests.browser.conftest import PHONE, WIDE, new_context, sign_in
from tests.stack import Stack

pytestmark = pytest.mark.browser

Open = Callable[[str, str], Page]
MEMORY = "/spec/template/spec/domain/memory/guest"
USER_DATA = "/spec/template/spec/volumes/1/cloudInitNoCloud/userData"
LONG_NAME = "a-name-that-is-as-long-as-names-may-be-and-has-63-characters-ok"
BROKEN = """\
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: Not_A_Name}
spec:
  template:
    spec:
      domain:
        cpu: {cores: none}
        devices:
          disks: [{name: root, disk: {bus: floppy}}]
"""


@dataclass(frozen=True)
class World:
    """What the pages are about: ids of one running and one failed machine, of drafts and of a request."""

    running: str
    failed: str
    plain: str
    broken: str
    torn: str
    request: str

    def path(self, pattern: str) -> str:
        return pattern.format(**vars(self))


@pytest.fixture(scope="module")
def world(stack: Stack) -> Iterator[World]:
    with Visitor(stack.base_url) as author, Visitor(stack.base_url) as admin:
        author.log_in("max", stack.people["max"].password)
        admin.log_in("ada", stack.people["ada"].password)

        def draft(text: str) -> str:
            page = author.post("/drafts/import/", {"step": "as-it-is", "text": text})
            return page.url.path.rstrip("/").rsplit("/", 1)[-1]

        def request(draft: str) -> str:
            page = author.post(f"/drafts/{draft}/submit/", {"version": "1", "comment": "Please. " * 30})
            return page.url.path.rstrip("/").rsplit("/", 1)[-1]

        running, name = launch(author, admin, lambda _: None)
        text = author.get(f"/machines/{running}/manifest.yaml").text
        doomed = request(
            draft(text.replace(f"name: {name}", f"name: {LONG_NAME}").replace("tiny:1", "none:1"))
        )
        digest = admin.api(f"/change-requests/{doomed}/")["digest"]
        admin.post(f"/requests/{doomed}/approve/", {"digest": digest})
        plain = draft(text.replace(f"name: {name}", "name: plain"))
        yield World(
            running=running,
            failed=admin.api(f"/change-requests/{doomed}/")["machine"],
            plain=plain,
            broken=draft(BROKEN),
            torn=draft("a: ]\n"),
            request=request(draft(text.replace(f"name: {name}", "name: waiting"))),
        )


# What, who looks at it, where it is.
PAGES = {
    "sign-in": ("", "/login/"),
    "dashboard": ("ada", "/"),
    "machines": ("max", "/machines/"),
    "no machines": ("max", "/machines/?q=zebra"),
    "machine": ("max", "/machines/{running}/"),
    "failed machine": ("max", "/machines/{failed}/"),
    "configuration": ("max", "/machines/{running}/configuration/"),
    "serial console": ("max", "/machines/{running}/console/?view=serial"),
    "screen": ("max", "/machines/{running}/console/?view=screen"),
    "no console": ("max", "/machines/{failed}/console/"),
    "delete": ("ada", "/machines/{running}/delete/"),
    "drafts": ("max", "/drafts/"),
    "import": ("max", "/drafts/import/"),
    "export": ("max", "/machines/{running}/export/"),
    "new draft": ("max", "/drafts/new/"),
    "blueprint's card": ("max", "/drafts/new/?blueprint=tiny-kept"),
    "copy one of mine": ("max", "/drafts/new/?way=copy"),
    "blueprints": ("ada", "/blueprints/"),
    "blueprint": ("ada", "/blueprints/tiny-kept/"),
    "edit a blueprint": ("ada", "/blueprints/tiny-kept/edit/"),
    "blueprint of a machine": ("ada", "/blueprints/new/?machine={running}"),
    "sizes": ("ada", "/sizes/"),
    "editor": ("max", "/drafts/{plain}/"),
    "editor, all fields": ("max", "/drafts/{plain}/?fields=all"),
    "editor with problems": ("max", "/drafts/{broken}/"),
    "editor of torn YAML": ("max", "/drafts/{torn}/"),
    "requests": ("ada", "/requests/"),
    "request": ("ada", "/requests/{request}/"),
    "secrets": ("max", "/secrets/"),
    "new secret": ("max", "/secrets/new/"),
    "profile": ("max", "/profile/"),
    "password": ("max", f"/drafts/{{plain}}/password/?at={USER_DATA}"),
    "keep in a secret": ("max", f"/drafts/{{plain}}/keep/?at={USER_DATA}"),
    "nothing": ("max", "/nothing/"),
}


@pytest.fixture(scope="module")
def open_page(browser: Browser, stack: Stack, world: World) -> Iterator[Open]:
    """Open one of ``PAGES`` in a colour scheme. Everybody signs in once, for all tests."""
    sessions: dict[str, StorageState] = {}
    pages: dict[tuple[str, str], Page] = {}

    def session(username: str) -> StorageState | None:
        if username and username not in sessions:
            context = new_context(browser, stack)
            sign_in(context.new_page(), stack, username)
            sessions[username] = context.storage_state()
            context.close()
        return sessions.get(username)

    def _open(name: str, scheme: str) -> Page:
        username, pattern = PAGES[name]
        if (username, scheme) not in pages:
            context = new_context(browser, stack, color_scheme=scheme, storage_state=session(username))
            pages[username, scheme] = context.new_page()
        page = pages[username, scheme]
        page.goto(world.path(pattern))
        return page

    yield _open
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_to_complain_about(open_page: Open, name: str, scheme: str) -> None:
    page = open_page(name, scheme)

    found = Axe().run(page).response["violations"]

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_need_not_scroll_sideways(open_page: Open, name: str) -> None:
    page = open_page(name, "light")
    page.set_viewport_size(PHONE)
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.set_viewport_size(WIDE)

    assert too_wide == 0


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus; the YAML pane is left as it says."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.name || document.activeElement.id || document.activeElement.localName"
        )
        if focused == name:
            return
        if focused == "yaml-editor":
            page.keyboard.press("Escape")
    pytest.fail(f"the keyboard did not come to {name}")


def test_a_draft_is_changed_and_submitted_by_keyboard_alone(open_page: Open, world: World) -> None:
    page = open_page("editor", "light")

    tab_to(page, MEMORY)
    page.keyboard.press("Control+A")
    page.keyboard.type("300Mi")
    page.keyboard.press("Tab")
    expect(page.locator("#yaml-text")).to_have_value(re.compile("guest: 300Mi"))
    expect(page.locator(".workspace__state")).to_contain_text("All changes saved")
    tab_to(page, "comment")
    page.keyboard.type("By keyboard.")
    tab_to(page, "submit")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/requests/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("plain")


def test_the_reason_of_an_impossible_verb_is_shown_when_it_is_tapped(open_page: Open) -> None:
    page = open_page("machine", "light")
    page.set_viewport_size(PHONE)
    start = page.get_by_role("button", name="Start", exact=True)
    expect(start).to_have_accessible_description("It is running already.")
    reason = page.get_by_role("tooltip", name="It is running already.")
    expect(reason).to_be_hidden()

    start.dispatch_event("click")  # as a tap on a browser that gives no focus by it

    expect(reason).to_be_visible()
    expect(reason).to_be_in_viewport(ratio=1)
    page.set_viewport_size(WIDE)
