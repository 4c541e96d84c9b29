"""A file of a few megabytes goes up from a browser, over a cut in the middle."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Route, expect

from tests.data import a_claim
from vms.models import Claim, ClaimOrigin, ClaimPhase, Team
from vms.services import uploads

from .chromium import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MIB = 2**20


@pytest.fixture(autouse=True)
def _own_state(settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path / "state"


@pytest.fixture
def claim(team: Team) -> Claim:
    return a_claim(
        team, origin=ClaimOrigin.UPLOAD, phase=ClaimPhase.PENDING, requested_bytes=2**31, capacity_bytes=0
    )


def a_file(folder: Path, mebibytes: int) -> Path:
    file = folder / "disk.qcow2"
    with file.open("wb") as out:
        for number in range(mebibytes):
            out.write(number.to_bytes(4, "big") * (MIB // 4))
    return file


@pytest.mark.parametrize("mebibytes", [20, pytest.param(1024, marks=pytest.mark.full)])
def test_an_upload_goes_on_after_a_cut_and_after_the_page_was_closed(
    browse: Browse, member: User, claim: Claim, tmp_path: Path, mebibytes: int
) -> None:
    file = a_file(tmp_path, mebibytes)
    whole = uploads.whole_of(claim.pk)
    with browse(member, f"/volumes/{claim.pk}/") as page:
        sent = 0

        def cut(route: Route) -> None:
            """The second piece is lost on its way, and so is everything after the third."""
            nonlocal sent
            if route.request.method != "PATCH":
                route.continue_()
                return
            sent += 1
            if sent == 2 or sent > 3:
                route.abort("connectionreset")
            else:
                route.continue_()

        page.route("**/content/", cut)
        page.locator("#file").set_input_files(file)
        expect(page.locator(".upload__told")).to_contain_text("The connection is lost", timeout=60_000)
        expect(page.locator("file-upload progress")).to_have_js_property("value", 16 * MIB, timeout=60_000)
    assert 0 < uploads.part_of(claim.pk).stat().st_size < file.stat().st_size

    with browse(member, f"/volumes/{claim.pk}/") as page:
        expect(page.get_by_text("Choose the same file again")).to_be_visible()
        page.locator("#file").set_input_files(file)
        expect(page.locator(".upload__told")).to_contain_text("All of it is here", timeout=600_000)

    with whole.open("rb") as got, file.open("rb") as wanted:
        while piece := wanted.read(MIB):
            assert got.read(MIB) == piece
        assert got.read() == b""
