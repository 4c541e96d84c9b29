"""What keeps a machine from being as its manifest wants it, and what a person can do about it."""

from collections.abc import Iterator
from typing import Final

from vms.lifecycle import Condition, condition_from_json
from vms.models import VirtualMachine

from .machine_pages import Trouble

_FAILURES: Final = {
    "AnswersMissing": "It waits for its answer files",
    "CompileError": "Its host cannot run this manifest",
    "ForeignDomain": "Another domain is in its place",
    "HostFactsInvalid": "Its host is not described well enough",
    "HypervisorRefused": "Its host refused",
    "InternalError": "The portal failed",
    "SecretMissing": "It waits for a secret",
    "SecretUnreadable": "A secret of it cannot be opened",
    "ManifestInvalid": "Its manifest has a problem",
    "ImageMissing": "An image of it is not here",
    "VolumeFailed": "A volume of it is not there",
    "Unschedulable": "There is no place for it",
}
_CURED_BY_EDITING: Final = frozenset(
    {"AnswersMissing", "CompileError", "ManifestInvalid", "SecretMissing", "Unschedulable"}
)
_AT_REST: Final = frozenset({"Running", "Stopped"})
_CRASHING: Final = Trouble(
    "error",
    "The guest keeps stopping",
    "It ended by itself soon after each start, so the portal waits longer before every new try. Look at the "
    "serial console while it runs, then correct the manifest or the image. Stop ends the tries.",
)
_AWAY: Final = Trouble(
    "warning",
    "Its host does not answer",
    "What ran there may go on running, and nothing is started elsewhere meanwhile. The portal asks again by "
    "itself; if it stays so, tell a platform admin.",
)
_GOING: Final = Trouble(
    "info",
    "It is being deleted",
    "The guest is switched off, then the machine and its disks are removed. This page tells when it is done.",
)
UNREADABLE: Final = Trouble(
    "error",
    "Its manifest can no longer be read",
    "It breaks a rule that is newer than it. What runs goes on running and can be stopped; edit the manifest "
    "to start or change the machine.",
    is_cured_by_editing=True,
)


def of(machine: VirtualMachine) -> tuple[Trouble, ...]:
    """The worst first; nothing for a machine that is well or merely on its way."""
    found = sorted(_of(machine), key=lambda trouble: ("error", "warning", "info").index(trouble.tone))
    return tuple(found)


def needs_attention(machine: VirtualMachine) -> bool:
    return any(trouble.tone != "info" for trouble in _of(machine))


def is_moving(machine: VirtualMachine) -> bool:
    """Between rest and running, as it should be."""
    return machine.printable_status not in _AT_REST and not needs_attention(machine)


def _of(machine: VirtualMachine) -> Iterator[Trouble]:
    if machine.deletion_requested_at is not None:
        yield _GOING
    if machine.printable_status == "CrashLoopBackOff":
        yield _CRASHING
    for raw in machine.conditions:
        yield from _in_condition(condition_from_json(raw), machine.printable_status)


def _in_condition(condition: Condition, status: str) -> Iterator[Trouble]:
    match condition.type, condition.status:
        case "Failure", "True":
            yield _failure(condition)
        case "Ready", "Unknown" if condition.reason == "HostUnreachable":
            yield _AWAY
        case "Paused", "True":
            yield Trouble(
                "warning", "The guest is paused", f"{condition.message} Restart or stop it to go on."
            )
        case "RestartRequired", "True":
            yield Trouble("warning", "A restart is due", condition.message)
        case "DataVolumesReady", "False" if status == "WaitingForVolumeBinding":
            yield Trouble("error", "Its storage is missing", condition.message)


def _failure(condition: Condition) -> Trouble:
    return Trouble(
        "error",
        _FAILURES.get(condition.reason, "It cannot be carried out"),
        condition.message,
        is_cured_by_editing=condition.reason in _CURED_BY_EDITING,
    )
