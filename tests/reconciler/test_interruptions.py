"""A worker may die at any point of its work; the next one ends at the same place and starts nothing twice."""

import pytest
from django.contrib.auth.models import User

from vms.hypervisor import HypervisorUnavailable
from vms.lifecycle import ActionKind, DomainState, PowerRequest, PowerVerb, request_to_json
from vms.models import OperationState, VirtualMachine
from vms.reconciler import LeaseLost, observe, reconcile, record
from vms.reconciler.apply import apply
from vms.reconciler.lease import Lease
from vms.services import machines, power

from .conftest import Clock, Launch, newest_operation
from .spy import Killed, Spy

pytestmark = pytest.mark.django_db


def run_until_killed(machine: VirtualMachine, hypervisor: Spy, *, expected: type[BaseException]) -> None:
    with pytest.raises(expected):
        reconcile(machine.pk)
    assert hypervisor.interrupted


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, 5))
def test_a_launch_survives_a_death_at_every_action(
    hypervisor: Spy, launched: Launch, number: int, after: bool
) -> None:
    machine = launched()
    hypervisor.interrupt(number, Killed(), after=after)
    run_until_killed(machine, hypervisor, expected=Killed)

    reconcile(machine.pk)

    machine.refresh_from_db()
    seen = hypervisor.observe(machine.domain_uuid, observe.storage_prefix(machine))
    assert (machine.printable_status, hypervisor.starts()) == ("Running", 1)
    assert (seen.state, len(seen.storage)) == (DomainState.RUNNING, 1)
    assert newest_operation(machine).state == OperationState.SUCCEEDED


@pytest.mark.parametrize("number", range(1, 5))
def test_a_launch_survives_a_host_that_goes_away(hypervisor: Spy, launched: Launch, number: int) -> None:
    machine = launched()
    hypervisor.interrupt(number, HypervisorUnavailable("h1", "the cable was cut"), after=True)
    run_until_killed(machine, hypervisor, expected=HypervisorUnavailable)
    machine.refresh_from_db()
    assert machine.printable_status == "Unknown"
    assert newest_operation(machine).state == OperationState.RUNNING

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert (machine.printable_status, hypervisor.starts()) == ("Running", 1)


def test_a_death_between_the_start_and_its_record_starts_nothing_twice(
    hypervisor: Spy, launched: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = launched()
    with monkeypatch.context() as patch:
        patch.setattr(record, "done", dies)
        with pytest.raises(Killed):
            reconcile(machine.pk)
    assert hypervisor.starts() == 1

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert (machine.printable_status, hypervisor.starts()) == ("Running", 1)


def dies(*_args: object, **_options: object) -> None:
    raise Killed


def test_a_death_after_the_start_of_a_restart_does_not_restart_again(
    hypervisor: Spy, launched: Launch, owner: User, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    machine = launched()
    reconcile(machine.pk)
    machine.refresh_from_db()
    power.restart(actor=owner, machine=machine)
    clock.tick(1)
    done = record.done

    def dies_after_the_start(*args: object) -> None:
        if hypervisor.starts() == 2:
            raise Killed
        done(*args)  # type: ignore[arg-type]  # handed through as they came

    with monkeypatch.context() as patch:
        patch.setattr(record, "done", dies_after_the_start)
        with pytest.raises(Killed):
            reconcile(machine.pk)

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert (hypervisor.starts(), hypervisor.done.count("shutdown")) == (2, 1)
    assert (machine.printable_status, machine.power_request) == ("Running", None)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, 4))
def test_a_deletion_survives_a_death_at_every_action(
    hypervisor: Spy, launched: Launch, owner: User, number: int, after: bool
) -> None:
    machine = launched()
    reconcile(machine.pk)
    machine.refresh_from_db()
    prefix = observe.storage_prefix(machine)
    machines.delete(actor=owner, machine=machine)
    hypervisor.interrupt(number, Killed(), after=after)
    run_until_killed(machine, hypervisor, expected=Killed)

    reconcile(machine.pk)

    left = hypervisor.observe(machine.domain_uuid, prefix)
    assert (left.state, left.storage) == (DomainState.ABSENT, frozenset())
    assert not VirtualMachine.objects.filter(pk=machine.pk).exists()


def test_a_worker_that_lost_its_lease_acts_no_more(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()

    def somebody_else_takes_over(name: str) -> None:
        if name == "define":
            VirtualMachine.objects.filter(pk=machine.pk).update(lease_epoch=77)

    hypervisor.before = somebody_else_takes_over

    with pytest.raises(LeaseLost):
        reconcile(machine.pk)

    assert hypervisor.starts() == 0
    machine.refresh_from_db()
    assert machine.lease_epoch == 77


def test_a_worker_that_lost_its_lease_records_no_more(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()

    def somebody_else_takes_over(name: str) -> None:
        if name == "start":
            VirtualMachine.objects.filter(pk=machine.pk).update(lease_epoch=77, printable_status="Stopping")

    hypervisor.before = somebody_else_takes_over

    with pytest.raises(LeaseLost):
        reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.printable_status == "Stopping"


def test_no_action_is_done_for_an_old_epoch(hypervisor: Spy, launched: Launch) -> None:
    machine = launched("Manual")
    reconcile(machine.pk)
    machine.refresh_from_db()
    sight, done = observe.look(machine, hypervisor), list(hypervisor.done)

    for action in ActionKind:
        with pytest.raises(LeaseLost):
            apply(action, sight, hypervisor, Lease(machine.pk, machine.lease_epoch - 1))

    assert hypervisor.done == done
    assert VirtualMachine.objects.filter(pk=machine.pk).exists()


def test_a_request_made_while_another_is_carried_out_is_not_lost(
    hypervisor: Spy, launched: Launch, clock: Clock
) -> None:
    machine = launched("Manual")
    reconcile(machine.pk)
    ask(machine, PowerVerb.START, clock)

    def somebody_changes_their_mind(name: str) -> None:
        if name == "start":
            ask(machine, PowerVerb.STOP, clock)

    hypervisor.before = somebody_changes_their_mind
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert (machine.printable_status, machine.power_request) == ("Stopped", None)


def test_a_request_made_while_nothing_is_left_to_do_is_not_lost(
    hypervisor: Spy, launched: Launch, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = launched()
    reconcile(machine.pk)
    ask(machine, PowerVerb.START, clock)
    recorded = record.record

    def record_late(lease: Lease, findings: record.Findings) -> None:
        ask(machine, PowerVerb.STOP, clock)
        recorded(lease, findings)

    with monkeypatch.context() as patch:
        patch.setattr(record, "record", record_late)
        reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.power_request is not None
    assert machine.power_request["verb"] == "stop"


def ask(machine: VirtualMachine, verb: PowerVerb, clock: Clock) -> None:
    request = request_to_json(PowerRequest(verb, clock()))
    VirtualMachine.objects.filter(pk=machine.pk).update(power_request=request)
