"""Every run strategy against every state of the domain and every outcome of the last run (KubeVirt's table,
where a run is one start of the persistent domain)."""

import pytest

from vms.lifecycle import (
    ActionKind,
    DomainState,
    History,
    Plan,
    PowerVerb,
    RunPhase,
    StopReason,
    Wait,
    WaitKind,
    plan,
)
from vms.manifest import RunStrategy

from .builders import NOW, asked, ran, seen, wanted

ALWAYS, RERUN, MANUAL, HALTED, ONCE = (
    RunStrategy.ALWAYS,
    RunStrategy.RERUN_ON_FAILURE,
    RunStrategy.MANUAL,
    RunStrategy.HALTED,
    RunStrategy.ONCE,
)
DEFINE, START, SHUTDOWN, DESTROY = (
    ActionKind.DEFINE,
    ActionKind.START,
    ActionKind.SHUTDOWN,
    ActionKind.DESTROY,
)


def planned(
    strategy: RunStrategy, state: DomainState, history: History | None = None, **options: object
) -> Plan:
    reason = options.pop("reason", StopReason.NONE)
    return plan(
        wanted(strategy, **options),
        seen(state, reason=reason),
        ran(RunPhase.NONE, strategy_seen=strategy) if history is None else history,
        NOW,
    )


@pytest.mark.parametrize(
    ("strategy", "actions"),
    [
        (ALWAYS, (DEFINE, START)),
        (RERUN, (DEFINE, START)),
        (MANUAL, (DEFINE,)),
        (HALTED, (DEFINE,)),
        (ONCE, (DEFINE, START)),
    ],
)
def test_a_new_machine_is_defined_and_started_as_its_strategy_says(
    strategy: RunStrategy, actions: tuple[ActionKind, ...]
) -> None:
    assert planned(strategy, DomainState.ABSENT, History()).actions == actions


@pytest.mark.parametrize("state", [DomainState.RUNNING, DomainState.PAUSED, DomainState.SHUTTING_DOWN])
@pytest.mark.parametrize(
    ("strategy", "actions"),
    [(ALWAYS, ()), (RERUN, ()), (MANUAL, ()), (HALTED, (SHUTDOWN,)), (ONCE, ())],
)
def test_a_live_domain_is_left_alone_unless_it_is_to_be_halted(
    strategy: RunStrategy, actions: tuple[ActionKind, ...], state: DomainState
) -> None:
    assert planned(strategy, state, ran(strategy_seen=strategy)).actions == actions


@pytest.mark.parametrize(
    ("strategy", "actions", "phase"),
    [
        (ALWAYS, (START,), RunPhase.STARTING),
        (RERUN, (), RunPhase.SUCCEEDED),
        (MANUAL, (), RunPhase.SUCCEEDED),
        (HALTED, (), RunPhase.NONE),
        (ONCE, (), RunPhase.SUCCEEDED),
    ],
)
def test_a_guest_that_powers_itself_off_is_restarted_only_under_always(
    strategy: RunStrategy, actions: tuple[ActionKind, ...], phase: RunPhase
) -> None:
    answer = planned(strategy, DomainState.SHUTOFF, ran(strategy_seen=strategy), reason=StopReason.SHUTDOWN)

    assert (answer.actions, answer.history.phase) == (actions, phase)


@pytest.mark.parametrize(
    "reason", [StopReason.CRASHED, StopReason.FAILED, StopReason.DESTROYED, StopReason.NONE]
)
@pytest.mark.parametrize(
    ("strategy", "actions", "phase"),
    [
        (ALWAYS, (START,), RunPhase.STARTING),
        (RERUN, (START,), RunPhase.STARTING),
        (MANUAL, (), RunPhase.FAILED),
        (HALTED, (), RunPhase.NONE),
        (ONCE, (), RunPhase.FAILED),
    ],
)
def test_a_guest_that_fails_is_rerun_under_always_and_rerun_on_failure(
    strategy: RunStrategy, actions: tuple[ActionKind, ...], phase: RunPhase, reason: StopReason
) -> None:
    answer = planned(strategy, DomainState.SHUTOFF, ran(strategy_seen=strategy), reason=reason)

    assert (answer.actions, answer.history.phase) == (actions, phase)


@pytest.mark.parametrize("strategy", list(RunStrategy))
def test_a_crashed_domain_is_cleared_away_before_anything_else(strategy: RunStrategy) -> None:
    assert planned(strategy, DomainState.CRASHED, ran()).actions == (DESTROY,)


@pytest.mark.parametrize("strategy", list(RunStrategy))
def test_nothing_is_done_to_a_domain_that_nobody_can_see(strategy: RunStrategy) -> None:
    history = ran(RunPhase.RUNNING)

    answer = planned(strategy, DomainState.UNKNOWN, history, request=asked(PowerVerb.STOP), deleted=True)

    assert (answer.actions, answer.history, answer.request_done) == ((), history, False)
    assert answer.look_again_at is not None


@pytest.mark.parametrize(
    ("verb", "strategy", "state", "actions", "done"),
    [
        (PowerVerb.START, MANUAL, DomainState.SHUTOFF, (START,), True),
        (PowerVerb.START, RERUN, DomainState.SHUTOFF, (START,), True),
        (PowerVerb.START, ALWAYS, DomainState.SHUTOFF, (START,), True),
        (PowerVerb.START, ONCE, DomainState.SHUTOFF, (START,), True),
        (PowerVerb.START, HALTED, DomainState.SHUTOFF, (), True),
        (PowerVerb.START, MANUAL, DomainState.RUNNING, (), True),
        (PowerVerb.STOP, MANUAL, DomainState.RUNNING, (SHUTDOWN,), False),
        (PowerVerb.STOP, ALWAYS, DomainState.RUNNING, (SHUTDOWN,), False),
        (PowerVerb.STOP, RERUN, DomainState.PAUSED, (SHUTDOWN,), False),
        (PowerVerb.STOP, ONCE, DomainState.RUNNING, (SHUTDOWN,), False),
        (PowerVerb.STOP, MANUAL, DomainState.SHUTOFF, (), True),
        (PowerVerb.STOP, RERUN, DomainState.SHUTOFF, (), True),
        (PowerVerb.FORCE_STOP, MANUAL, DomainState.RUNNING, (DESTROY,), False),
        (PowerVerb.FORCE_STOP, HALTED, DomainState.SHUTTING_DOWN, (DESTROY,), False),
        (PowerVerb.RESTART, MANUAL, DomainState.RUNNING, (SHUTDOWN,), False),
        (PowerVerb.RESTART, ALWAYS, DomainState.RUNNING, (SHUTDOWN,), False),
        (PowerVerb.RESTART, MANUAL, DomainState.SHUTOFF, (START,), True),
        (PowerVerb.RESTART, RERUN, DomainState.SHUTOFF, (START,), True),
    ],
)
def test_a_request_is_carried_out_once(
    verb: PowerVerb, strategy: RunStrategy, state: DomainState, actions: tuple[ActionKind, ...], done: bool
) -> None:
    phase = RunPhase.NONE if state is DomainState.SHUTOFF else RunPhase.RUNNING

    answer = planned(strategy, state, ran(phase, strategy_seen=strategy), request=asked(verb))

    assert (answer.actions, answer.request_done) == (actions, done)


@pytest.mark.parametrize(
    ("before", "now", "starts"),
    [
        (HALTED, RERUN, True),
        (HALTED, ALWAYS, True),
        (HALTED, ONCE, True),
        (HALTED, MANUAL, False),
        (MANUAL, RERUN, True),
        (RERUN, RERUN, False),
        (ONCE, ONCE, False),
    ],
)
def test_a_switch_of_strategy_starts_what_the_new_one_wants_running(
    before: RunStrategy, now: RunStrategy, starts: bool
) -> None:
    answer = planned(now, DomainState.SHUTOFF, History(strategy_seen=before))

    assert (START in answer.actions) is starts


@pytest.mark.parametrize("kind", WaitKind)
@pytest.mark.parametrize("state", [DomainState.ABSENT, DomainState.SHUTOFF])
@pytest.mark.parametrize("strategy", RunStrategy)
def test_nothing_is_built_while_something_is_on_its_way(
    strategy: RunStrategy, state: DomainState, kind: WaitKind
) -> None:
    found = planned(strategy, state, History(), waits=(Wait(kind, "It comes."),))

    assert found.actions == ()
    assert found.look_again_at is not None


def test_a_run_goes_on_while_something_is_on_its_way() -> None:
    found = planned(ALWAYS, DomainState.RUNNING, ran(), waits=(Wait(WaitKind.VOLUME, "It comes."),))

    assert found.actions == ()
