from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.data import a_host, a_machine, a_revision, a_text
from vms.access import NotPermitted
from vms.models import ConsoleTicket, Membership, Team, VirtualMachine
from vms.services import ConsoleRefused, consoles


@pytest.fixture
def machine(team: Team) -> VirtualMachine:
    return a_machine(team, printable_status="Running", host=a_host())


def issue(actor: User, machine: VirtualMachine, kind: str = "serial") -> str:
    return consoles.issue_ticket(actor=actor, machine=machine, kind=kind, session_key="s1")


def test_a_ticket_opens_one_console_once(machine: VirtualMachine, member: User) -> None:
    secret = issue(member, machine)
    consoles.redeem(secret=secret, machine_id=machine.pk, kind="serial", session_key="s1", user=member)

    with pytest.raises(ConsoleRefused, match="spent"):
        consoles.redeem(secret=secret, machine_id=machine.pk, kind="serial", session_key="s1", user=member)


def test_only_its_hash_is_kept(machine: VirtualMachine, member: User) -> None:
    secret = issue(member, machine)

    assert secret not in str(ConsoleTicket.objects.values().get())


def test_a_late_ticket_is_refused(machine: VirtualMachine, member: User) -> None:
    secret = issue(member, machine)
    ConsoleTicket.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(ConsoleRefused):
        consoles.redeem(secret=secret, machine_id=machine.pk, kind="serial", session_key="s1", user=member)


@pytest.mark.parametrize("wrong", ["machine", "kind", "session", "user"])
def test_a_ticket_for_something_else_is_refused(
    machine: VirtualMachine, member: User, owner: User, wrong: str
) -> None:
    secret = issue(member, machine)

    with pytest.raises(ConsoleRefused):
        consoles.redeem(
            secret=secret,
            machine_id=uuid4() if wrong == "machine" else machine.pk,
            kind="vnc" if wrong == "kind" else "serial",
            session_key="s2" if wrong == "session" else "s1",
            user=owner if wrong == "user" else member,
        )


def test_who_left_the_team_in_between_is_refused(machine: VirtualMachine, member: User) -> None:
    secret = issue(member, machine)
    Membership.objects.filter(user=member).delete()

    with pytest.raises(NotPermitted):
        consoles.redeem(secret=secret, machine_id=machine.pk, kind="serial", session_key="s1", user=member)


def test_a_stopped_machine_has_no_console(machine: VirtualMachine, member: User) -> None:
    machine.printable_status = "Stopped"

    with pytest.raises(ConsoleRefused, match="Start it first"):
        issue(member, machine)


def test_a_machine_without_a_screen_says_so(team: Team, member: User) -> None:
    text = a_text().replace(
        "        devices:\n", "        devices:\n          autoattachGraphicsDevice: false\n"
    )
    machine = a_machine(
        team, revision=a_revision(team, member, text), printable_status="Running", host=a_host()
    )

    with pytest.raises(ConsoleRefused, match="autoattachGraphicsDevice"):
        issue(member, machine, "vnc")


def test_a_stranger_gets_no_ticket(machine: VirtualMachine, stranger: User) -> None:
    with pytest.raises(NotPermitted):
        issue(stranger, machine)


def test_a_manifest_that_breaks_a_newer_rule_closes_no_console(machine: VirtualMachine, member: User) -> None:
    machine.document = {"kind": "VirtualMachine"}

    assert issue(member, machine)
