"""The pages of networks in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.data import a_host, a_network
from vms.models import NetworkAttachment, Team

from .chromium import Browse, Scheme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_an_admin_grants_a_network_on_pages_that_fit_and_are_accessible(
    browse: Browse, admin: User, team: Team, width: int, scheme: Scheme
) -> None:
    network = a_network(team, a_host("north-1"), name="shared/office", kind="bridge", target="br-office")
    a_host("north-2")
    with browse(admin, "/networks/", width=width, scheme=scheme) as page:
        for _ in ("the list", "the form"):
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.goto(page.url.partition("/networks/")[0] + f"/networks/{network.pk}/")
        page.get_by_label("Its name on north-2").fill("br-lab")
        page.get_by_label("Everybody").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("The network shared/office is changed.")).to_be_visible()

    saved = NetworkAttachment.objects.get()
    assert saved.is_for_everybody
    assert [str(place) for place in saved.places.all()] == ["br-office on north-1", "br-lab on north-2"]


def test_the_bar_fits_between_a_phone_and_a_wide_screen(browse: Browse, admin: User) -> None:
    admin.first_name, admin.last_name = "Adelaide", "Featherstonehaugh"
    admin.save()
    with browse(admin, "/networks/") as page:
        for width in (1280, 1160, 1024, 900, 861, 860, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
