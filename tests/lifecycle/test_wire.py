"""What the database keeps comes back as it was, and stays readable."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vms.lifecycle import (
    Condition,
    History,
    PowerRequest,
    PowerVerb,
    RunPhase,
    back_off,
    condition_from_json,
    condition_to_json,
    history_from_json,
    history_to_json,
    request_from_json,
    request_to_json,
)
from vms.manifest import RunStrategy

from .builders import NOW, seconds

moments = st.none() | st.integers(0, 10**6).map(lambda after: NOW + seconds(after / 7))


@settings(deadline=None)
@given(
    st.builds(
        History,
        phase=st.sampled_from(RunPhase),
        started_at=moments,
        domain_id=st.none() | st.integers(0, 99),
        stop_asked_at=moments,
        shutdown_sent_at=moments,
        failures=st.integers(0, 9),
        retry_at=moments,
        strategy_seen=st.none() | st.sampled_from(RunStrategy),
        storage_made=st.frozensets(st.text(max_size=5), max_size=3),
    )
)
def test_a_history_survives_json(history: History) -> None:
    assert history_from_json(json.loads(json.dumps(history_to_json(history)))) == history


def test_an_empty_history_is_an_empty_object() -> None:
    assert history_to_json(History()) == {}


@pytest.mark.parametrize("verb", list(PowerVerb))
def test_a_request_survives_json(verb: PowerVerb) -> None:
    request = PowerRequest(verb, NOW)

    assert request_from_json(json.loads(json.dumps(request_to_json(request)))) == request


@pytest.mark.parametrize("moment", [NOW, None])
def test_a_condition_survives_json_in_kubernetes_spelling(moment: object) -> None:
    condition = Condition("Failure", "True", "CompileError", "Pick another.", moment)  # type: ignore[arg-type]  # parametrised

    data = condition_to_json(condition)

    assert condition_from_json(json.loads(json.dumps(data))) == condition
    assert ("lastTransitionTime" in data) is (moment is not None)


@pytest.mark.parametrize(
    ("failures", "wait"), [(1, 10), (2, 40), (3, 90), (4, 160), (5, 250), (6, 300), (60, 300)]
)
def test_the_back_off_grows_with_the_square_and_stops_at_five_minutes(failures: int, wait: int) -> None:
    assert back_off(failures) == seconds(wait)
