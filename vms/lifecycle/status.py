"""KubeVirt's ``printableStatus``: an ordered table, the first row that matches is the word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from . import situation
from .desired import Desired, History, WaitKind
from .observation import DomainState, Observation

_OFF = frozenset({DomainState.ABSENT, DomainState.SHUTOFF, DomainState.CRASHED})


@dataclass(frozen=True, slots=True)
class _Seen:
    desired: Desired
    observed: Observation
    history: History
    failed: bool

    @property
    def ours(self) -> bool:
        return not situation.is_foreign(self.desired, self.observed)

    @property
    def off(self) -> bool:
        return self.observed.state in _OFF and self.ours

    @property
    def starts(self) -> bool:
        """Off, wanted on, and nothing permanent in the way."""
        return self.off and not self.failed and situation.wants_start(self.desired, self.history)


def _is_stopping(seen: _Seen) -> bool:
    if not seen.ours or seen.observed.state not in situation.ACTIVE:
        return False
    going = seen.observed.state is DomainState.SHUTTING_DOWN
    return going or situation.wants_stop(seen.desired, seen.history)


def _waits_for_storage(seen: _Seen) -> bool:
    vanished = situation.vanished_storage(seen.desired, seen.observed, seen.history)
    return seen.starts and bool(vanished)


def _waits_for_volumes(seen: _Seen) -> bool:
    """As in KubeVirt, also while the machine is not to run."""
    waits = any(wait.kind is WaitKind.VOLUME for wait in seen.desired.waits)
    return seen.off and not seen.failed and waits


_TABLE: Final[tuple[tuple[str, Callable[[_Seen], bool]], ...]] = (
    ("Terminating", lambda seen: seen.desired.deleted),
    ("Stopping", _is_stopping),
    ("Paused", lambda seen: seen.ours and seen.observed.state is DomainState.PAUSED),
    ("Running", lambda seen: seen.ours and seen.observed.state is DomainState.RUNNING),
    ("Provisioning", lambda seen: seen.observed.state is DomainState.ABSENT and not seen.failed),
    ("Provisioning", _waits_for_volumes),
    ("WaitingForVolumeBinding", _waits_for_storage),
    ("CrashLoopBackOff", lambda seen: seen.starts and situation.backs_off(seen.desired, seen.history)),
    ("Starting", lambda seen: seen.starts),
    ("Stopped", lambda seen: seen.off),
    ("Unknown", lambda seen: True),  # the host does not answer, or the domain is not ours
)


def printable_status(
    desired: Desired, observed: Observation, history: History, *, failed: bool = False
) -> str:
    """The one word for lists: of KubeVirt's eleven all but ``Migrating``, since no machine is moved here.

    ``failed`` says that the last attempt met a permanent error: the machine is then Stopped until somebody
    acts, and its Failure condition says why.
    """
    seen = _Seen(desired, observed, history, failed)
    return next(status for status, matches in _TABLE if matches(seen))
