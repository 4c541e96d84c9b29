"""The pages of images in a browser: nothing for axe to find, nothing that scrolls sideways."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User

from tests.data import a_host, a_machine, an_image
from vms.models import ImageCopy, ImageImport, ImageKind, ImportPhase, Team

from .chromium import Browse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DIGEST = "sha256:" + "7f" * 32


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing(
    browse: Browse, admin: User, team: Team, other_team: Team, width: int, scheme: Literal["light", "dark"]
) -> None:
    image = an_image(
        title="Debian 12",
        kind=ImageKind.REGISTRY,
        url="registry.example/containerdisks/debian:12",
        digest=DIGEST,
        origin_digest=DIGEST,
        size_bytes=400 * 2**20,
    )
    image.teams.add(team)
    an_image(
        "registry.example/moon:1", title="registry.example/moon:1", is_listed=False, filename="moon.qcow2"
    )
    ImageCopy.objects.create(image=image, host=a_host(), path="/var/lib/libvirt/images/image-tiny.qcow2")
    a_machine(team)
    ImageImport.objects.create(
        reference="registry.example/containerdisks/fedora:41",
        kind=ImageKind.REGISTRY,
        phase=ImportPhase.IMPORTING,
        step="downloading",
        done_bytes=300 * 2**20,
        total_bytes=2**30,
        rate=30 * 2**20,
    )
    ImageImport.objects.create(
        reference="windows:11",
        kind=ImageKind.HTTP,
        phase=ImportPhase.FAILED,
        error="The file is packed twice. Pack it once, with gzip, xz or zstd.",
        image=image,
        requested_by=admin,
    )
    pictures = Path(settings.BASE_DIR) / "var" / "screenshots"
    pictures.mkdir(parents=True, exist_ok=True)
    with browse(admin, "/images/", width=width, scheme=scheme) as page:
        for name, place in {
            "images": "/images/",
            "image": f"/images/{image.pk}/",
            "import-image": "/images/new/?from=http",
        }.items():
            page.goto(page.url.split("/images/")[0] + place)
            page.screenshot(path=pictures / f"{name}-{width}-{scheme}.png", full_page=True)

            found = Axe().run(page)

            assert found.violations_count == 0, (name, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
