"""Property: applied and asked again, every plan comes to rest, and at the right place."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from vms.lifecycle import (
    ActionKind,
    Desired,
    DomainState,
    History,
    Observation,
    PowerVerb,
    RunPhase,
    StopReason,
    plan,
)
from vms.manifest import RunStrategy

from .builders import MACHINE_ID, NOW, asked, seconds

RUN, KEPT = frozenset({"blue_web_root"}), frozenset({"blue_web_data"})
LIVE = {DomainState.RUNNING, DomainState.PAUSED, DomainState.SHUTTING_DOWN}
moments = st.none() | st.integers(-400, 0).map(lambda ago: NOW + seconds(ago))


@dataclass
class Model:
    """A host with one domain on it. ``obeys``: whether the guest reacts to a shutdown."""

    observed: Observation
    obeys: bool
    starts: int = 0
    forgotten: bool = False
    done: list[ActionKind] = field(default_factory=list)

    def apply(self, action: ActionKind, desired: Desired) -> None:
        self.done.append(action)
        if action is ActionKind.FORGET_MACHINE:
            left = (self.observed.state, self.observed.storage)
            assert left == (DomainState.ABSENT, frozenset()), "something was left behind"
            self.forgotten = True
            return
        self.observed = self._store(action, desired) or self._change(action, desired)

    def _store(self, action: ActionKind, desired: Desired) -> Observation | None:
        seen, wanted = self.observed, desired.run_storage | desired.machine_storage
        match action:
            case ActionKind.CREATE_STORAGE:
                return replace(seen, storage=seen.storage | wanted)
            case ActionKind.DELETE_RUN_STORAGE:
                return replace(seen, storage=seen.storage - desired.run_storage)
            case ActionKind.DELETE_ALL_STORAGE:
                return replace(seen, storage=frozenset())
        return None

    def _change(self, action: ActionKind, desired: Desired) -> Observation:
        seen = self.observed
        match action:
            case ActionKind.DEFINE:
                state = DomainState.SHUTOFF if seen.state is DomainState.ABSENT else seen.state
                return replace(seen, state=state, generation=desired.generation, machine_id=MACHINE_ID)
            case ActionKind.START:
                assert seen.state is DomainState.SHUTOFF, "started twice"
                assert desired.run_storage | desired.machine_storage <= seen.storage, (
                    "started without storage"
                )
                self.starts += 1
                return replace(seen, state=DomainState.RUNNING, domain_id=100 + self.starts)
            case ActionKind.SHUTDOWN if not self.obeys:
                return seen
            case ActionKind.SHUTDOWN | ActionKind.DESTROY:
                own = action is ActionKind.SHUTDOWN
                reason = StopReason.SHUTDOWN if own else StopReason.DESTROYED
                return replace(seen, state=DomainState.SHUTOFF, reason=reason, domain_id=None)
            case _:
                assert (action, seen.state) == (ActionKind.UNDEFINE, DomainState.SHUTOFF)
                return Observation(DomainState.ABSENT, storage=seen.storage)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Desired, Observation, History]:
    desired = Desired(
        run_strategy=draw(st.sampled_from(RunStrategy)),
        generation=draw(st.integers(1, 2)),
        grace_seconds=draw(st.sampled_from([0, 7, 30])),
        deleted=draw(st.booleans()),
        request=draw(st.none() | st.sampled_from(PowerVerb).map(asked)),
        run_storage=RUN,
        machine_storage=KEPT,
        machine_id=MACHINE_ID,
    )
    state = draw(st.sampled_from([known for known in DomainState if known is not DomainState.UNKNOWN]))
    absent = state is DomainState.ABSENT
    observed = Observation(
        state,
        reason=draw(st.sampled_from(StopReason)),
        domain_id=draw(st.none() | st.integers(1, 3)) if state in LIVE else None,
        generation=None if absent else 1,
        machine_id=None if absent else MACHINE_ID,
        storage=draw(st.frozensets(st.sampled_from(sorted(RUN | KEPT))))
        | (KEPT if state in LIVE else frozenset()),
    )
    history = History(
        phase=draw(st.sampled_from(RunPhase)),
        started_at=draw(moments),
        domain_id=draw(st.none() | st.integers(1, 3)),
        stop_asked_at=draw(moments),
        shutdown_sent_at=draw(moments),
        failures=draw(st.integers(0, 7)),
        retry_at=draw(moments),
        strategy_seen=draw(st.none() | st.sampled_from(RunStrategy)),
        storage_made=draw(st.sampled_from([frozenset(), KEPT])),
    )
    return desired, observed, history


def come_to_rest(desired: Desired, model: Model, history: History) -> tuple[Desired, History, datetime]:
    """Run the loop, letting time pass where the plan asks for it."""
    now = NOW
    for _ in range(80):
        answer = plan(desired, model.observed, history, now)
        for action in answer.actions:
            model.apply(action, desired)
        if model.forgotten:
            return desired, history, now
        history = answer.history
        if answer.request_done:
            desired = replace(desired, request=None)
        if answer.actions or answer.request_done:
            continue
        waits_for_storage = KEPT - model.observed.storage and history.storage_made >= KEPT
        if answer.look_again_at is None or waits_for_storage:
            return desired, history, now
        assert answer.look_again_at > now, "time would stand still"
        now = answer.look_again_at
    raise AssertionError(f"no rest after {model.done}")


@settings(deadline=None)
@given(situations(), st.booleans())
def test_every_history_comes_to_rest(case: tuple[Desired, Observation, History], obeys: bool) -> None:
    desired, observed, history = case
    model = Model(observed, obeys)

    rested, history, now = come_to_rest(desired, model, history)

    assert model.forgotten == desired.deleted
    assert model.starts <= 1
    if not model.forgotten:
        again = plan(rested, model.observed, history, now)
        assert (again.actions, again.history) == ((), history)


@settings(deadline=None)
@given(situations(), st.booleans())
def test_at_rest_the_strategy_is_obeyed(case: tuple[Desired, Observation, History], obeys: bool) -> None:
    desired, observed, history = case
    desired = replace(desired, deleted=False)
    model = Model(observed, obeys)

    come_to_rest(desired, model, history)

    alive = model.observed.state in LIVE
    if desired.run_strategy is RunStrategy.HALTED:
        assert not alive
    waits_for_storage = not model.observed.storage >= KEPT
    if desired.run_strategy is RunStrategy.ALWAYS and desired.request is None:
        assert alive or waits_for_storage
    if not alive:
        assert not model.observed.storage & RUN
