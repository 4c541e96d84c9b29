"""The doorbells: registered under the names that are rung, and patient with what may heal."""

from uuid import UUID, uuid4

import pytest

from portal.celery import app
from vms import dispatch, tasks
from vms.reconciler import LeaseLost


def test_every_name_that_is_rung_is_registered() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {dispatch.RECONCILE_MACHINE, *scheduled} <= set(app.tasks)


def test_a_machine_that_is_busy_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    machine_id = uuid4()
    tries: list[UUID] = []

    def busy_once(given: UUID) -> None:
        tries.append(given)
        if len(tries) == 1:
            raise LeaseLost(given)

    monkeypatch.setattr("vms.tasks.reconciler.reconcile", busy_once)

    tasks.reconcile_machine.apply(args=(str(machine_id),))

    assert tries == [machine_id, machine_id]
