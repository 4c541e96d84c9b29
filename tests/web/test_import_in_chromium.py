"""What only a browser can show of import and export: a drop, a dialog, a copy."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect, sync_playwright

from tests.data import a_draft
from tests.manifest.importing.fixture_files import read
from tests.web.test_editor_in_chromium import CHROMIUM, QUIET
from vms.models import Draft, Team

from .conftest import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opened = Callable[[str], AbstractContextManager[Page]]
DROP = """(text) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], "cluster.yaml", {type: "application/yaml"}));
  for (const name of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(
      new DragEvent(name, {dataTransfer: transfer, bubbles: true, cancelable: true})
    );
}"""


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member)


@pytest.fixture
def opened(live_server: Any, signed_in: SignIn, member: User, draft: Draft) -> Opened:
    session = signed_in(member).cookies[settings.SESSION_COOKIE_NAME].value

    @contextmanager
    def open_page(path: str) -> Iterator[Page]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict in all but name
            page = context.new_page()
            page.goto(f"{live_server.url}{path}")
            yield page
            browser.close()

    return open_page


@pytest.mark.parametrize("path", ["/drafts/import/", "/drafts/new/"])
def test_a_dropped_file_is_looked_at(path: str, opened: Opened) -> None:
    with opened(path) as page:
        page.evaluate(DROP, read("kubectl-get.yaml"))

        expect(page.get_by_role("heading", name="What is in the file")).to_be_visible()
        expect(page.get_by_text("cluster.yaml, line 3")).to_be_visible()
        assert Axe().run(page).response["violations"] == []


def test_the_dialog_copies_the_command(opened: Opened, draft: Draft) -> None:
    with opened(f"/drafts/{draft.pk}/") as page:
        page.locator(".workspace__foot .menu > summary").click()
        page.get_by_text("Copy as …").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Copy the kubectl command").click()

        expect(dialog.get_by_text("Copied", exact=True)).to_be_visible()
        assert Axe().run(page).response["violations"] == []
