"""One machine's whole path in a browser, as its author and its reviewer see it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter, Keep, size_field
from tests.manifest.importing.fixture_files import read
from tests.stack import Stack

pytestmark = pytest.mark.browser

MEMORY = "/spec/template/spec/domain/memory/guest"
CORES = "/spec/template/spec/domain/cpu/cores"
BOOT = 120_000  # ms; emulated guests take their time on a busy machine


def field(page: Page, pointer: str) -> Any:
    return page.locator(f'[name="{pointer}"]')


def written(page: Page) -> str:
    return page.locator("#yaml-text").input_value()


def begin_draft(page: Page) -> None:
    page.goto("/drafts/new/")
    page.get_by_role("link", name=re.compile("Tiny Linux Busybox")).first.click()
    page.get_by_label("Name").fill("tiny")
    page.get_by_role("button", name="Open in the editor").click()
    page.wait_for_url(re.compile(r"/drafts/[0-9a-f-]{36}/"))


def show_yaml(page: Page) -> None:
    page.get_by_role("tab", name="YAML").click()
    expect(page.locator(".cm-content")).to_be_visible()


def retype_cores(page: Page, old: str, new: str) -> None:
    page.locator(".cm-line", has_text=f"cores: {old}").click()
    page.keyboard.press("End")
    for _ in old:
        page.keyboard.press("Backspace")
    page.keyboard.type(new)


def submit(page: Page, comment: str) -> str:
    """Answers the path of the request's page."""
    page.get_by_label("Comment for the reviewer").fill(comment)
    page.get_by_role("button", name=re.compile("^Submit")).click()
    page.wait_for_url(re.compile(r"/requests/[0-9a-f-]{36}/"))
    return page.url.split("/", 3)[3]


def expect_serial(page: Page, wanted: str) -> None:
    expect(page.locator(".xterm-rows")).to_contain_text(wanted, timeout=BOOT)


def expect_a_picture(page: Page) -> None:
    """The guest's screen shows more than one colour."""
    page.wait_for_function(
        """() => {
            const canvas = document.querySelector("vnc-console canvas");
            if (!canvas?.width || !canvas.height) return false;
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return new Set(new Uint32Array(data.buffer)).size > 1;
        }""",
        timeout=BOOT,
    )


def test_from_blueprint_to_login_prompt(enter: Enter, keep: Keep, stack: Stack) -> None:
    page = enter("max")
    keep(page, "dashboard-empty")
    page.goto("/drafts/new/")
    keep(page, "start")
    page.goto("/drafts/import/")
    page.locator("#text").fill(read("kubectl-get.yaml"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="What is in the file")).to_be_visible()
    keep(page, "import-report")

    begin_draft(page)
    editor = page.url
    show_yaml(page)

    # The form's edit appears in the YAML, and changes that one line alone.
    before = written(page)
    size_field(page, MEMORY).fill("320Mi")
    expect(page.locator("#yaml-text")).to_have_value(before.replace("256Mi", "320Mi"))
    expect(page.locator(".cm-line", has_text="guest: 320Mi")).to_be_visible()

    # The YAML's edit appears in the form.
    retype_cores(page, "1", "2")
    expect(field(page, CORES)).to_have_value("2")
    page.evaluate("scrollTo(0, 0)")
    keep(page, "editor")
    keep(page, "editor-dark", dark=True)
    keep(page, "editor-mobile", on_phone=True)

    # What is wrong shows at the field and at the line.
    retype_cores(page, "2", "none")
    problem = page.locator(f'.field[data-pointer="{CORES}"] [id^="error-"]').first
    expect(problem).to_be_visible()
    expect(field(page, CORES)).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".cm-lint-marker-error").first).to_be_visible()
    page.get_by_role("tab", name="Checks").click()
    problem.scroll_into_view_if_needed()
    keep(page, "editor-problems")
    show_yaml(page)
    page.get_by_role("button", name=re.compile("^Submit")).click()
    expect(page.get_by_text("Nothing was submitted")).to_be_visible()
    retype_cores(page, "none", "1")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(0)
    expect(field(page, CORES)).to_have_value("1")

    page.get_by_role("tab", name="Diagram").click()
    expect(page.locator("#workspace-diagram .box").first).to_be_visible()
    expect(page.locator("#workspace-diagram .box--faulty")).to_have_count(0)
    page.get_by_text("Add a device", exact=True).click()
    page.get_by_role("button", name="Empty disk").first.click()
    expect(page.locator("#wiring-inspector")).to_have_attribute("data-box", "disk.scratch")
    page.evaluate("scrollTo(0, 0)")
    keep(page, "diagram")
    page.goto(f"{editor}versions/1/")
    keep(page, "editor-diff")
    page.goto(editor)

    name = page.locator("h1").inner_text()
    request = submit(page, "A first machine for the new shop.")

    admin = enter("ada")
    admin.goto("/requests/")
    keep(admin, "requests")
    admin.goto(f"/{request}")
    keep(admin, "request")
    admin.get_by_label("Comment", exact=True).fill("Go ahead.")
    admin.get_by_role("button", name="Approve and launch").click()
    expect(admin.get_by_text("Approved", exact=True).first).to_be_visible()

    # Running arrives without a reload: a mark in the page's own memory survives it.
    page.goto(f"/{request}")
    page.get_by_role("link", name="Go to the machine").click()
    page.evaluate("window.notReloaded = true")
    expect(page.locator("vm-status").first).to_have_attribute("data-status", "Running", timeout=BOOT)
    assert page.evaluate("window.notReloaded") is True
    machine = page.url.rstrip("/").rsplit("/", 1)[-1]

    page.goto(f"/machines/{machine}/console/?view=serial")
    expect(page.locator("serial-console")).to_have_attribute("data-state", "connected", timeout=BOOT)
    page.locator("serial-console .xterm").click()
    page.keyboard.press("Enter")  # a guest that is up already asks again
    expect_serial(page, "login:")
    page.keyboard.type("root\n")
    expect_serial(page, "assword:")
    page.keyboard.type("tiny\n")
    expect_serial(page, "~#")
    page.keyboard.type("echo $((6*7)) is the answer\n")
    expect_serial(page, "42 is the answer")
    keep(page, "console-serial")

    page.goto(f"/machines/{machine}/console/?view=screen")
    expect_a_picture(page)
    keep(page, "console-screen")

    page.goto(f"/machines/{machine}/")
    keep(page, "machine")
    keep(page, "machine-mobile", on_phone=True)
    page.goto(f"/machines/{machine}/configuration/")
    keep(page, "configuration")
    page.locator("summary", has_text="Download").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("YAML")).first.click()
    assert f"name: {name}" in download.value.path().read_text()
    page.goto("/machines/")
    keep(page, "machines")
    page.goto("/")
    keep(page, "dashboard")

    # Deleted by somebody else, it goes from the list without a reload.
    page.goto("/machines/")
    row = page.locator(f'a[href="/machines/{machine}/"]')
    expect(row.first).to_be_visible()
    admin.goto(f"/machines/{machine}/delete/")
    admin.get_by_role("button", name=re.compile("Delete")).last.click()
    expect(row).to_have_count(0, timeout=BOOT)
