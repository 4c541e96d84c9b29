"""One worker per machine, and a way out when it dies."""

import pytest

from vms.models import VirtualMachine
from vms.reconciler import LeaseLost, reconcile
from vms.reconciler.lease import DURATION, hold

from .conftest import Clock, Launch
from .spy import Spy

pytestmark = pytest.mark.django_db


def test_of_two_workers_one_wins(hypervisor: Spy, launched: Launch) -> None:
    machine = launched()

    with hold(machine.pk), pytest.raises(LeaseLost):
        reconcile(machine.pk)

    assert hypervisor.done == []


def test_two_that_read_the_same_epoch_do_not_both_take_it(
    launched: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = launched()
    read = VirtualMachine.objects.values_list

    def read_then_lose(*fields: str) -> object:
        rows = list(read(*fields).filter(pk=machine.pk))
        VirtualMachine.objects.filter(pk=machine.pk).update(lease_epoch=5)
        return _Answer(rows[0])

    monkeypatch.setattr(VirtualMachine.objects, "values_list", read_then_lose)

    with pytest.raises(LeaseLost), hold(machine.pk):
        raise AssertionError("taken twice")


class _Answer:
    def __init__(self, row: object) -> None:
        self.row = row

    def get(self, **_: object) -> object:
        return self.row


def test_a_lease_is_given_back(launched: Launch) -> None:
    machine = launched()

    with hold(machine.pk) as lease:
        machine.refresh_from_db()
        assert machine.lease_until is not None
        assert machine.lease_epoch == lease.epoch

    given_back = VirtualMachine.objects.get(pk=machine.pk)
    assert (given_back.lease_until, given_back.lease_holder) == (None, "")


def test_a_lease_that_lapsed_can_be_taken_and_its_old_holder_notices(launched: Launch, clock: Clock) -> None:
    machine = launched()

    with hold(machine.pk) as old:
        clock.tick(DURATION.total_seconds())
        with hold(machine.pk) as new:
            with pytest.raises(LeaseLost):
                old.check()
            new.check()
        old.release()

    machine.refresh_from_db()
    assert machine.lease_epoch == new.epoch


def test_checking_prolongs_the_lease(launched: Launch, clock: Clock) -> None:
    machine = launched()

    with hold(machine.pk) as lease:
        clock.tick(15)
        lease.check()
        clock.tick(15)
        with pytest.raises(LeaseLost):
            reconcile(machine.pk)
