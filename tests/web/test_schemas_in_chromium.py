"""The catalogue of schemas in a browser, and the editor under a schema of 5,000 fields."""

import json
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.data import a_blueprint, a_draft, a_machine, a_text
from tests.schema.large import a_large_crd
from tests.schema.uploads import a_newer_schema
from vms.models import Draft, SchemaVersion, Team
from vms.services import schemas

from .chromium import Browse, Scheme, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST_VIEW = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@pytest.fixture
def opened(browse: Browse, admin: User) -> Visit:
    return partial(browse, admin)


@pytest.fixture
def version(admin: User, team: Team, member: User) -> SchemaVersion:
    a_blueprint()
    a_machine(team)
    a_draft(team, member, a_text(name="bad", run_strategy="Never"), name="bad")
    found = schemas.upload(actor=admin, name="Newer", label="1.1", text=a_newer_schema())
    schemas.use_for_team(actor=admin, team=team, version=found)
    return found


def test_a_schema_is_brought_looked_at_and_switched_on(opened: Visit, team: Team, tmp_path: Path) -> None:
    file = tmp_path / "crd.json"
    file.write_text(json.dumps(a_large_crd(1)))
    with opened("/schemas/new/") as page:
        page.get_by_label("Name").fill("KubeVirt")
        page.get_by_label("Version").fill("v1.6.0")
        page.get_by_label("A .yaml or .json file").set_input_files(file)
        page.get_by_role("button", name="Check and keep it").click()
        expect(page.get_by_role("heading", name="KubeVirt v1.6.0")).to_be_visible()
        expect(page.get_by_text("/spec/harbour/anchor/enabled")).to_be_visible()
        page.get_by_label("Switch to it").select_option(label="Team Blue team")
        page.get_by_role("button", name="Switch").click()
        expect(page.get_by_text("Team Blue team.", exact=True)).to_be_visible()

    team.refresh_from_db()
    assert str(team.schema) == "KubeVirt v1.6.0"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_pages_are_accessible_and_fit(
    opened: Visit, version: SchemaVersion, scheme: Scheme, width: int
) -> None:
    with opened("/schemas/", width=width, scheme=scheme) as page:
        for path in ("/schemas/", "/schemas/new/", f"/schemas/{version.pk}/"):
            page.goto(page.url.partition("/schemas/")[0] + path)
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.fixture
def large(team: Team, member: User, admin: User) -> Draft:
    version = schemas.upload(actor=admin, name="Large", label="1", text=json.dumps(a_large_crd(104)))
    schemas.use_for_team(actor=admin, team=team, version=version)
    return a_draft(team, member, a_text(name="web"), name="web")


def test_the_editor_of_5000_fields_is_there_in_a_second_and_takes_what_is_typed(
    opened: Visit, large: Draft
) -> None:
    with opened("/schemas/") as page:
        page.goto(page.url.replace("/schemas/", f"/drafts/{large.pk}/"))
        expect(page.locator("input[name='/metadata/name']")).to_be_visible()
        shown = page.evaluate(FIRST_VIEW)
        page.fill("input[name='/metadata/name']", "typed")
        page.press("input[name='/metadata/name']", "Tab")
        expect(page.get_by_role("heading", name="typed")).to_be_visible()

    assert shown < 1000
    large.refresh_from_db()
    assert "name: typed" in large.text
