"""What only a browser can show of import and export: a drop, a dialog, a copy."""

from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.data import a_draft
from tests.manifest.importing.fixture_files import read
from vms.models import Draft, Team

from .chromium import Browse, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
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
def opened(browse: Browse, member: User, draft: Draft) -> Visit:
    return partial(browse, member)


@pytest.mark.parametrize("path", ["/drafts/import/", "/drafts/new/"])
def test_a_dropped_file_is_looked_at(path: str, opened: Visit) -> None:
    with opened(path) as page:
        page.evaluate(DROP, read("kubectl-get.yaml"))

        expect(page.get_by_role("heading", name="What is in the file")).to_be_visible()
        expect(page.get_by_text("cluster.yaml, line 3")).to_be_visible()
        assert Axe().run(page).response["violations"] == []


def test_the_dialog_copies_the_command(opened: Visit, draft: Draft) -> None:
    with opened(f"/drafts/{draft.pk}/") as page:
        page.locator(".workspace__foot .menu > summary").click()
        page.get_by_text("Copy as …").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Copy the kubectl command").click()

        expect(dialog.get_by_text("Copied", exact=True)).to_be_visible()
        assert Axe().run(page).response["violations"] == []
