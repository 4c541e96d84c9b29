"""The sweep rings for exactly those machines that are due."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import a_host, a_machine
from vms.models import Host, HostState, Team
from vms.reconciler import sweep

from .conftest import Clock

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
REQUEST = {"verb": "stop", "requestedAt": "2026-05-04T11:59:00+00:00"}


@pytest.mark.parametrize(
    ("columns", "due"),
    [
        ({}, False),
        ({"observed_generation": 0}, True),
        ({"observed_generation": 0, "look_again_at": MINUTE}, False),
        ({"power_request": REQUEST}, True),
        ({"power_request": REQUEST, "look_again_at": MINUTE}, True),
        ({"look_again_at": -MINUTE}, True),
        ({"look_again_at": MINUTE}, False),
        ({"lease_until": -MINUTE}, True),
        ({"lease_until": MINUTE}, False),
        ({"lease_until": MINUTE, "power_request": REQUEST}, False),
        ({"deletion_requested_at": -MINUTE}, True),
        ({"deletion_requested_at": -MINUTE, "look_again_at": MINUTE}, False),
    ],
)
def test_a_machine_is_rung_for_when_it_is_due(
    columns: dict[str, Any],
    due: bool,
    team: Team,
    owner: User,
    clock: Clock,
    dispatched: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    columns = {
        name: clock.now + value if isinstance(value, timedelta) else value for name, value in columns.items()
    }
    machine = a_machine(team, owner, **{"observed_generation": 1, "host": a_host(), **columns})

    with django_capture_on_commit_callbacks(execute=True):
        assert sweep() == int(due)

    assert dispatched == ([str(machine.pk)] if due else [])


def test_a_pending_request_waits_while_its_host_is_away(
    team: Team, owner: User, dispatched: list[str]
) -> None:
    away = a_host(state=HostState.UNREACHABLE)
    a_machine(team, owner, observed_generation=1, host=away, power_request=REQUEST)

    assert sweep() == 0


def test_a_host_that_nobody_watches_is_not_called_ready(team: Team, owner: User, clock: Clock) -> None:
    host = a_host(seen_at=clock.now - timedelta(seconds=91))
    machine = a_machine(team, owner, observed_generation=1, host=host, printable_status="Running")

    sweep()

    host.refresh_from_db()
    machine.refresh_from_db()
    assert host.state == HostState.UNREACHABLE
    assert machine.printable_status == "Unknown"


def test_a_host_that_was_seen_lately_stays_ready(db: None, clock: Clock) -> None:
    a_host(seen_at=clock.now - timedelta(seconds=89))
    a_host("h2", seen_at=None)

    sweep()

    assert not Host.objects.exclude(state=HostState.READY).exists()
