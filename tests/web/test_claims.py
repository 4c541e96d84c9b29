"""The pages of volumes: what they show, and what they do when they are told no."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import GIB, a_claim, a_machine, a_revision, a_text_with_claim
from vms.models import Claim, ClaimOrigin, ClaimPhase, Team

from .conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


def says(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_volume_is_asked_for(tab: Client, team: Team) -> None:
    fields = {"team": team.pk, "name": "data", "origin": "blank", "size": "20Gi"}

    answer = tab.post("/volumes/new/", fields, follow=True)

    claim = Claim.objects.get()
    assert (claim.name, claim.requested_bytes) == ("data", 20 * GIB)
    assert "20 GiB" in says(answer)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"size": "many"}, "a number and a unit"),
        ({"size": ""}, "how large"),
        ({"name": "Not Good"}, "lower-case"),
        ({"name": "taken"}, "already has a volume named taken"),
        ({"origin": "pvc", "original": "nothing"}, "no volume named nothing"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_written_stays(
    tab: Client, team: Team, fields: dict[str, str], words: str
) -> None:
    a_claim(team, "taken")
    wish = {"team": team.pk, "name": "data", "origin": "blank", "size": "20Gi", **fields}

    answer = tab.post("/volumes/new/", wish)

    assert answer.status_code == 422
    assert words in says(answer)
    assert f'value="{wish["name"]}"' in says(answer)
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        (
            {"origin": "http", "url": "https://a.example/b.qcow2", "checksum": "sha256:" + "0" * 64},
            {"url": "https://a.example/b.qcow2", "checksum": "sha256:" + "0" * 64},
        ),
        ({"origin": "registry", "url": "a.example/b:1"}, {"url": "docker://a.example/b:1"}),
        ({"origin": "registry", "url": "docker://a.example/b:1"}, {"url": "docker://a.example/b:1"}),
    ],
)
def test_content_from_outside_is_asked_for(
    tab: Client, team: Team, fields: dict[str, str], source: dict[str, str]
) -> None:
    tab.post("/volumes/new/", {"team": team.pk, "name": "data", "size": "", **fields})

    claim = Claim.objects.get()
    assert (claim.origin, claim.source, claim.requested_bytes) == (fields["origin"], source, 0)


def test_a_copy_is_chosen_among_what_is_ready(tab: Client, team: Team) -> None:
    a_claim(team, "ready")
    a_claim(team, "coming", phase=ClaimPhase.IMPORTING)

    page = says(tab.get("/volumes/new/?from=pvc"))

    assert 'value="ready"' in page
    assert 'value="coming"' not in page


def test_the_list_shows_how_far_the_bytes_have_come(tab: Client, team: Team) -> None:
    a_claim(
        team,
        phase=ClaimPhase.IMPORTING,
        step="downloading",
        done_bytes=GIB // 2,
        total_bytes=GIB,
        rate=2**20,
        capacity_bytes=0,
    )

    page = says(tab.get("/volumes/"))

    assert "downloading, 512 MiB of 1 GiB, 1 MiB/s, 8 min 32 s left" in page
    assert f'value="{GIB // 2}"' in page


def test_the_list_names_the_machines_that_use_a_volume(tab: Client, team: Team, member: User) -> None:
    a_claim(team)
    machine = a_machine(team, member, revision=a_revision(team, member, a_text_with_claim()))

    assert f'href="/machines/{machine.pk}/"' in says(tab.get("/volumes/"))


def test_a_failure_is_told_with_a_way_to_try_again(tab: Client, team: Team) -> None:
    claim = a_claim(team, phase=ClaimPhase.FAILED, error="The disk of the host h1 is full.")

    page = says(tab.get(f"/volumes/{claim.pk}/"))
    tab.post(f"/volumes/{claim.pk}/retry/")

    claim.refresh_from_db()
    assert "The disk of the host h1 is full." in page
    assert "Try again" in page
    assert claim.phase == ClaimPhase.PENDING


def test_a_size_that_is_refused_is_told_on_the_page(tab: Client, team: Team) -> None:
    claim = a_claim(team)

    answer = tab.post(f"/volumes/{claim.pk}/resize/", {"size": "1Mi"})

    assert answer.status_code == 422
    assert "Nothing was changed. A volume can only become larger" in says(answer)


def test_a_volume_that_a_guest_has_open_tells_who(tab: Client, team: Team, member: User) -> None:
    claim = a_claim(team)
    a_machine(
        team, member, revision=a_revision(team, member, a_text_with_claim()), printable_status="Running"
    )

    assert "The machine web has it open. Stop it first." in says(tab.get(f"/volumes/{claim.pk}/"))


def test_a_copy_is_asked_for_on_the_page_of_its_original(tab: Client, team: Team) -> None:
    claim = a_claim(team)

    tab.post(f"/volumes/{claim.pk}/copy/", {"name": "again"})

    copy = Claim.objects.get(name="again")
    assert (copy.origin, copy.source) == (ClaimOrigin.CLONE, {"name": "data"})


def test_deleting_asks_first(signed_in: SignIn, owner: User, team: Team) -> None:
    client, claim = signed_in(owner), a_claim(team)

    asked = says(client.get(f"/volumes/{claim.pk}/delete/"))
    client.post(f"/volumes/{claim.pk}/delete/")

    claim.refresh_from_db()
    assert "gone for good" in asked
    assert claim.phase == ClaimPhase.DELETING


def test_deleting_a_machine_says_that_the_teams_volume_stays(
    signed_in: SignIn, owner: User, team: Team
) -> None:
    a_claim(team)
    machine = a_machine(team, owner, revision=a_revision(team, owner, a_text_with_claim()))

    page = says(signed_in(owner).get(f"/machines/{machine.pk}/delete/"))

    assert "Disk data: a volume of the team, which stays (Claim data)" in page
    assert "<li>Disk data (Claim data)</li>" not in page
