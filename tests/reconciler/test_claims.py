"""Volumes from the wish to the host and away again, over dead workers and full disks."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import GIB, a_claim, a_machine, a_revision, a_text_with_claim
from vms.hypervisor import HypervisorUnavailable
from vms.images import Admitted, Container, ImageFormat, ImageRefused
from vms.models import Claim, ClaimOrigin, ClaimPhase, Host, HostState, Team
from vms.reconciler import fill, sweep
from vms.services import claims, uploads

from .conftest import Clock
from .spy import Killed, Spy

pytestmark = pytest.mark.django_db

WISHES: dict[str, dict[str, Any]] = {
    "blank": {"origin": ClaimOrigin.BLANK, "size_bytes": GIB},
    "copy": {"origin": ClaimOrigin.CLONE, "source": {"name": "original"}, "size_bytes": 2 * GIB},
}


@pytest.fixture(autouse=True)
def _own_state(settings: Any, tmp_path: Any, dispatched: list[str]) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def original(team: Team, owner: User, host: Host, hypervisor: Spy) -> Claim:
    claim = claims.create(actor=owner, team=team, name="original", size_bytes=GIB)
    return now(claim)


def now(claim: Claim) -> Claim:
    fill(claim.pk)
    claim.refresh_from_db()
    return claim


def test_a_blank_volume_lies_on_a_host(team: Team, owner: User, host: Host, hypervisor: Spy) -> None:
    claim = now(claims.create(actor=owner, team=team, name="data", size_bytes=GIB))

    assert (claim.phase, claim.host, claim.capacity_bytes) == (ClaimPhase.READY, host, GIB)
    assert hypervisor.storage_volume_names() == {claim.storage_name}


def test_a_copy_lies_beside_its_original(team: Team, owner: User, original: Claim, hypervisor: Spy) -> None:
    claim = now(claims.copy(actor=owner, claim=original, name="again", size_bytes=2 * GIB))

    assert (claim.phase, claim.host_id, claim.capacity_bytes) == (ClaimPhase.READY, original.host_id, 2 * GIB)
    assert hypervisor.storage_volume_names() == {original.storage_name, claim.storage_name}


def test_a_copy_waits_for_the_guest_of_its_original(
    team: Team, owner: User, original: Claim, clock: Clock
) -> None:
    text = a_text_with_claim("original")
    machine = a_machine(team, owner, revision=a_revision(team, owner, text), printable_status="Running")

    claim = now(claims.copy(actor=owner, claim=original, name="again"))
    assert (claim.phase, claim.step) == (ClaimPhase.IMPORTING, "waits until web is off")

    machine.printable_status = "Stopped"
    machine.save()
    assert now(claim).phase == ClaimPhase.READY


def test_a_copy_of_what_is_gone_fails_and_says_so(team: Team, owner: User, original: Claim) -> None:
    claim = claims.copy(actor=owner, claim=original, name="again")
    claims.delete(actor=owner, claim=original)

    assert now(claim).phase == ClaimPhase.FAILED
    assert "no such volume any more" in claim.error


def test_a_volume_grows_on_its_host(team: Team, owner: User, original: Claim, hypervisor: Spy) -> None:
    claim = now(claims.resize(actor=owner, claim=original, size_bytes=3 * GIB))

    stored = hypervisor.storage_volume(claim.storage_name)
    assert (claim.phase, claim.capacity_bytes, stored.capacity_bytes) == (ClaimPhase.READY, 3 * GIB, 3 * GIB)


def test_growth_that_a_host_refuses_leaves_the_volume_as_it_was(
    team: Team, owner: User, original: Claim, hypervisor: Spy
) -> None:
    hypervisor.delete_storage_volumes([original.storage_name])

    claim = now(claims.resize(actor=owner, claim=original, size_bytes=3 * GIB))

    assert (claim.phase, claim.requested_bytes) == (ClaimPhase.READY, GIB)
    assert "not on the host any more" in claim.error


def test_a_deleted_volume_leaves_nothing(team: Team, owner: User, original: Claim, hypervisor: Spy) -> None:
    claims.delete(actor=owner, claim=original)

    fill(original.pk)
    fill(original.pk)

    assert hypervisor.storage_volume_names() == set()
    assert not Claim.objects.exists()


def test_a_volume_that_never_had_a_host_goes_at_once(team: Team, owner: User) -> None:
    claim = claims.create(actor=owner, team=team, name="data", size_bytes=GIB)
    claims.delete(actor=owner, claim=claim)

    fill(claim.pk)

    assert not Claim.objects.exists()


def test_without_a_host_it_waits(team: Team, owner: User, clock: Clock) -> None:
    claim = now(claims.create(actor=owner, team=team, name="data", size_bytes=GIB))

    assert (claim.phase, claim.step) == (ClaimPhase.PENDING, "waits for a host that answers")
    assert claim.look_again_at is not None


def test_a_full_disk_says_so_and_keeps_nothing(
    team: Team, owner: User, original: Claim, hypervisor: Spy
) -> None:
    hypervisor.inner.contents[original.storage_name] = b"x" * 100
    hypervisor.inner.free_bytes = 10

    claim = now(claims.copy(actor=owner, claim=original, name="again"))

    assert claim.phase == ClaimPhase.FAILED
    assert "is full" in claim.error
    assert hypervisor.storage_volume_names() == {original.storage_name}


def test_what_failed_succeeds_when_there_is_room(
    team: Team, owner: User, original: Claim, hypervisor: Spy
) -> None:
    hypervisor.inner.contents[original.storage_name] = b"x" * 100
    hypervisor.inner.free_bytes = 10
    claim = now(claims.copy(actor=owner, claim=original, name="again"))
    hypervisor.inner.free_bytes = None

    claims.retry(actor=owner, claim=claim)

    assert now(claim).phase == ClaimPhase.READY
    assert claim.error == ""


def test_a_host_that_is_away_is_asked_again(
    team: Team, owner: User, host: Host, hypervisor: Spy, clock: Clock
) -> None:
    claim = claims.create(actor=owner, team=team, name="data", size_bytes=GIB)
    hypervisor.interrupt(1, HypervisorUnavailable("h1", "it vanished"))

    assert now(claim).phase == ClaimPhase.IMPORTING
    assert claim.attempts == 1
    assert "does not answer" in claim.error
    assert now(claim).phase == ClaimPhase.READY


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", [1, 2])
@pytest.mark.parametrize("wish", WISHES)
def test_a_dead_workers_volume_is_finished_by_the_next(
    team: Team, owner: User, original: Claim, hypervisor: Spy, clock: Clock, wish: str, call: int, after: bool
) -> None:
    claim = claims.create(actor=owner, team=team, name="data", **WISHES[wish])
    hypervisor.interrupt(call, Killed(), after=after)
    try:
        fill(claim.pk)
    except Killed:
        clock.tick(60)
    Claim.objects.filter(pk=claim.pk).update(lease_until=None)

    assert now(claim).phase == ClaimPhase.READY
    assert hypervisor.storage_volume_names() == {original.storage_name, claim.storage_name}


@pytest.mark.parametrize("after", [False, True])
def test_a_deletion_cut_short_is_finished_by_the_next(
    team: Team, owner: User, original: Claim, hypervisor: Spy, after: bool
) -> None:
    claims.delete(actor=owner, claim=original)
    hypervisor.interrupt(1, Killed(), after=after)
    with pytest.raises(Killed):
        fill(original.pk)
    Claim.objects.filter(pk=original.pk).update(lease_until=None)

    fill(original.pk)

    assert hypervisor.storage_volume_names() == set()
    assert not Claim.objects.exists()


def test_the_machines_of_a_volume_hear_that_it_is_ready(
    team: Team, owner: User, host: Host, hypervisor: Spy, dispatched: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    machine = a_machine(team, owner, revision=a_revision(team, owner, a_text_with_claim()))
    claim = claims.create(actor=owner, team=team, name="data", size_bytes=GIB)

    with django_capture_on_commit_callbacks(execute=True):
        fill(claim.pk)

    assert str(machine.pk) in dispatched


@pytest.mark.parametrize(
    ("columns", "due"),
    [
        ({}, False),
        ({"phase": ClaimPhase.PENDING}, True),
        ({"phase": ClaimPhase.IMPORTING}, True),
        ({"phase": ClaimPhase.FAILED}, False),
        ({"requested_bytes": 2 * GIB}, True),
    ],
)
def test_the_sweep_rings_for_what_is_not_as_wanted(team: Team, columns: dict[str, Any], due: bool) -> None:
    a_claim(team, **columns)

    assert sweep() == int(due)


def test_the_sweep_leaves_alone_what_a_worker_has(team: Team, clock: Clock) -> None:
    claim = a_claim(team, phase=ClaimPhase.PENDING)
    Claim.objects.filter(pk=claim.pk).update(lease_until=clock.now.replace(year=clock.now.year + 1))

    assert sweep() == 0


def test_only_a_ready_host_is_chosen(team: Team, owner: User, host: Host, hypervisor: Spy) -> None:
    Host.objects.filter(pk=host.pk).update(state=HostState.UNREACHABLE)

    claim = now(claims.create(actor=owner, team=team, name="data", size_bytes=GIB))

    assert claim.host is None


# -- uploads --------------------------------------------------------------------------------------------


@pytest.fixture
def uploaded(team: Team, owner: User, host: Host, hypervisor: Spy, monkeypatch: pytest.MonkeyPatch) -> Claim:
    """A volume whose file is whole; what admits it is tested where it lives."""

    def admitted(source: Path, _progress: object, *, virtual_bytes: int) -> Admitted:
        image = source.with_name("admitted.qcow2")
        image.write_bytes(source.read_bytes())
        return Admitted(image, ImageFormat.QCOW2, GIB, image.stat().st_size, "sha256:0", Container.QCOW2)

    monkeypatch.setattr("vms.reconciler.claim_content.admitted", admitted)
    claim = claims.create(actor=owner, team=team, name="data", origin=ClaimOrigin.UPLOAD, size_bytes=2 * GIB)
    file = b"QFI\xfb" + bytes(1000)
    uploads.receive(actor=owner, claim=claim, key="disk", offset=0, total=len(file), piece=file)
    return claim


def test_an_uploaded_file_becomes_the_volume(uploaded: Claim, hypervisor: Spy) -> None:
    claim = now(uploaded)

    assert (claim.phase, claim.capacity_bytes) == (ClaimPhase.READY, 2 * GIB)
    assert hypervisor.inner.contents[claim.storage_name].startswith(b"QFI\xfb")
    assert not uploads.whole_of(claim.pk).parent.exists()


def test_a_file_that_is_refused_is_told_and_thrown_away(
    uploaded: Claim, hypervisor: Spy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> Admitted:
        raise ImageRefused("upload", "It builds on another file.")

    monkeypatch.setattr("vms.reconciler.claim_content.admitted", refuse)

    claim = now(uploaded)

    assert claim.phase == ClaimPhase.FAILED
    assert "It builds on another file." in claim.error
    assert "imports" not in claim.error
    assert hypervisor.storage_volume_names() == set()
    assert not uploads.whole_of(claim.pk).parent.exists()


def test_a_volume_waits_for_its_upload_without_being_looked_at_again_and_again(
    team: Team, owner: User, host: Host, hypervisor: Spy, clock: Clock
) -> None:
    claim = claims.create(actor=owner, team=team, name="data", origin=ClaimOrigin.UPLOAD, size_bytes=GIB)

    assert now(claim).phase == ClaimPhase.PENDING
    assert claim.step == "waits for its upload"
    clock.tick(3600)
    assert sweep() == 0


def test_an_upload_that_never_goes_on_is_given_up(
    team: Team, owner: User, host: Host, hypervisor: Spy, clock: Clock
) -> None:
    claim = claims.create(actor=owner, team=team, name="data", origin=ClaimOrigin.UPLOAD, size_bytes=GIB)
    uploads.receive(actor=owner, claim=claim, key="disk", offset=0, total=100, piece=b"x")
    clock.tick(2 * 86_400)

    assert now(claim).phase == ClaimPhase.FAILED
    assert not uploads.part_of(claim.pk).exists()
