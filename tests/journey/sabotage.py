"""A Celery worker that is killed at the worst moment: libvirt has started the domain, and nothing of it is
written down yet. Run as ``celery -A tests.journey.sabotage worker``.
"""

import os
import signal

from portal.celery import app
from vms.hypervisor import Hypervisor
from vms.lifecycle import ActionKind
from vms.reconciler import apply as module
from vms.reconciler.observe import Sight

__all__ = ["app"]


def _start_and_die(sight: Sight, hypervisor: Hypervisor) -> None:
    hypervisor.start(sight.machine.domain_uuid)
    os.kill(os.getpid(), signal.SIGKILL)


setattr(module, "_ACTIONS", {**module._ACTIONS, ActionKind.START: _start_and_die})  # noqa: B010  it is Final
