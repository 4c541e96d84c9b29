"""Files that come piece by piece: each at its place, over cuts, and never more than was said."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import a_claim
from vms.models import Claim, ClaimOrigin, ClaimPhase, Team
from vms.services import uploads

from .conftest import SignIn

pytestmark = pytest.mark.django_db

MIB = 2**20
FILE = bytes(range(256)) * 40  # 10,240 bytes


@pytest.fixture(autouse=True)
def _own_state(settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


@pytest.fixture
def claim(team: Team) -> Claim:
    return a_claim(
        team, origin=ClaimOrigin.UPLOAD, phase=ClaimPhase.PENDING, requested_bytes=MIB, capacity_bytes=0
    )


def send(tab: Client, claim: Claim, offset: int, piece: bytes, **headers: object) -> Any:
    told = {"Upload-Offset": offset, "Upload-Length": len(FILE), "Upload-Key": "disk.qcow2", **headers}
    return tab.generic(
        "PATCH",
        f"/volumes/{claim.pk}/content/",
        piece,
        "application/offset+octet-stream",
        headers={name.replace("_", "-"): str(value) for name, value in told.items()},
    )


def state(tab: Client, claim: Claim) -> dict[str, Any]:
    return dict(tab.get(f"/volumes/{claim.pk}/content/").json())


def test_pieces_make_the_file(tab: Client, claim: Claim) -> None:
    answers = [send(tab, claim, at, FILE[at : at + 4096]).json()["offset"] for at in (0, 4096, 8192)]

    assert answers == [4096, 8192, 10240]
    assert uploads.whole_of(claim.pk).read_bytes() == FILE
    claim.refresh_from_db()
    assert (claim.step, claim.done_bytes, claim.total_bytes) == ("uploaded", 10240, 10240)


def test_after_a_cut_the_server_says_where_to_go_on(tab: Client, claim: Claim) -> None:
    send(tab, claim, 0, FILE[:5000])

    assert state(tab, claim) == {"offset": 5000, "total": 10240, "key": "disk.qcow2", "phase": "Pending"}


def test_a_piece_that_was_cut_itself_counts_as_far_as_it_came(tab: Client, claim: Claim) -> None:
    send(tab, claim, 0, FILE[:5000])
    with uploads.part_of(claim.pk).open("ab") as file:
        file.write(FILE[5000:5100])

    assert state(tab, claim)["offset"] == 5100
    assert send(tab, claim, 5100, FILE[5100:]).json() == {"offset": 10240}
    assert uploads.whole_of(claim.pk).read_bytes() == FILE


@pytest.mark.parametrize("offset", [0, 4999, 5001])
def test_a_piece_in_the_wrong_place_is_refused(tab: Client, claim: Claim, offset: int) -> None:
    send(tab, claim, 0, FILE[:5000])

    answer = send(tab, claim, offset, FILE[offset : offset + 10])

    assert answer.status_code == 409
    assert "up to byte 5000. Go on from there" in answer.json()["message"]
    assert uploads.part_of(claim.pk).read_bytes() == FILE[:5000]


def test_another_file_begins_anew(tab: Client, claim: Claim) -> None:
    send(tab, claim, 0, b"x" * 100)

    assert send(tab, claim, 100, b"y", Upload_Key="other.img").status_code == 409
    assert send(tab, claim, 0, FILE, Upload_Key="other.img").json() == {"offset": 10240}
    assert uploads.whole_of(claim.pk).read_bytes() == FILE


@pytest.mark.parametrize(
    ("piece", "headers", "status", "words"),
    [
        (b"", {}, 422, "between one byte and 8 MiB"),
        (b"x" * (8 * MIB + 1), {"Upload_Length": 9 * MIB}, 422, "between one byte and 8 MiB"),
        (b"x" * 11, {"Upload_Length": 10}, 422, "more than the file was said to hold"),
        (b"x", {"Upload_Length": 100 * MIB}, 422, "larger than the volume"),
        (b"x", {"Upload_Length": 0}, 422, "larger than the volume"),
        (b"x", {"Upload_Length": "many"}, 422, "must be a number"),
        (b"x", {"Upload_Offset": -1}, 422, "must be a number"),
        (b"x", {"Upload_Key": ""}, 422, "which file"),
        (b"x", {"Upload_Key": "k" * 301}, 422, "which file"),
    ],
)
def test_what_cannot_be_a_piece_is_refused_and_leaves_nothing(
    tab: Client, claim: Claim, piece: bytes, headers: dict[str, object], status: int, words: str
) -> None:
    answer = send(tab, claim, 0, piece, **headers)

    assert answer.status_code == status
    assert words in answer.json()["message"]
    assert state(tab, claim)["offset"] == 0


def test_a_full_disk_keeps_what_was_there(tab: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    send(tab, claim, 0, FILE[:5000])
    monkeypatch.setattr("vms.services.uploads._KEEP_FREE_BYTES", 2**60)

    answer = send(tab, claim, 5000, FILE[5000:])

    assert answer.status_code == 409
    assert "disk is full" in answer.json()["message"]
    assert state(tab, claim)["offset"] == 5000


@pytest.mark.parametrize("phase", [ClaimPhase.READY, ClaimPhase.IMPORTING, ClaimPhase.DELETING])
def test_a_volume_that_waits_for_no_file_takes_none(tab: Client, claim: Claim, phase: str) -> None:
    Claim.objects.update(phase=phase)

    assert send(tab, claim, 0, FILE).status_code == 409
    assert not uploads.part_of(claim.pk).exists()


def test_the_page_offers_to_go_on(tab: Client, claim: Claim) -> None:
    send(tab, claim, 0, FILE[:5000])

    page = tab.get(f"/volumes/{claim.pk}/").content.decode()

    assert f'data-url="/volumes/{claim.pk}/content/"' in page
    assert "Choose the same file again, and it goes on where it stopped" in page
