"""The rules that the table cannot show: time, storage, definitions, deletion, and runs nobody wrote down."""

from dataclasses import replace

import pytest

from vms.lifecycle import (
    ActionKind,
    DomainState,
    History,
    PowerVerb,
    RunPhase,
    StopReason,
    plan,
)
from vms.manifest import RunStrategy

from .builders import NOW, asked, ran, seconds, seen, wanted

RUN, KEPT = frozenset({"blue_web_root"}), frozenset({"blue_web_data"})


def test_stop_waits_for_the_grace_period_before_destroying() -> None:
    desired = wanted(RunStrategy.HALTED, grace_seconds=30)
    history = ran(stop_asked_at=NOW - seconds(29), shutdown_sent_at=NOW - seconds(1))

    early = plan(desired, seen(DomainState.RUNNING), history, NOW)
    late = plan(desired, seen(DomainState.RUNNING), history, NOW + seconds(1))

    assert (early.actions, early.look_again_at) == ((), NOW + seconds(1))
    assert late.actions == (ActionKind.DESTROY,)


def test_a_guest_is_asked_again_every_five_seconds() -> None:
    desired = wanted(RunStrategy.HALTED)
    first = plan(desired, seen(DomainState.RUNNING), ran(), NOW)

    soon = plan(desired, seen(DomainState.RUNNING), first.history, NOW + seconds(4))
    later = plan(desired, seen(DomainState.RUNNING), first.history, NOW + seconds(5))

    assert first.look_again_at == NOW + seconds(5)
    assert (soon.actions, soon.look_again_at) == ((), NOW + seconds(5))
    assert later.actions == (ActionKind.SHUTDOWN,)
    assert later.history.stop_asked_at == NOW


def test_no_grace_means_at_once() -> None:
    desired = wanted(RunStrategy.HALTED, grace_seconds=0)

    assert plan(desired, seen(DomainState.RUNNING), ran(), NOW).actions == (ActionKind.DESTROY,)


def test_force_stop_cuts_a_stop_short() -> None:
    history = ran(stop_asked_at=NOW - seconds(2), shutdown_sent_at=NOW - seconds(2))
    desired = wanted(RunStrategy.MANUAL, request=asked(PowerVerb.FORCE_STOP))

    assert plan(desired, seen(DomainState.RUNNING), history, NOW).actions == (ActionKind.DESTROY,)


def test_a_stop_once_begun_goes_on_although_a_start_replaced_it() -> None:
    history = ran(stop_asked_at=NOW - seconds(6), shutdown_sent_at=NOW - seconds(6))
    desired = wanted(RunStrategy.MANUAL, request=asked(PowerVerb.START))

    answer = plan(desired, seen(DomainState.RUNNING), history, NOW)

    assert (answer.actions, answer.request_done) == ((ActionKind.SHUTDOWN,), False)


def test_a_requested_stop_that_had_to_be_forced_is_not_rerun() -> None:
    history = ran(stop_asked_at=NOW - seconds(31), strategy_seen=RunStrategy.RERUN_ON_FAILURE)
    desired = wanted(RunStrategy.RERUN_ON_FAILURE, request=asked(PowerVerb.STOP))

    answer = plan(desired, seen(DomainState.SHUTOFF, reason=StopReason.DESTROYED), history, NOW)

    assert (answer.actions, answer.history.phase, answer.request_done) == ((), RunPhase.NONE, True)


def test_a_run_that_began_after_the_restart_request_answers_it() -> None:
    """A worker died between libvirt's start and the database's write."""
    history = ran(domain_id=7, stop_asked_at=NOW - seconds(3))
    desired = wanted(RunStrategy.MANUAL, request=asked(PowerVerb.RESTART))

    answer = plan(desired, seen(DomainState.RUNNING, domain_id=8), history, NOW)

    assert (answer.actions, answer.request_done) == ((), True)
    assert answer.history.stop_asked_at is None


@pytest.mark.parametrize("strategy", [s for s in RunStrategy if s is not RunStrategy.HALTED])
def test_a_running_domain_without_a_known_run_is_adopted(strategy: RunStrategy) -> None:
    desired = wanted(strategy, request=asked(PowerVerb.START))

    answer = plan(desired, seen(DomainState.RUNNING), History(), NOW)

    assert (answer.actions, answer.request_done) == ((), True)
    assert (answer.history.phase, answer.history.started_at) == (RunPhase.RUNNING, NOW)


def test_an_adopted_run_of_once_is_the_one_run() -> None:
    adopted = plan(wanted(RunStrategy.ONCE), seen(DomainState.RUNNING), History(), NOW).history

    answer = plan(wanted(RunStrategy.ONCE), seen(DomainState.SHUTOFF), adopted, NOW + seconds(60))

    assert answer.actions == ()


def test_a_domain_of_somebody_else_is_not_touched() -> None:
    desired = wanted(deleted=True, request=asked(PowerVerb.FORCE_STOP))

    for stranger in ("another-machine", None):
        answer = plan(desired, seen(DomainState.RUNNING, machine_id=stranger), History(), NOW)
        assert (answer.actions, answer.history) == ((), History())


def test_a_start_makes_fresh_run_storage_and_what_is_missing() -> None:
    desired = wanted(run_storage=RUN, machine_storage=KEPT)

    answer = plan(desired, seen(DomainState.SHUTOFF, storage=RUN), History(), NOW)

    assert answer.actions == (
        ActionKind.DELETE_RUN_STORAGE,
        ActionKind.CREATE_STORAGE,
        ActionKind.START,
    )
    assert answer.history.storage_made == KEPT


def test_run_storage_goes_when_the_run_is_over_and_kept_storage_stays() -> None:
    desired = wanted(RunStrategy.MANUAL, run_storage=RUN, machine_storage=KEPT)

    answer = plan(desired, seen(DomainState.SHUTOFF, storage=RUN | KEPT), ran(), NOW)

    assert answer.actions == (ActionKind.DELETE_RUN_STORAGE,)


def test_kept_storage_that_vanished_is_not_replaced_by_a_blank_one() -> None:
    history = ran(RunPhase.NONE, storage_made=KEPT)

    answer = plan(wanted(machine_storage=KEPT), seen(DomainState.SHUTOFF), history, NOW)

    assert answer.actions == ()
    assert answer.look_again_at == NOW + seconds(30)


def test_storage_that_an_edit_added_is_made_at_the_next_start() -> None:
    history = ran(RunPhase.NONE, storage_made=KEPT)
    desired = wanted(machine_storage=KEPT | {"blue_web_more"})

    answer = plan(desired, seen(DomainState.SHUTOFF, storage=KEPT), history, NOW)

    assert answer.actions == (ActionKind.CREATE_STORAGE, ActionKind.START)


def test_an_older_definition_is_replaced_while_the_machine_is_off_only() -> None:
    desired = wanted(RunStrategy.MANUAL, generation=2)

    assert plan(desired, seen(DomainState.SHUTOFF), ran(), NOW).actions == (ActionKind.DEFINE,)
    assert plan(desired, seen(DomainState.RUNNING), ran(), NOW).actions == ()


def test_deletion_stops_the_guest_first_and_then_leaves_nothing() -> None:
    desired = wanted(deleted=True, run_storage=RUN)

    running = plan(desired, seen(DomainState.RUNNING, storage=RUN), ran(), NOW)
    off = plan(desired, seen(DomainState.SHUTOFF, storage=RUN | {"blue_web_old"}), ran(), NOW)
    gone = plan(desired, seen(DomainState.ABSENT), ran(), NOW)

    assert running.actions == (ActionKind.SHUTDOWN,)
    assert off.actions == (
        ActionKind.UNDEFINE,
        ActionKind.DELETE_ALL_STORAGE,
        ActionKind.FORGET_MACHINE,
    )
    assert gone.actions == (ActionKind.FORGET_MACHINE,)


def test_short_runs_are_counted_and_the_next_start_waits() -> None:
    history = ran(RunPhase.STARTING, started_at=NOW - seconds(3), failures=1)

    answer = plan(wanted(), seen(DomainState.SHUTOFF, reason=StopReason.CRASHED), history, NOW)

    assert (answer.actions, answer.look_again_at) == ((), NOW + seconds(40))
    assert (answer.history.failures, answer.history.retry_at) == (2, NOW + seconds(40))


def test_the_wait_ends_and_the_count_stays_until_a_run_lasts() -> None:
    waiting = ran(RunPhase.FAILED, failures=2, retry_at=NOW)

    started = plan(wanted(), seen(DomainState.SHUTOFF), waiting, NOW)
    young = plan(wanted(), seen(DomainState.RUNNING), started.history, NOW + seconds(9))
    old = plan(wanted(), seen(DomainState.RUNNING), young.history, NOW + seconds(10))

    assert started.actions == (ActionKind.START,)
    assert (young.history.failures, young.look_again_at) == (2, NOW + seconds(10))
    assert old.history.failures == 0


@pytest.mark.parametrize("verb", [PowerVerb.START, PowerVerb.RESTART])
def test_a_person_does_not_have_to_wait_for_the_back_off(verb: PowerVerb) -> None:
    waiting = ran(RunPhase.FAILED, failures=3, retry_at=NOW + seconds(90))

    answer = plan(wanted(request=asked(verb)), seen(DomainState.SHUTOFF), waiting, NOW)

    assert (answer.actions, answer.history.failures) == ((ActionKind.START,), 0)


def test_once_ignores_the_back_off() -> None:
    waiting = ran(RunPhase.FAILED, failures=3, retry_at=NOW + seconds(90))

    answer = plan(wanted(RunStrategy.ONCE), seen(DomainState.SHUTOFF), waiting, NOW)

    assert answer.actions == (ActionKind.START,)


@pytest.mark.parametrize("strategy", [RunStrategy.HALTED, RunStrategy.MANUAL])
def test_strategies_that_never_start_by_themselves_forget_failures(strategy: RunStrategy) -> None:
    waiting = ran(RunPhase.FAILED, failures=3, retry_at=NOW + seconds(90))

    assert plan(wanted(strategy), seen(DomainState.SHUTOFF), waiting, NOW).history.failures == 0


def test_a_run_that_lasted_clears_the_count_when_it_ends() -> None:
    history = replace(ran(), failures=2)

    answer = plan(wanted(), seen(DomainState.SHUTOFF, reason=StopReason.CRASHED), history, NOW)

    assert (answer.actions, answer.history.failures) == ((ActionKind.START,), 0)
