"""Values with good defaults. Each test says only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from vms.lifecycle import Desired, DomainState, History, Observation, PowerRequest, PowerVerb, RunPhase
from vms.manifest import RunStrategy

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
MACHINE_ID = "6f9b0c1e-0000-4000-8000-000000000001"


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def wanted(run_strategy: RunStrategy = RunStrategy.ALWAYS, **options: Any) -> Desired:
    return Desired(run_strategy=run_strategy, machine_id=MACHINE_ID, **options)


def asked(verb: PowerVerb, at: datetime = NOW - timedelta(seconds=1)) -> PowerRequest:
    return PowerRequest(verb, at)


def seen(state: DomainState, **options: Any) -> Observation:
    if state is DomainState.ABSENT:
        return Observation(state, **options)
    return Observation(state, **{"generation": 1, "machine_id": MACHINE_ID, "domain_id": 7, **options})


def ran(phase: RunPhase = RunPhase.RUNNING, **options: Any) -> History:
    """A machine that was started a minute ago."""
    defaults = {"started_at": NOW - timedelta(minutes=1), "strategy_seen": RunStrategy.ALWAYS}
    return History(phase=phase, **{**defaults, **options})
