"""One machine from its launch to its deletion, on a host that does what it is told."""

import pytest
from django.contrib.auth.models import User

from tests.data import a_text
from vms.compiler import storage_prefix
from vms.lifecycle import DomainState
from vms.models import Host, OperationState, VirtualMachine
from vms.reconciler import observe, reconcile
from vms.services import machines, power

from .conftest import Clock, Launch, newest_operation
from .spy import Spy

pytestmark = pytest.mark.django_db


def state(hypervisor: Spy, machine: VirtualMachine) -> DomainState:
    seen = hypervisor.observe(machine.domain_uuid, observe.storage_prefix(machine))
    assert isinstance(seen.state, DomainState)
    return seen.state


def test_a_launch_ends_with_a_running_guest(hypervisor: Spy, launched: Launch, host: Host) -> None:
    machine = launched()

    reconcile(machine.pk)

    machine.refresh_from_db()
    operation = newest_operation(machine)
    assert state(hypervisor, machine) is DomainState.RUNNING
    assert (machine.printable_status, machine.host, machine.observed_generation) == ("Running", host, 1)
    assert [step["name"] for step in operation.steps] == [
        "submitted",
        "host chosen",
        "storage ready",
        "defined",
        "started",
        "running",
    ]
    assert operation.state == OperationState.SUCCEEDED
    assert machine.lease_until is None


@pytest.mark.parametrize("strategy", ["Halted", "Manual"])
def test_a_machine_that_is_not_to_run_is_defined_and_stays_off(
    hypervisor: Spy, launched: Launch, strategy: str
) -> None:
    machine = launched(strategy)

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert state(hypervisor, machine) is DomainState.SHUTOFF
    assert machine.printable_status == "Stopped"
    assert newest_operation(machine).state == OperationState.SUCCEEDED


def test_a_second_look_changes_nothing(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()
    reconcile(machine.pk)
    machine.refresh_from_db()
    before, done = machine.status_sequence, list(hypervisor.done)

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert (machine.status_sequence, hypervisor.done) == (before, done)


def test_a_machine_that_is_gone_is_no_error(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()
    machine_id = machine.pk
    machine.delete()

    reconcile(machine_id)

    assert hypervisor.done == []


def test_stopping_an_always_machine_keeps_it_off(hypervisor: Spy, launched: Launch, owner: User) -> None:
    machine = launched()
    reconcile(machine.pk)

    power.stop(actor=owner, machine=machine)
    reconcile(machine.pk)
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.printable_status == "Stopped"
    assert machine.power_request is None
    assert newest_operation(machine).state == OperationState.SUCCEEDED
    assert hypervisor.starts() == 1


def test_a_stopped_machine_leaves_no_run_storage(hypervisor: Spy, launched: Launch, owner: User) -> None:
    machine = launched()
    reconcile(machine.pk)

    power.stop(actor=owner, machine=machine)
    reconcile(machine.pk)

    seen = hypervisor.observe(machine.domain_uuid, observe.storage_prefix(machine))
    assert seen.storage == frozenset()


def test_a_restart_is_one_stop_and_one_start(hypervisor: Spy, launched: Launch, owner: User) -> None:
    machine = launched()
    reconcile(machine.pk)
    machine.refresh_from_db()

    power.restart(actor=owner, machine=machine)
    reconcile(machine.pk)
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert (machine.printable_status, machine.power_request) == ("Running", None)
    assert (hypervisor.starts(), hypervisor.done.count("shutdown")) == (2, 1)
    assert newest_operation(machine).state == OperationState.SUCCEEDED


def test_a_deaf_guest_is_cut_off_when_its_grace_is_over(
    hypervisor: Spy, launched: Launch, owner: User, clock: Clock
) -> None:
    machine = launched("Manual", text=a_text(run_strategy="Manual"))
    reconcile(machine.pk)
    machine.refresh_from_db()
    power.start(actor=owner, machine=machine)
    reconcile(machine.pk)
    machine.refresh_from_db()
    hypervisor.inner.stubborn = True

    power.stop(actor=owner, machine=machine)
    reconcile(machine.pk)
    machine.refresh_from_db()
    assert machine.printable_status == "Stopping"
    assert machine.look_again_at is not None
    assert 4 < (machine.look_again_at - clock.now).total_seconds() <= 5
    clock.tick(31)
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.printable_status == "Stopped"
    assert hypervisor.done.count("destroy") == 1


def test_deletion_leaves_nothing_but_its_record(hypervisor: Spy, launched: Launch, owner: User) -> None:
    machine = launched()
    reconcile(machine.pk)
    machine.refresh_from_db()
    prefix = observe.storage_prefix(machine)

    machines.delete(actor=owner, machine=machine)
    reconcile(machine.pk)

    left = hypervisor.observe(machine.domain_uuid, prefix)
    assert (left.state, left.storage) == (DomainState.ABSENT, frozenset())
    assert not VirtualMachine.objects.filter(pk=machine.pk).exists()
    operation = newest_operation(machine)
    assert (operation.verb, operation.state, operation.machine) == ("delete", OperationState.SUCCEEDED, None)


def test_a_machine_that_never_had_a_host_is_deleted_too(
    hypervisor: Spy, launched: Launch, owner: User
) -> None:
    machine = launched()

    machines.delete(actor=owner, machine=machine)
    reconcile(machine.pk)

    assert not VirtualMachine.objects.filter(pk=machine.pk).exists()
    assert hypervisor.done == []


def test_an_edit_waits_for_the_next_start_of_a_running_guest(
    hypervisor: Spy, launched: Launch, owner: User
) -> None:
    machine = launched("Manual")
    reconcile(machine.pk)
    machine.refresh_from_db()
    power.start(actor=owner, machine=machine)
    reconcile(machine.pk)
    VirtualMachine.objects.filter(pk=machine.pk).update(generation=2)
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert "RestartRequired" in {condition["type"] for condition in machine.conditions}
    power.restart(actor=owner, machine=machine)
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert hypervisor.observe(machine.domain_uuid, "").generation == 2
    assert "RestartRequired" not in {condition["type"] for condition in machine.conditions}


def test_the_storage_prefix_is_the_compilers(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()

    sight = observe.look(machine, None)

    assert sight.manifest is not None
    assert observe.storage_prefix(machine) == storage_prefix(sight.manifest)
