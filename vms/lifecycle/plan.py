"""What to do next with a machine: ordered rules, the first that answers decides."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from vms.manifest import RunStrategy

from . import situation
from .back_off import SHORT_RUN
from .desired import ActionKind, Desired, History, Plan, PowerVerb, RunPhase
from .observation import DomainState, Observation

ASK_AGAIN: Final = timedelta(seconds=5)  # guests lose the first ACPI event while they boot
LOOK_AGAIN: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Situation:
    desired: Desired
    observed: Observation
    history: History
    now: datetime


def plan(desired: Desired, observed: Observation, history: History, now: datetime) -> Plan:
    """The next actions for any machine in any state. Applied and asked again, it comes to rest."""
    if observed.state is DomainState.UNKNOWN or situation.is_foreign(desired, observed):
        return Plan((), history, look_again_at=now + LOOK_AGAIN)
    settled = situation.settle(desired, observed, history, now)
    here = _Situation(desired, observed, settled, now)
    return next(answer for rule in _RULES if (answer := rule(here)) is not None)


def _clear_a_crashed_domain(here: _Situation) -> Plan | None:
    """libvirt's ``crashed`` keeps a dead QEMU around, which holds the disks."""
    if here.observed.state is not DomainState.CRASHED:
        return None
    return Plan((ActionKind.DESTROY,), here.history)


def _stop(here: _Situation) -> Plan | None:
    """Ask the guest, ask again, and cut the power when its grace is over."""
    if here.observed.state not in situation.ACTIVE or not situation.wants_stop(here.desired, here.history):
        return None
    request = here.desired.request
    forced = request is not None and request.verb is PowerVerb.FORCE_STOP
    asked_at = here.history.stop_asked_at or here.now
    deadline = asked_at + timedelta(seconds=here.desired.grace_seconds)
    history = replace(here.history, stop_asked_at=asked_at)
    if forced or here.now >= deadline:
        return Plan((ActionKind.DESTROY,), history)
    sent_at = history.shutdown_sent_at
    if sent_at is not None and here.now - sent_at < ASK_AGAIN:
        return Plan((), history, look_again_at=min(sent_at + ASK_AGAIN, deadline))
    history = replace(history, shutdown_sent_at=here.now)
    return Plan((ActionKind.SHUTDOWN,), history, look_again_at=min(here.now + ASK_AGAIN, deadline))


def _keep_running(here: _Situation) -> Plan | None:
    """A running domain is left as it is; an edit waits for its next start."""
    if here.observed.state not in situation.ACTIVE:
        return None
    started_at = here.history.started_at
    young = here.history.failures > 0 and started_at is not None
    return Plan(
        (),
        here.history,
        request_done=here.desired.request is not None,
        look_again_at=started_at + SHORT_RUN if young and started_at is not None else None,
    )


def _delete(here: _Situation) -> Plan | None:
    """First the domain, then its storage, last the row: whoever dies in between leaves a trace to follow."""
    if not here.desired.deleted:
        return None
    actions = []
    if here.observed.state is not DomainState.ABSENT:
        actions.append(ActionKind.UNDEFINE)
    if here.observed.storage:
        actions.append(ActionKind.DELETE_ALL_STORAGE)
    return Plan((*actions, ActionKind.FORGET_MACHINE), here.history)


def _wait(here: _Situation) -> Plan | None:
    """A start that is wanted, yet not now: after failed runs, or while storage is missing or on its way."""
    if not situation.wants_start(here.desired, here.history):
        return None
    if here.desired.waits:
        return Plan(_delete_run_storage(here), here.history, look_again_at=here.now + LOOK_AGAIN)
    if situation.vanished_storage(here.desired, here.observed, here.history):
        return Plan(_tidy(here), here.history, look_again_at=here.now + LOOK_AGAIN)
    retry_at = here.history.retry_at
    if retry_at is None or here.now >= retry_at or not situation.backs_off(here.desired, here.history):
        return None
    return Plan(_tidy(here), here.history, look_again_at=retry_at)


def _start(here: _Situation) -> Plan | None:
    """Fresh run storage, the newest definition, then power."""
    desired, observed = here.desired, here.observed
    if not situation.wants_start(desired, here.history):
        return None
    actions = _delete_run_storage(here)
    if desired.run_storage or situation.lost_storage(desired, observed):
        actions += (ActionKind.CREATE_STORAGE,)
    actions += _define(here)
    history = History(
        phase=RunPhase.STARTING,
        started_at=here.now,
        failures=0 if desired.request else here.history.failures,
        strategy_seen=desired.run_strategy,
        storage_made=here.history.storage_made | desired.machine_storage,
    )
    return Plan((*actions, ActionKind.START), history, request_done=desired.request is not None)


def _rest(here: _Situation) -> Plan:
    """Off, and meant to be: nothing of the last run stays behind, and the definition is up to date."""
    asked = here.desired.request is not None
    again = here.now + LOOK_AGAIN if here.desired.waits else None
    history = replace(here.history, strategy_seen=here.desired.run_strategy)
    if asked or here.desired.run_strategy in {RunStrategy.HALTED, RunStrategy.MANUAL}:
        history = replace(history, failures=0, retry_at=None)
    return Plan(_tidy(here), history, request_done=asked, look_again_at=again)


def _tidy(here: _Situation) -> tuple[ActionKind, ...]:
    return (*_delete_run_storage(here), *_define(here))


def _delete_run_storage(here: _Situation) -> tuple[ActionKind, ...]:
    left = here.desired.run_storage & here.observed.storage
    return (ActionKind.DELETE_RUN_STORAGE,) if left else ()


def _define(here: _Situation) -> tuple[ActionKind, ...]:
    defined = here.observed.state is not DomainState.ABSENT
    current = defined and here.observed.generation == here.desired.generation
    return () if current or here.desired.waits else (ActionKind.DEFINE,)


_RULES: Final[tuple[Callable[[_Situation], Plan | None], ...]] = (
    _clear_a_crashed_domain,
    _stop,
    _keep_running,
    _delete,
    _wait,
    _start,
    _rest,
)
