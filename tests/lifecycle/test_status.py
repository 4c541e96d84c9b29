"""The status table, row by row, and that it has an answer for everything."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vms.manifest
from vms.lifecycle import (
    Desired,
    DomainState,
    History,
    Observation,
    PowerVerb,
    RunPhase,
    Wait,
    WaitKind,
    printable_status,
)
from vms.manifest import RunStrategy

from .builders import NOW, asked, ran, seconds, seen, wanted

KEPT = frozenset({"blue_web_data"})
VOLUME, IMAGE = Wait(WaitKind.VOLUME, "It comes."), Wait(WaitKind.IMAGE, "It comes.")
MANUAL, HALTED = RunStrategy.MANUAL, RunStrategy.HALTED


def statuses_of_the_schema() -> list[str]:
    folder = Path(vms.manifest.__file__).parent
    schema = json.loads((folder / "schemas" / "virtualmachine.json").read_text())
    words: list[str] = schema["$defs"]["VirtualMachineStatus"]["properties"]["printableStatus"]["enum"]
    return words


@pytest.mark.parametrize(
    ("status", "desired", "observed", "history"),
    [
        ("Terminating", wanted(deleted=True), seen(DomainState.RUNNING), ran()),
        ("Terminating", wanted(deleted=True), seen(DomainState.UNKNOWN), ran()),
        ("Stopping", wanted(HALTED), seen(DomainState.RUNNING), ran()),
        ("Stopping", wanted(MANUAL, request=asked(PowerVerb.STOP)), seen(DomainState.PAUSED), ran()),
        ("Stopping", wanted(MANUAL), seen(DomainState.RUNNING), ran(stop_asked_at=NOW)),
        ("Stopping", wanted(), seen(DomainState.SHUTTING_DOWN), ran()),
        ("Paused", wanted(), seen(DomainState.PAUSED), ran()),
        ("Running", wanted(), seen(DomainState.RUNNING), ran()),
        ("Running", wanted(), seen(DomainState.RUNNING), ran(RunPhase.STARTING, failures=2)),
        ("Provisioning", wanted(), seen(DomainState.ABSENT), History()),
        ("Provisioning", wanted(HALTED), seen(DomainState.ABSENT), History()),
        (
            "WaitingForVolumeBinding",
            wanted(machine_storage=KEPT),
            seen(DomainState.SHUTOFF),
            ran(storage_made=KEPT),
        ),
        ("CrashLoopBackOff", wanted(), seen(DomainState.SHUTOFF), ran(RunPhase.FAILED, failures=1)),
        ("Starting", wanted(), seen(DomainState.SHUTOFF), History()),
        ("Starting", wanted(MANUAL, request=asked(PowerVerb.START)), seen(DomainState.SHUTOFF), History()),
        ("Provisioning", wanted(waits=(VOLUME,)), seen(DomainState.SHUTOFF), History()),
        ("Provisioning", wanted(HALTED, waits=(VOLUME,)), seen(DomainState.SHUTOFF), History()),
        ("Running", wanted(waits=(VOLUME,)), seen(DomainState.RUNNING), ran()),
        ("Starting", wanted(waits=(IMAGE,)), seen(DomainState.SHUTOFF), History()),
        ("Stopped", wanted(HALTED, waits=(IMAGE,)), seen(DomainState.SHUTOFF), History()),
        ("Stopped", wanted(MANUAL), seen(DomainState.SHUTOFF), ran(RunPhase.SUCCEEDED)),
        ("Stopped", wanted(HALTED), seen(DomainState.SHUTOFF), ran(RunPhase.NONE, failures=3)),
        ("Stopped", wanted(MANUAL), seen(DomainState.CRASHED), ran()),
        ("Unknown", wanted(), seen(DomainState.UNKNOWN), ran()),
        ("Unknown", wanted(), seen(DomainState.UNKNOWN), ran(stop_asked_at=NOW)),
        ("Unknown", wanted(), seen(DomainState.RUNNING, machine_id="another"), ran()),
    ],
)
def test_the_first_row_that_matches_is_the_status(
    status: str, desired: Desired, observed: Observation, history: History
) -> None:
    assert printable_status(desired, observed, history) == status


@pytest.mark.parametrize("state", [DomainState.ABSENT, DomainState.SHUTOFF])
def test_a_machine_that_a_permanent_error_keeps_off_is_stopped(state: DomainState) -> None:
    assert printable_status(wanted(), seen(state), History(), failed=True) == "Stopped"


def test_a_failed_edit_does_not_hide_that_the_machine_runs() -> None:
    assert printable_status(wanted(), seen(DomainState.RUNNING), ran(), failed=True) == "Running"


@settings(deadline=None)
@given(
    strategy=st.sampled_from(RunStrategy),
    verb=st.none() | st.sampled_from(PowerVerb),
    state=st.sampled_from(DomainState),
    phase=st.sampled_from(RunPhase),
    stopping=st.booleans(),
    deleted=st.booleans(),
    failed=st.booleans(),
)
def test_every_situation_has_one_of_the_words_of_the_schema(
    strategy: RunStrategy,
    verb: PowerVerb | None,
    state: DomainState,
    phase: RunPhase,
    stopping: bool,
    deleted: bool,
    failed: bool,
) -> None:
    desired = wanted(strategy, deleted=deleted, request=None if verb is None else asked(verb))
    history = ran(phase, stop_asked_at=NOW - seconds(1) if stopping else None)

    status = printable_status(desired, seen(state), history, failed=failed)

    assert status in statuses_of_the_schema()
