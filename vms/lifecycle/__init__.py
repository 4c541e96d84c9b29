"""What to do with a machine, and what to call its state.

In come what is wanted (``Desired``), what the host shows (``Observation``), what happened before
(``History``) and the time; out come a ``Plan``, a status word and conditions. Every function is total: no
input is an error. The room must not know libvirt, the database or the clock.
"""

from .back_off import SHORT_RUN, back_off
from .conditions import conditions
from .desired import (
    ActionKind,
    Condition,
    Desired,
    History,
    Plan,
    PowerRequest,
    PowerVerb,
    RunPhase,
    Wait,
    WaitKind,
)
from .observation import DomainState, Observation, StopReason
from .plan import ASK_AGAIN, LOOK_AGAIN, plan
from .status import printable_status
from .wire import (
    condition_from_json,
    condition_to_json,
    history_from_json,
    history_to_json,
    request_from_json,
    request_to_json,
)

__all__ = [
    "ASK_AGAIN",
    "LOOK_AGAIN",
    "SHORT_RUN",
    "ActionKind",
    "Condition",
    "Desired",
    "DomainState",
    "History",
    "Observation",
    "Plan",
    "PowerRequest",
    "PowerVerb",
    "RunPhase",
    "StopReason",
    "Wait",
    "WaitKind",
    "back_off",
    "condition_from_json",
    "condition_to_json",
    "conditions",
    "history_from_json",
    "history_to_json",
    "plan",
    "printable_status",
    "request_from_json",
    "request_to_json",
]
