"""Hostile files that people upload as a volume: told, thrown away, and never near a host."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import GIB
from tests.images import forge
from tests.images.hostile import DEEP, REFUSED_AT_SIGHT, Bait, Case
from vms.models import Claim, ClaimOrigin, ClaimPhase, Host, Team
from vms.reconciler import fill
from vms.services import claims, uploads

from .spy import Spy

pytestmark = pytest.mark.django_db

# One of each way; all of them meet the door itself in tests/images.
NAMES = {
    "backing:absolute v3",
    "backing:json-name v2",
    "backing:nbd v3",
    "qcow2:data file",
    "qcow2:luks",
    "qcow2:map bomb",
    "size:60 TiB",
    "vmdk:flat",
    "vmdk:parent behind the end",
    "vhd:differencing",
    "vhdx:open log",
    "both:iso with a qcow2 in its first sectors",
    "foreign:web page",
}
CHOSEN = [case for case in REFUSED_AT_SIGHT if case.name in NAMES]


@pytest.fixture(autouse=True)
def _own_state(settings: Any, tmp_path: Path, dispatched: list[str]) -> None:
    settings.STATE_DIR = tmp_path / "state"


@pytest.fixture
def bait(tmp_path: Path) -> Bait:
    canary = tmp_path / "canary"
    canary.write_bytes(b"nobody's business")
    return Bait(canary, port=1)


def uploaded(team: Team, owner: User, content: bytes) -> Claim:
    claim = claims.create(actor=owner, team=team, name="data", origin=ClaimOrigin.UPLOAD, size_bytes=GIB)
    for at in range(0, len(content), uploads.PIECE_BYTES):
        piece = content[at : at + uploads.PIECE_BYTES]
        uploads.receive(actor=owner, claim=claim, key="disk", offset=at, total=len(content), piece=piece)
    fill(claim.pk)
    claim.refresh_from_db()
    return claim


def content_of(case: Case, folder: Path, bait: Bait) -> bytes:
    case.make(folder / "image", bait)
    return (folder / "image").read_bytes()


@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.name)
def test_a_hostile_file_is_told_and_thrown_away(
    team: Team, owner: User, host: Host, hypervisor: Spy, tmp_path: Path, bait: Bait, case: Case
) -> None:
    claim = uploaded(team, owner, content_of(case, tmp_path, bait))

    assert claim.phase == ClaimPhase.FAILED
    assert case.says in claim.error
    assert str(tmp_path) not in claim.error
    assert hypervisor.storage_volume_names() == set()
    assert not uploads.whole_of(claim.pk).parent.exists()


def test_every_way_is_among_them() -> None:
    assert {case.name for case in CHOSEN} == NAMES


@pytest.mark.qemu
@pytest.mark.parametrize("case", DEEP, ids=lambda case: case.name)
def test_a_file_whose_tables_lie_leaves_nothing_behind(
    team: Team, owner: User, host: Host, hypervisor: Spy, tmp_path: Path, bait: Bait, case: Case
) -> None:
    claim = uploaded(team, owner, content_of(case, tmp_path, bait))

    assert claim.phase in (ClaimPhase.FAILED, ClaimPhase.READY)
    assert bool(claim.error) == (claim.phase == ClaimPhase.FAILED)
    assert not uploads.whole_of(claim.pk).parent.exists()


@pytest.mark.qemu
@pytest.mark.parametrize("content", [forge.vdi(), forge.vmdk(), forge.vhdx()], ids=["vdi", "vmdk", "vhdx"])
def test_a_sound_file_of_another_container_becomes_a_volume(
    team: Team, owner: User, host: Host, hypervisor: Spy, content: bytes
) -> None:
    claim = uploaded(team, owner, content)

    assert (claim.phase, claim.error) == (ClaimPhase.READY, "")
    assert hypervisor.inner.contents[claim.storage_name].startswith(b"QFI\xfb")
