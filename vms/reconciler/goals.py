"""When an operation is over: what each verb was after, and what it means to end elsewhere."""

from dataclasses import dataclass
from typing import Final

from vms.lifecycle import History, RunPhase

_ALIVE: Final = frozenset({"Running", "Paused"})
_AT_REST: Final = _ALIVE | {"Stopped", "CrashLoopBackOff", "WaitingForVolumeBinding"}
_STOPS: Final = frozenset({"stop", "force_stop"})


@dataclass(frozen=True, slots=True)
class End:
    """``error`` is empty for success."""

    error: str = ""


def end(verb: str, status: str, history: History, failure: tuple[str, str] | None) -> End | None:
    """How an operation ends on a machine that has come to rest, or ``None`` while it goes on."""
    if verb == "delete":
        return None  # ends with the machine
    if verb in _STOPS:
        return End() if status == "Stopped" else None
    if failure is not None:
        return End(failure[1])
    if status not in _AT_REST:
        return None
    return End() if verb == "update" else _end_of_start(verb, status, history)


def _end_of_start(verb: str, status: str, history: History) -> End | None:
    if status in _ALIVE:
        return End()
    if status == "CrashLoopBackOff":
        return End("The guest stopped right after its start. The portal tries again by itself after a pause.")
    if status == "WaitingForVolumeBinding":
        return End("Storage that held data is missing on the host. The conditions name it.")
    if history.phase in {RunPhase.SUCCEEDED, RunPhase.FAILED}:
        return End("The guest was started, but it stopped again. Its serial console may say why.")
    return End() if verb == "launch" else End("The machine stayed off: its run strategy does not let it run.")
