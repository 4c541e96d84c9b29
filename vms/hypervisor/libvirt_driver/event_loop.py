"""libvirt's default event loop in one daemon thread per process.

Events, keepalive and non-blocking streams are all dead without it, and it must be registered before the
first connection is opened.
"""

import os
import threading
from typing import Any

import libvirt

_lock = threading.Lock()
_started_by: int | None = None  # a process id: threads do not survive a fork, this variable does


def ensure_running() -> None:
    """Start the loop once. A process that was forked off one with a running loop cannot have its own:
    GLib's main context stays owned by the parent's thread, so such a child would hang; it is told so."""
    global _started_by
    with _lock:
        if _started_by == os.getpid():
            return
        if _started_by is not None:
            raise RuntimeError("This process was forked after libvirt was used: fork first, connect later.")
        libvirt.registerErrorHandler(_keep_quiet, None)
        libvirt.virEventRegisterDefaultImpl()
        threading.Thread(target=_run, name="libvirt-events", daemon=True).start()
        _started_by = os.getpid()


def _run() -> None:
    while True:
        libvirt.virEventRunDefaultImpl()


def _keep_quiet(_context: Any, _error: Any) -> None:
    """libvirt prints every error to stderr unless somebody takes it; ours travel as exceptions."""
