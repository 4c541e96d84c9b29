"""A Celery worker that is killed at the worst moment: libvirt has started the domain, and nothing of it is
written down yet. Run as ``celery -A tests.journey.sabotage worker``.
"""

import os
import signal
from importlib import import_module

import django

from portal.celery import app

__all__ = ["app"]

django.setup()  # the worker would do so, yet later than the rooms below are needed

apply = import_module("vms.reconciler.apply")
START = import_module("vms.lifecycle").ActionKind.START


def _start_and_die(sight: object, hypervisor: object) -> None:
    healthy(sight, hypervisor)
    os.kill(os.getpid(), signal.SIGKILL)


healthy = apply._ACTIONS[START]
setattr(apply, "_ACTIONS", {**apply._ACTIONS, START: _start_and_die})  # noqa: B010  it is Final
