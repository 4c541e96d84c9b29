"""The pages of images: everybody sees what they may use, platform admins keep it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import TINY, a_machine, an_image
from vms.models import Image, ImageImport, ImageKind, ImportPhase, Team

from .conftest import SignIn

pytestmark = pytest.mark.django_db


def says(answer: Any) -> str:
    return str(answer.content.decode())


def test_members_see_what_is_everybodys_or_their_teams(
    signed_in: SignIn, member: User, team: Team, other_team: Team
) -> None:
    an_image("a:1", title="For all")
    an_image("b:1", title="For blue").teams.add(team)
    an_image("c:1", title="For red").teams.add(other_team)
    an_image("d:1", title="Pulled", is_listed=False)

    page = says(signed_in(member).get("/images/"))

    assert "For all" in page
    assert "For blue" in page
    assert "For red" not in page
    assert "Pulled" not in page
    assert "Import an image" not in page


def test_admins_see_what_machines_had_pulled_and_what_is_under_way(signed_in: SignIn, admin: User) -> None:
    an_image("d:1", title="Pulled one", is_listed=False)
    ImageImport.objects.create(
        reference="e:1", kind=ImageKind.REGISTRY, phase=ImportPhase.IMPORTING, step="downloading"
    )

    page = says(signed_in(admin).get("/images/"))

    assert "Pulled one" in page
    assert "downloading" in page


def test_an_admin_imports_for_some_teams(signed_in: SignIn, admin: User, team: Team) -> None:
    fields = {"kind": "http", "reference": "debian:12", "url": "https://a.example/b.xz", "teams": [team.pk]}

    answer = signed_in(admin).post("/images/new/", fields)

    wish = ImageImport.objects.get()
    assert answer.status_code == 302
    assert (wish.reference, wish.url, list(wish.teams.all())) == (
        "debian:12",
        "https://a.example/b.xz",
        [team],
    )


def test_what_cannot_be_imported_is_told(signed_in: SignIn, admin: User) -> None:
    answer = signed_in(admin).post(
        "/images/new/", {"kind": "http", "reference": "debian:12", "url": "ftp://a"}
    )

    assert answer.status_code == 422
    assert "beginning with https://" in says(answer)
    assert 'value="debian:12"' in says(answer)


def test_who_may_use_it_is_an_admins_to_say(signed_in: SignIn, admin: User, member: User, team: Team) -> None:
    image = an_image()

    assert signed_in(member).post(f"/images/{image.pk}/share/", {"teams": [team.pk]}).status_code == 403
    signed_in(admin).post(f"/images/{image.pk}/share/", {"teams": [team.pk]})

    assert list(image.teams.all()) == [team]


def test_an_image_in_use_is_not_deleted(signed_in: SignIn, admin: User, team: Team) -> None:
    image = an_image(TINY)
    a_machine(team)
    client = signed_in(admin)

    assert "The machine web" in says(client.get(f"/images/{image.pk}/"))
    answer = client.post(f"/images/{image.pk}/delete/")

    assert answer.status_code == 409
    assert "still used by the machine web" in says(answer)


def test_a_deleted_image_is_known_no_more(signed_in: SignIn, admin: User) -> None:
    image = an_image()
    client = signed_in(admin)

    client.post(f"/images/{image.pk}/delete/")

    assert client.get(f"/images/{image.pk}/").status_code == 404
    assert not Image.objects.filter(reference=TINY).exists()


def test_bringing_it_anew_keeps_where_it_came_from(signed_in: SignIn, admin: User) -> None:
    image = an_image("moon:1", kind=ImageKind.HTTP, url="https://a.example/moon.qcow2")

    signed_in(admin).post(f"/images/{image.pk}/refresh/")

    wish = ImageImport.objects.get()
    assert (wish.reference, wish.url, wish.is_listed) == ("moon:1", "https://a.example/moon.qcow2", True)
