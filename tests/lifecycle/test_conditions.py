"""What is said beside the status, and since when."""

from dataclasses import replace

import pytest

from vms.lifecycle import (
    Condition,
    Desired,
    DomainState,
    History,
    Observation,
    Wait,
    WaitKind,
    conditions,
)

from .builders import NOW, ran, seconds, seen, wanted

KEPT = frozenset({"blue_web_data"})


def said(
    desired: Desired,
    observed: Observation,
    history: History | None = None,
    failure: tuple[str, str] | None = None,
) -> dict[str, Condition]:
    known = conditions(desired, observed, history or History(), failure, (), NOW)
    assert len({condition.type for condition in known}) == len(known)
    return {condition.type: condition for condition in known}


@pytest.mark.parametrize(
    ("state", "status", "reason"),
    [
        (DomainState.RUNNING, "True", "GuestRunning"),
        (DomainState.PAUSED, "False", "GuestNotRunning"),
        (DomainState.SHUTOFF, "False", "VMINotExists"),
        (DomainState.ABSENT, "False", "VMINotExists"),
        (DomainState.UNKNOWN, "Unknown", "HostUnreachable"),
    ],
)
def test_ready_says_whether_the_guest_runs(state: DomainState, status: str, reason: str) -> None:
    ready = said(wanted(), seen(state))["Ready"]

    assert (ready.status, ready.reason) == (status, reason)


def test_a_healthy_machine_has_nothing_but_ready() -> None:
    assert set(said(wanted(), seen(DomainState.RUNNING))) == {"Ready"}


def test_a_failure_carries_its_reason_and_sentence() -> None:
    failure = said(wanted(), seen(DomainState.SHUTOFF), failure=("CompileError", "Pick another."))["Failure"]

    assert (failure.status, failure.reason, failure.message) == ("True", "CompileError", "Pick another.")


def test_a_running_domain_of_an_older_generation_wants_a_restart() -> None:
    desired = wanted(generation=2)

    assert "RestartRequired" in said(desired, seen(DomainState.RUNNING))
    assert "RestartRequired" not in said(desired, seen(DomainState.SHUTOFF))


def test_paused_is_said() -> None:
    assert said(wanted(), seen(DomainState.PAUSED))["Paused"].status == "True"


def test_a_foreign_domain_is_a_failure_and_leaves_readiness_unknown() -> None:
    known = said(wanted(), seen(DomainState.RUNNING, machine_id=None))

    assert (known["Ready"].status, known["Failure"].reason) == ("Unknown", "ForeignDomain")


def test_kept_storage_is_named_while_it_is_missing() -> None:
    desired = wanted(machine_storage=KEPT)

    ready = said(desired, seen(DomainState.SHUTOFF, storage=KEPT))["DataVolumesReady"]
    coming = said(desired, seen(DomainState.ABSENT))["DataVolumesReady"]
    lost = said(desired, seen(DomainState.SHUTOFF), ran(storage_made=KEPT))["DataVolumesReady"]

    assert ready.status == "True"
    assert coming.message == "Storage is still to be made: blue_web_data."
    assert lost.message.startswith("Storage that held data is missing")


def test_the_transition_time_moves_only_with_the_status() -> None:
    first = conditions(wanted(), seen(DomainState.ABSENT), History(), None, (), NOW)

    same = conditions(wanted(), seen(DomainState.SHUTOFF), History(), None, first, NOW + seconds(5))
    other = conditions(wanted(), seen(DomainState.RUNNING), History(), None, same, NOW + seconds(9))

    assert same == (replace(first[0], last_transition_time=NOW),)
    assert other[0].last_transition_time == NOW + seconds(9)


@pytest.mark.parametrize(
    ("kind", "type", "reason"),
    [
        (WaitKind.VOLUME, "DataVolumesReady", "NotAllDVsReady"),
        (WaitKind.IMAGE, "ImagesReady", "Pulling"),
    ],
)
def test_what_a_start_waits_for_is_a_condition(kind: WaitKind, type: str, reason: str) -> None:
    desired = wanted(waits=(Wait(kind, "It is half here."),))

    found = said(desired, seen(DomainState.SHUTOFF))[type]

    assert (found.status, found.reason, found.message) == ("False", reason, "It is half here.")


def test_claims_that_are_all_there_are_said_to_be() -> None:
    found = said(wanted(claims=KEPT), seen(DomainState.SHUTOFF))["DataVolumesReady"]

    assert found.status == "True"
