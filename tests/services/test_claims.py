"""Volumes that a team owns: who may do what to them, and what is refused."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import GIB, a_claim, a_draft, a_machine, a_request, a_revision, a_text_with_claim
from vms.access import NotPermitted
from vms.models import AuditEvent, Claim, ClaimOrigin, ClaimPhase, Team
from vms.services import ClaimRefused, Conflict, claims

pytestmark = pytest.mark.django_db


def test_a_new_volume_waits_for_a_worker(team: Team, member: User) -> None:
    claim = claims.create(actor=member, team=team, name="data", size_bytes=GIB)

    assert (claim.phase, claim.requested_bytes, claim.origin) == (ClaimPhase.PENDING, GIB, ClaimOrigin.BLANK)
    assert AuditEvent.objects.filter(verb="claim.create", object_id=str(claim.pk)).exists()


def test_its_name_on_the_host_holds_nothing_a_person_wrote(team: Team, member: User) -> None:
    claim = claims.create(actor=member, team=team, name="data", size_bytes=GIB)

    assert "data" not in claim.storage_name
    assert team.slug not in claim.storage_name


def test_a_size_is_rounded_up_to_whole_mebibytes(team: Team, member: User) -> None:
    assert claims.create(actor=member, team=team, name="a", size_bytes=GIB + 1).requested_bytes == GIB + 2**20


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"name": "Data"}, "lower-case"),
        ({"name": "../etc"}, "lower-case"),
        ({"size_bytes": 0}, "how large"),
        ({"size_bytes": 2**60}, "at most"),
        ({"origin": "http", "source": {}}, "address"),
        ({"origin": "registry", "source": {}}, "address"),
        ({"origin": "pvc", "source": {"name": "nothing"}}, "no volume named nothing"),
        ({"origin": "http", "source": {"url": "https://a/b", "checksum": "sha256:12"}}, "64 hexadecimal"),
    ],
)
def test_what_can_be_no_volume_is_refused(team: Team, member: User, wish: dict[str, Any], words: str) -> None:
    with pytest.raises(ClaimRefused, match=words):
        claims.create(actor=member, team=team, **{"name": "data", "size_bytes": GIB, **wish})
    assert not Claim.objects.exists()


def test_a_name_is_given_once_in_a_team(team: Team, member: User, other_team: Team) -> None:
    a_claim(team)
    a_claim(other_team)

    with pytest.raises(Conflict, match="already has a volume named data"):
        claims.create(actor=member, team=team, name="data", size_bytes=GIB)


def test_strangers_make_none(team: Team, stranger: User) -> None:
    with pytest.raises(NotPermitted):
        claims.create(actor=stranger, team=team, name="data", size_bytes=GIB)


def test_it_grows(team: Team, member: User) -> None:
    claim = claims.resize(actor=member, claim=a_claim(team), size_bytes=2 * GIB)

    assert (claim.requested_bytes, claim.capacity_bytes) == (2 * GIB, GIB)


def test_it_never_shrinks(team: Team, member: User) -> None:
    with pytest.raises(ClaimRefused, match="only become larger"):
        claims.resize(actor=member, claim=a_claim(team), size_bytes=GIB // 2)


@pytest.mark.parametrize("status", ["Running", "Unknown", "Stopping"])
def test_it_does_not_grow_under_a_guest(team: Team, member: User, status: str) -> None:
    claim = a_claim(team)
    a_machine(team, member, revision=a_revision(team, member, a_text_with_claim()), printable_status=status)

    with pytest.raises(Conflict, match="The machine web has it open"):
        claims.resize(actor=member, claim=claim, size_bytes=2 * GIB)


def test_a_copy_names_its_original(team: Team, member: User) -> None:
    copy = claims.copy(actor=member, claim=a_claim(team), name="again")

    assert (copy.origin, copy.source) == (ClaimOrigin.CLONE, {"name": "data"})


def test_what_is_not_ready_is_not_copied(team: Team, member: User) -> None:
    claim = a_claim(team, phase=ClaimPhase.IMPORTING)

    with pytest.raises(Conflict, match="not ready"):
        claims.copy(actor=member, claim=claim, name="again")


def test_a_copy_is_not_smaller(team: Team, member: User) -> None:
    with pytest.raises(ClaimRefused, match="as large as its original"):
        claims.copy(actor=member, claim=a_claim(team), name="again", size_bytes=GIB // 2)


def test_owners_delete(team: Team, owner: User) -> None:
    claim = a_claim(team)

    claims.delete(actor=owner, claim=claim)
    claims.delete(actor=owner, claim=claim)

    claim.refresh_from_db()
    assert claim.phase == ClaimPhase.DELETING
    assert AuditEvent.objects.filter(verb="claim.delete").count() == 1


def test_members_do_not(team: Team, member: User) -> None:
    with pytest.raises(NotPermitted, match="Only an owner"):
        claims.delete(actor=member, claim=a_claim(team))


def test_what_a_machine_uses_is_not_deleted(team: Team, owner: User) -> None:
    claim = a_claim(team)
    a_machine(team, owner, revision=a_revision(team, owner, a_text_with_claim()))

    with pytest.raises(Conflict, match="the machine web"):
        claims.delete(actor=owner, claim=claim)


def test_what_a_waiting_request_names_is_not_deleted(team: Team, owner: User) -> None:
    claim = a_claim(team)
    a_request(team, owner, draft=a_draft(team, owner, a_text_with_claim()))

    with pytest.raises(Conflict, match="the request web"):
        claims.delete(actor=owner, claim=claim)


def test_another_teams_machine_does_not_count(team: Team, owner: User, other_team: Team) -> None:
    claim = a_claim(team)
    a_machine(other_team, owner, revision=a_revision(other_team, owner, a_text_with_claim(team="red")))

    claims.delete(actor=owner, claim=claim)

    claim.refresh_from_db()
    assert claim.phase == ClaimPhase.DELETING


def test_only_what_failed_is_tried_again(team: Team, member: User) -> None:
    failed = a_claim(team, phase=ClaimPhase.FAILED, error="The disk is full.", attempts=6)

    claim = claims.retry(actor=member, claim=failed)

    assert (claim.phase, claim.error, claim.attempts) == (ClaimPhase.PENDING, "", 0)
    with pytest.raises(Conflict, match="has not failed"):
        claims.retry(actor=member, claim=claim)
