"""The loop: observe, plan, apply, record, one machine at a time under a lease.

In comes a machine's id, or nothing but the time; out go host actions, the machine's status and the steps of
its operation. A message only says where to look: losing one costs latency, never truth. The room decides
nothing itself that ``lifecycle`` can decide, and it must not know requests, pages or consoles.
"""

from .errors import LeaseLost, Unschedulable
from .reconcile import reconcile
from .sweep import sweep
from .watching import HostWatch, watch

__all__ = ["HostWatch", "LeaseLost", "Unschedulable", "reconcile", "sweep", "watch"]
