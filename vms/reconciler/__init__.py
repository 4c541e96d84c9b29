"""The loop: observe, plan, apply, record, one machine or volume at a time under a lease.

In comes the id of a machine or a volume, or nothing but the time; out go host actions, its status and the
steps of its operation. A message only says where to look: losing one costs latency, never truth. The room
decides nothing itself that ``lifecycle`` can decide, and it must not know requests, pages or consoles.
"""

from .claims import fill
from .errors import LeaseLost, Unschedulable
from .images import bring, clear_discarded
from .reconcile import reconcile
from .sweep import sweep
from .watching import HostWatch, watch

__all__ = [
    "HostWatch",
    "LeaseLost",
    "Unschedulable",
    "bring",
    "clear_discarded",
    "fill",
    "reconcile",
    "sweep",
    "watch",
]
