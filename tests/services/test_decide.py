from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import a_machine, a_request, a_revision, a_text
from vms.access import NotPermitted
from vms.models import AuditEvent, ChangeKind, ChangeRequest, Decision, RequestState, Team, VirtualMachine
from vms.services import Conflict, requests

Captured = Callable[..., AbstractContextManager[list[Any]]]


def approve(actor: User, request: ChangeRequest) -> ChangeRequest:
    return requests.approve(actor=actor, change_request=request, digest=request.revision.digest)


def test_approval_makes_a_machine_of_that_very_revision(team: Team, member: User, admin: User) -> None:
    request = approve(admin, a_request(team, member))

    machine = VirtualMachine.objects.get()
    assert (machine.revision, request.machine, request.state) == (
        request.revision,
        machine,
        RequestState.APPROVED,
    )


def test_a_worker_is_asked_only_after_commit(
    team: Team,
    member: User,
    admin: User,
    dispatched: list[str],
    django_capture_on_commit_callbacks: Captured,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        request = approve(admin, a_request(team, member))
        before = list(dispatched)

    assert (before, dispatched) == ([], [str(request.machine_id)])


def test_the_author_cannot_approve(team: Team, admin: User) -> None:
    request = a_request(team, admin)

    with pytest.raises(NotPermitted):
        approve(admin, request)

    assert not VirtualMachine.objects.exists()


def test_who_wrote_the_revision_cannot_approve_it_for_another(team: Team, member: User, admin: User) -> None:
    request = a_request(team, member, revision=a_revision(team, admin))

    with pytest.raises(NotPermitted):
        approve(admin, request)


def test_an_owner_of_the_team_cannot_approve(team: Team, member: User, owner: User) -> None:
    with pytest.raises(NotPermitted):
        approve(owner, a_request(team, member))


def test_another_digest_than_the_revisions_is_refused(team: Team, member: User, admin: User) -> None:
    request = a_request(team, member)

    with pytest.raises(Conflict, match="another revision"):
        requests.approve(actor=admin, change_request=request, digest="sha256:" + "f" * 64)


def test_of_two_decisions_the_second_is_told(
    team: Team, member: User, admin: User, second_admin: User
) -> None:
    request = a_request(team, member)
    stale = ChangeRequest.objects.get(pk=request.pk)
    approve(admin, request)

    with pytest.raises(Conflict, match="it is approved"):
        requests.reject(actor=second_admin, change_request=stale, digest=stale.revision.digest)

    assert Decision.objects.count() == 1


def test_rejection_makes_nothing_and_keeps_the_comment(team: Team, member: User, admin: User) -> None:
    request = a_request(team, member)

    requests.reject(
        actor=admin, change_request=request, digest=request.revision.digest, comment="Too large for now."
    )

    assert not VirtualMachine.objects.exists()
    assert Decision.objects.get().comment == "Too large for now."


def test_an_approved_update_raises_the_generation(team: Team, member: User, admin: User) -> None:
    machine = a_machine(team, name="web")
    revision = a_revision(team, member, a_text().replace("256Mi", "512Mi"))
    request = a_request(team, member, revision=revision, machine=machine, kind=ChangeKind.UPDATE)

    approve(admin, request)
    machine.refresh_from_db()

    assert (machine.generation, machine.revision) == (2, revision)


def test_each_interface_without_an_address_gets_one_that_stays(team: Team, member: User, admin: User) -> None:
    machine = approve(admin, a_request(team, member)).machine
    assert machine is not None
    first = dict(machine.macs)
    update = a_request(
        team,
        member,
        revision=a_revision(team, member, a_text().replace("256Mi", "512Mi")),
        machine=machine,
        kind=ChangeKind.UPDATE,
    )

    approve(admin, update)
    machine.refresh_from_db()

    assert first["default"].startswith("52:54:00:")
    assert machine.macs == first


def test_withdrawing_ends_the_wait(team: Team, member: User, admin: User) -> None:
    request = requests.withdraw(actor=member, change_request=a_request(team, member))

    with pytest.raises(Conflict, match="it is withdrawn"):
        approve(admin, request)


def test_every_decision_is_in_the_audit_trail(team: Team, member: User, admin: User) -> None:
    request = approve(admin, a_request(team, member))

    event = AuditEvent.objects.get(verb="change_request.approve")
    assert (event.actor, event.object_id, event.detail["digest"]) == (
        admin,
        str(request.pk),
        request.revision.digest,
    )
