"""Permanent errors become a condition and end the operation; what can heal by itself stays open."""

import pytest
from django.contrib.auth.models import User

from tests.data import a_host, a_text
from vms.hypervisor import HypervisorRefused, HypervisorUnavailable
from vms.models import Host, HostState, Image, OperationState, Team, VirtualMachine
from vms.reconciler import observe, reconcile
from vms.services import machines, power

from .conftest import Clock, Launch, newest_operation
from .spy import Spy

pytestmark = pytest.mark.django_db


def failure(machine: VirtualMachine) -> dict[str, str] | None:
    machine.refresh_from_db()
    return next((known for known in machine.conditions if known["type"] == "Failure"), None)


def test_a_refused_start_waits_for_a_person(hypervisor: Spy, launched: Launch, owner: User) -> None:
    machine = launched("Manual")
    reconcile(machine.pk)
    machine.refresh_from_db()
    power.start(actor=owner, machine=machine)
    hypervisor.interrupt(3, HypervisorRefused("There is no room left."))
    reconcile(machine.pk)

    known = failure(machine)
    assert known is not None
    assert (known["reason"], known["message"]) == ("HypervisorRefused", "There is no room left.")
    assert (machine.printable_status, machine.power_request) == ("Stopped", None)
    operation = newest_operation(machine)
    assert (operation.state, operation.error) == (OperationState.FAILED, "There is no room left.")

    reconcile(machine.pk)
    assert hypervisor.starts() == 0
    assert failure(machine) == known

    power.start(actor=owner, machine=machine)
    reconcile(machine.pk)
    assert failure(machine) is None
    assert machine.printable_status == "Running"


def test_a_refused_launch_of_an_always_machine_is_not_tried_for_ever(
    hypervisor: Spy, launched: Launch
) -> None:
    machine = launched()
    hypervisor.interrupt(4, HypervisorRefused("There is no room left."))
    reconcile(machine.pk)

    reconcile(machine.pk)

    assert hypervisor.starts() == 0
    assert hypervisor.observe(machine.domain_uuid, observe.storage_prefix(machine)).storage == frozenset()
    VirtualMachine.objects.filter(pk=machine.pk).update(generation=2)
    reconcile(machine.pk)
    assert failure(machine) is None
    assert machine.printable_status == "Running"


def test_what_a_machine_may_not_begin_from_is_told_and_heals(
    hypervisor: Spy, launched: Launch, other_team: Team
) -> None:
    machine = launched()
    image = Image.objects.get()
    image.teams.add(other_team)
    reconcile(machine.pk)

    known = failure(machine)
    assert known is not None
    assert known["reason"] == "ImageMissing"
    assert newest_operation(machine).state == OperationState.FAILED
    assert hypervisor.done == []

    image.teams.clear()
    reconcile(machine.pk)
    assert failure(machine) is None
    assert machine.printable_status == "Running"


def test_a_running_machine_can_be_stopped_although_its_new_manifest_fails(
    hypervisor: Spy, launched: Launch, owner: User, other_team: Team
) -> None:
    machine = launched("Manual")
    reconcile(machine.pk)
    machine.refresh_from_db()
    power.start(actor=owner, machine=machine)
    reconcile(machine.pk)
    Image.objects.get().teams.add(other_team)
    VirtualMachine.objects.filter(pk=machine.pk).update(generation=2)
    machine.refresh_from_db()

    power.stop(actor=owner, machine=machine)
    reconcile(machine.pk)

    assert failure(machine) is not None
    assert (machine.printable_status, machine.power_request) == ("Stopped", None)
    assert newest_operation(machine).state == OperationState.SUCCEEDED


def test_a_document_that_became_invalid_neither_starts_nor_stops(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()
    reconcile(machine.pk)
    machine.refresh_from_db()
    document = {**machine.document, "kind": "Nonsense"}
    VirtualMachine.objects.filter(pk=machine.pk).update(document=document, generation=2)
    done = list(hypervisor.done)

    reconcile(machine.pk)

    known = failure(machine)
    assert known is not None
    assert known["reason"] == "ManifestInvalid"
    assert (machine.printable_status, hypervisor.done) == ("Running", done)


def test_a_guest_that_cannot_be_asked_is_cut_off_in_the_end(
    hypervisor: Spy, launched: Launch, owner: User, clock: Clock
) -> None:
    machine = launched()
    reconcile(machine.pk)
    machine.refresh_from_db()
    power.stop(actor=owner, machine=machine)
    hypervisor.interrupt(1, HypervisorRefused("It has no power button."))
    reconcile(machine.pk)
    machine.refresh_from_db()
    assert machine.printable_status == "Stopping"

    hypervisor.inner.stubborn = True
    clock.tick(31)
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.printable_status == "Stopped"


def test_a_deletion_that_is_held_up_is_tried_again(
    hypervisor: Spy, launched: Launch, owner: User, clock: Clock
) -> None:
    machine = launched()
    reconcile(machine.pk)
    machine.refresh_from_db()
    machines.delete(actor=owner, machine=machine)
    hypervisor.interrupt(3, HypervisorRefused("The volume is in use."))
    reconcile(machine.pk)

    assert failure(machine) is not None
    assert machine.printable_status == "Terminating"
    assert machine.look_again_at is not None
    assert machine.look_again_at > clock.now
    assert newest_operation(machine).state == OperationState.RUNNING

    reconcile(machine.pk)
    assert not VirtualMachine.objects.filter(pk=machine.pk).exists()


def test_a_host_that_does_not_answer_makes_the_machine_unknown(
    launched: Launch, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    def away(uri: str) -> None:
        raise HypervisorUnavailable("h1", "connection refused")

    monkeypatch.setattr("vms.reconciler.observe.open_hypervisor", away)
    machine = launched()

    with pytest.raises(HypervisorUnavailable):
        reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.printable_status == "Unknown"
    assert machine.conditions[0]["status"] == "Unknown"
    assert machine.look_again_at is not None
    assert newest_operation(machine).state == OperationState.RUNNING
    assert machine.lease_until is None


def test_no_room_ends_the_launch_with_a_reason_per_host(
    hypervisor: Spy, launched: Launch, host: Host
) -> None:
    host.facts = {**host.facts, "memory_bytes": 100 * 2**20}
    host.save()
    a_host("h2", labels={"disk": "ssd"}, facts={**host.facts, "name": "h2", "memory_bytes": 0})
    machine = launched()

    reconcile(machine.pk)

    known = failure(machine)
    operation = newest_operation(machine)
    assert known is not None
    assert known["reason"] == "Unschedulable"
    assert operation.state == OperationState.FAILED
    assert "h1: 100 MiB of memory are free, 256 MiB are needed; h2:" in operation.error
    assert machine.printable_status == "Stopped"


def test_hosts_that_are_merely_away_are_waited_for(hypervisor: Spy, launched: Launch, host: Host) -> None:
    Host.objects.update(state=HostState.UNREACHABLE)
    machine = launched()

    with pytest.raises(HypervisorUnavailable):
        reconcile(machine.pk)
    assert newest_operation(machine).state == OperationState.RUNNING

    Host.objects.update(state=HostState.READY)
    reconcile(machine.pk)
    machine.refresh_from_db()
    assert machine.printable_status == "Running"


def test_a_guest_that_always_dies_at_once_backs_off(hypervisor: Spy, launched: Launch, clock: Clock) -> None:
    machine = launched()
    reconcile(machine.pk)

    hypervisor.inner.guest_crashes(machine.domain_uuid)
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.printable_status == "CrashLoopBackOff"
    assert hypervisor.starts() == 1
    assert machine.look_again_at is not None
    clock.now = machine.look_again_at
    reconcile(machine.pk)
    machine.refresh_from_db()
    assert (machine.printable_status, hypervisor.starts()) == ("Running", 2)


def test_a_label_that_no_host_has_is_named(hypervisor: Spy, launched: Launch) -> None:
    text = a_text().replace(
        "    spec:\n      domain:", "    spec:\n      nodeSelector:\n        disk: ssd\n      domain:"
    )
    machine = launched(text=text)

    reconcile(machine.pk)

    known = failure(machine)
    assert known is not None
    assert "h1: it lacks the label disk" in known["message"]


def test_a_fault_of_the_portal_itself_is_told_and_not_repeated(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()
    hypervisor.interrupt(2, ZeroDivisionError())
    reconcile(machine.pk)

    known = failure(machine)
    assert known is not None
    assert known["reason"] == "InternalError"
    assert newest_operation(machine).state == OperationState.FAILED
    reconcile(machine.pk)
    assert hypervisor.starts() == 0


def test_a_refusal_is_remembered_while_the_host_is_away(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()
    hypervisor.interrupt(4, HypervisorRefused("There is no room left."))
    reconcile(machine.pk)
    hypervisor.inner.vanish()
    with pytest.raises(HypervisorUnavailable):
        reconcile(machine.pk)
    hypervisor.inner.come_back()

    reconcile(machine.pk)

    assert failure(machine) is not None
    assert hypervisor.starts() == 0
