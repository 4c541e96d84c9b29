"""The pages of volumes in a browser: nothing for axe to find, and bytes that are seen coming in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.data import GIB, a_claim, a_host, a_machine, a_revision, a_text_with_claim
from vms.models import Claim, ClaimOrigin, ClaimPhase, Team

from .chromium import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opened = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def opened(browse: Browse, owner: User) -> Opened:
    return partial(browse, owner)


@pytest.fixture
def volumes(team: Team, owner: User) -> dict[str, Claim]:
    host = a_host()
    revision = a_revision(team, owner, a_text_with_claim())
    a_machine(team, owner, revision=revision, printable_status="Running", host=host)
    source = {"url": "https://images.example/debian-12-generic-amd64.qcow2"}
    return {
        "ready": a_claim(team, host=host),
        "coming": a_claim(
            team,
            "debian",
            host=host,
            origin=ClaimOrigin.HTTP,
            source=source,
            phase=ClaimPhase.IMPORTING,
            step="downloading",
            done_bytes=int(0.4 * GIB),
            total_bytes=GIB,
            rate=40 * 2**20,
            capacity_bytes=0,
        ),
        "upload": a_claim(
            team,
            "windows",
            origin=ClaimOrigin.UPLOAD,
            phase=ClaimPhase.PENDING,
            step="uploading",
            done_bytes=GIB // 3,
            total_bytes=GIB,
            rate=11 * 2**20,
            capacity_bytes=0,
        ),
        "failed": a_claim(
            team,
            "a-volume-with-a-name-that-is-rather-long-as-names-of-volumes-may-be",
            phase=ClaimPhase.FAILED,
            capacity_bytes=0,
            error="The disk of the host h1 is full, so nothing was kept there. Delete volumes that nobody "
            "needs, or ask an administrator for room; then try again.",
        ),
    }


PLACES = {
    "volumes": "/volumes/",
    "new-volume": "/volumes/new/",
    "new-copy": "/volumes/new/?from=pvc",
    "new-web": "/volumes/new/?from=http",
    "new-registry": "/volumes/new/?from=registry",
    "new-upload": "/volumes/new/?from=upload",
    "volume-upload": "/volumes/{upload}/",
    "volume": "/volumes/{ready}/",
    "volume-coming": "/volumes/{coming}/",
    "volume-failed": "/volumes/{failed}/",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(opened: Opened, volumes: dict[str, Claim], width: int, scheme: str) -> None:
    ids = {name: claim.pk for name, claim in volumes.items()}
    pictures = Path(settings.BASE_DIR) / "var" / "screenshots"
    pictures.mkdir(parents=True, exist_ok=True)
    with opened("/volumes/", width=width, scheme=scheme) as page:
        for name, place in PLACES.items():
            page.goto(page.url.split("/volumes/")[0] + place.format(**ids))
            page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)

            found = Axe().run(page)

            assert found.violations_count == 0, (name, found.generate_report())
            wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert wide, f"{name} scrolls sideways at {width}"


def test_the_bar_moves_without_a_reload(opened: Opened, volumes: dict[str, Claim]) -> None:
    claim = volumes["coming"]
    with opened("/volumes/") as page:
        row = page.locator(f'transfer-progress[data-transfer="{claim.pk}"]')
        page.evaluate(
            """([transfer]) => document.querySelector("transfer-progress[data-phase=Importing]").show({
              transfer, phase: "Importing", step: "downloading", done: 805306368, total: 1073741824,
              rate: 41943040, left: 6, error: "",
            })""",
            [str(claim.pk)],
        )

        expect(row.locator(".transfer__text")).to_have_text(
            "downloading, 768 MiB of 1 GiB, 40 MiB/s, 6 s left"
        )
        assert row.locator("progress").get_attribute("value") == "805306368"
