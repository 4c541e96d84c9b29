"""Kubernetes conditions of a machine: KubeVirt's types and reasons, messages in plain sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from . import situation
from .desired import Condition, Desired, History, WaitKind
from .observation import DomainState, Observation

_FOREIGN: Final = (
    "A domain with this machine's UUID is on the host, but it is not this machine's. "
    "An administrator has to remove it before the machine can be managed."
)


def conditions(
    desired: Desired,
    observed: Observation,
    history: History,
    failure: tuple[str, str] | None,
    previous: Sequence[Condition],
    now: datetime,
) -> tuple[Condition, ...]:
    """What is worth knowing beside the status. ``failure`` is (reason, message) of a permanent error.

    A condition keeps its transition time for as long as its status stays the same.
    """
    before = {condition.type: condition for condition in previous}
    return tuple(
        replace(condition, last_transition_time=_since(condition, before.get(condition.type), now))
        for condition in _current(desired, observed, history, failure)
    )


def _since(condition: Condition, before: Condition | None, now: datetime) -> datetime:
    if before is None or before.status != condition.status:
        return now
    return before.last_transition_time or now


def _current(
    desired: Desired, observed: Observation, history: History, failure: tuple[str, str] | None
) -> Iterator[Condition]:
    yield _ready(desired, observed)
    if failure is None and situation.is_foreign(desired, observed):
        failure = ("ForeignDomain", _FOREIGN)
    if failure is not None:
        yield Condition("Failure", "True", *failure)
    if situation.is_foreign(desired, observed):
        return
    if observed.state is DomainState.PAUSED:
        yield Condition("Paused", "True", "Paused", "The guest is paused on its host.")
    if observed.state in situation.ACTIVE and observed.generation != desired.generation:
        yield Condition(
            "RestartRequired", "True", "RestartRequired", "Restart the machine to apply its latest manifest."
        )
    if observed.state is DomainState.UNKNOWN:
        return
    volumes = _waited_for(desired, WaitKind.VOLUME)
    if volumes:
        yield Condition("DataVolumesReady", "False", "NotAllDVsReady", volumes)
    elif desired.machine_storage or (desired.claims and failure is None):
        yield _storage_ready(desired, observed, history)
    images = _waited_for(desired, WaitKind.IMAGE)
    if images:
        yield Condition("ImagesReady", "False", "Pulling", images)


def _waited_for(desired: Desired, kind: WaitKind) -> str:
    return " ".join(wait.message for wait in desired.waits if wait.kind is kind)


def _ready(desired: Desired, observed: Observation) -> Condition:
    if observed.state is DomainState.UNKNOWN:
        return Condition("Ready", "Unknown", "HostUnreachable", "The host does not answer.")
    if situation.is_foreign(desired, observed):
        return Condition("Ready", "Unknown", "ForeignDomain", "The domain on the host is not this machine's.")
    if observed.state is DomainState.RUNNING:
        return Condition("Ready", "True", "GuestRunning", "The guest is running.")
    if observed.state in situation.ACTIVE:
        return Condition("Ready", "False", "GuestNotRunning", "The guest is not running.")
    return Condition("Ready", "False", "VMINotExists", "The machine is off.")


def _storage_ready(desired: Desired, observed: Observation, history: History) -> Condition:
    missing = situation.lost_storage(desired, observed)
    if not missing:
        return Condition("DataVolumesReady", "True", "AllDVsReady", "All storage of the machine is in place.")
    names = ", ".join(sorted(missing))
    if situation.vanished_storage(desired, observed, history):
        message = f"Storage that held data is missing in the host's pool: {names}. Restore it from a backup."
    else:
        message = f"Storage is still to be made: {names}."
    return Condition("DataVolumesReady", "False", "NotAllDVsReady", message)
