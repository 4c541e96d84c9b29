"""``manage.py watch_hosts``: follow the events of every host until SIGTERM."""

import signal
import threading
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from vms import reconciler

_STOP_SIGNALS: Final = frozenset({signal.SIGTERM, signal.SIGINT})


class Command(BaseCommand):
    help = "Follow the events of every registered host, until it is told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        # Blocked before any thread begins, so that the signal waits for this one to take it.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
        stopped = threading.Event()
        watching = threading.Thread(target=reconciler.watch, args=(stopped,), name="watch")
        watching.start()
        while watching.is_alive() and signal.sigtimedwait(_STOP_SIGNALS, 1) is None:
            pass
        if not watching.is_alive():
            raise CommandError("Watching ended by itself; the log says why.")
        stopped.set()
        watching.join()
