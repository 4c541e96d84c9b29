"""Waiting for a condition with a deadline."""

import threading
import time
from collections.abc import Callable

_pause = threading.Event()


def until(condition: Callable[[], bool], seconds: float, every: float = 0.02) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        _pause.wait(every)
    return True
