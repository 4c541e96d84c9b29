"""The questions that both the plan and the status ask of a machine, each answered in one place."""

from dataclasses import replace
from datetime import datetime

from vms.manifest import RunStrategy

from .back_off import SHORT_RUN, back_off
from .desired import Desired, History, PowerVerb, RunPhase
from .observation import DomainState, Observation, StopReason

ACTIVE = frozenset({DomainState.RUNNING, DomainState.PAUSED, DomainState.SHUTTING_DOWN})
_UNDER_WAY = frozenset({RunPhase.STARTING, RunPhase.RUNNING})
_STOP_VERBS = frozenset({PowerVerb.STOP, PowerVerb.FORCE_STOP})
_START_VERBS = frozenset({PowerVerb.START, PowerVerb.RESTART})
# The guest's own power-off, and domains that libvirt put away whole (saved, restored from a snapshot).
_GOOD_ENDS = frozenset({StopReason.SHUTDOWN, StopReason.OTHER})


def is_foreign(desired: Desired, observed: Observation) -> bool:
    """Does the domain with our uuid belong to somebody else?"""
    if desired.machine_id is None or observed.state in {DomainState.ABSENT, DomainState.UNKNOWN}:
        return False
    return observed.machine_id != desired.machine_id


def wants_stop(desired: Desired, history: History) -> bool:
    """Should a run that is under way come to an end? A stop once begun goes on to its end."""
    if desired.deleted or desired.run_strategy is RunStrategy.HALTED or history.stop_asked_at is not None:
        return True
    request = desired.request
    if request is None:
        return False
    if request.verb is PowerVerb.RESTART:  # a run begun after the request is the restarted one
        return history.started_at is None or history.started_at <= request.requested_at
    return request.verb in _STOP_VERBS


def wants_start(desired: Desired, history: History) -> bool:
    """Should a machine that is off be started, now or after its back-off?"""
    strategy = desired.run_strategy
    if desired.deleted or strategy is RunStrategy.HALTED:
        return False
    if desired.request is not None:
        return desired.request.verb in _START_VERBS
    match strategy:
        case RunStrategy.ALWAYS:
            return True
        case RunStrategy.RERUN_ON_FAILURE:
            return history.strategy_seen is not strategy or history.phase is RunPhase.FAILED
        case RunStrategy.ONCE:
            return history.strategy_seen is not strategy
        case RunStrategy.MANUAL:
            return False


def backs_off(desired: Desired, history: History) -> bool:
    """Is the next start one that waits? A person's request and ``Once`` do not."""
    return history.failures > 0 and desired.request is None and desired.run_strategy is not RunStrategy.ONCE


def lost_storage(desired: Desired, observed: Observation) -> frozenset[str]:
    """Machine storage that is not in the pool."""
    return desired.machine_storage - observed.storage


def vanished_storage(desired: Desired, observed: Observation, history: History) -> frozenset[str]:
    """Machine storage that was made once and is gone: a blank one in its place would hide the loss."""
    return lost_storage(desired, observed) & history.storage_made


def settle(desired: Desired, observed: Observation, history: History, now: datetime) -> History:
    """Bring the history up to what the host shows: a run began, goes on, or ended."""
    if observed.state in ACTIVE:
        return _running(desired, observed, history, now)
    if history.phase in _UNDER_WAY:
        return _ended(desired, observed, history, now)
    return history


def _running(desired: Desired, observed: Observation, history: History, now: datetime) -> History:
    other_run = (
        None not in (history.domain_id, observed.domain_id) and history.domain_id != observed.domain_id
    )
    if history.phase not in _UNDER_WAY or other_run:
        # Started, but never written down: a worker died in between, or somebody used virsh. Adopt it.
        history = replace(history, started_at=now, stop_asked_at=None, shutdown_sent_at=None)
    lasted = history.started_at is not None and now - history.started_at >= SHORT_RUN
    return replace(
        history,
        phase=RunPhase.RUNNING,
        domain_id=observed.domain_id,
        failures=0 if lasted else history.failures,
        retry_at=None,
        strategy_seen=desired.run_strategy,
        storage_made=history.storage_made | (desired.machine_storage & observed.storage),
    )


def _ended(desired: Desired, observed: Observation, history: History, now: datetime) -> History:
    over = replace(history, domain_id=None, stop_asked_at=None, shutdown_sent_at=None)
    if wants_stop(desired, history):
        return replace(over, phase=RunPhase.NONE, failures=0, retry_at=None)
    crashed = observed.state is DomainState.CRASHED or observed.reason not in _GOOD_ENDS
    over = replace(over, phase=RunPhase.FAILED if crashed else RunPhase.SUCCEEDED)
    if history.started_at is not None and now - history.started_at >= SHORT_RUN:
        return replace(over, failures=0, retry_at=None)
    failures = history.failures + 1
    return replace(over, failures=failures, retry_at=now + back_off(failures))
