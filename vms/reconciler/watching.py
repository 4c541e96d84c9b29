"""One watcher per host: its events ring for machines, its silence makes them Unknown."""

import logging
import threading
from contextlib import closing
from queue import Empty, SimpleQueue
from typing import Final
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connections

from vms import dispatch
from vms.errors import PortalError
from vms.hypervisor import open_hypervisor, open_watcher
from vms.models import Host, VirtualMachine

from .liveness import host_lost, host_ready, host_seen

_SEEN_SECONDS: Final = 10.0  # how often a quiet host's row is touched
_REFRESH_SECONDS: Final = 5.0  # how often new and removed hosts are noticed
_LONGEST_PAUSE_SECONDS: Final = 30.0

logger = logging.getLogger(__name__)


class HostWatch:
    """Watches one host from a thread of its own, over lost connections, until it is stopped.

    libvirt's callbacks only fill the inbox; the database is this thread's alone.
    """

    def __init__(self, host_id: int) -> None:
        self.host_id = host_id
        self._stopped = threading.Event()
        self._inbox: SimpleQueue[UUID | str | None] = SimpleQueue()  # an event, why it was lost, or wake up
        self._failures = 0

    def stop(self) -> None:
        """Ask it to end; safe from any thread."""
        self._stopped.set()
        self._inbox.put(None)

    def run(self) -> None:
        """Watch until stopped, or until the host is no longer registered."""
        try:
            while not self._stopped.is_set() and self._session():
                self._stopped.wait(min(2.0**self._failures, _LONGEST_PAUSE_SECONDS))
        finally:
            connections.close_all()

    def _session(self) -> bool:
        """One connection from its beginning to its end. ``False``: the host is gone from the portal."""
        close_old_connections()
        try:
            host = Host.objects.get(pk=self.host_id)
            reason = self._watch(host)
        except Host.DoesNotExist:
            return False
        except PortalError as error:
            reason = str(error)
        except DatabaseError:
            logger.exception("host %s: the database does not answer", self.host_id)
            self._failures += 1
            return True
        if not self._stopped.is_set():
            self._failures += 1
            logger.warning("host %s: %s", host.name, reason)
            self._lose(reason)
        return True

    def _watch(self, host: Host) -> str:
        """Serve events until the connection ends; answer why it did."""
        self._inbox = SimpleQueue()
        watcher = open_watcher(host.uri)
        try:
            # Listening begins before the look around, so that nothing falls in between.
            watcher.start(self._inbox.put, self._inbox.put)
            with closing(open_hypervisor(host.uri)) as hypervisor:
                host_ready(host, hypervisor.facts(emulation=host.emulation))
            self._failures = 0
            return self._serve(host)
        finally:
            watcher.close()

    def _serve(self, host: Host) -> str:
        while not self._stopped.is_set():
            try:
                item = self._inbox.get(timeout=_SEEN_SECONDS)
            except Empty:
                item = None
            close_old_connections()
            if isinstance(item, str):
                return item or "The connection ended."
            if isinstance(item, UUID):
                _ring(host, item)
            host_seen(host)
        return "The watcher was stopped."

    def _lose(self, reason: str) -> None:
        try:
            host_lost(self.host_id, reason)
        except DatabaseError:
            logger.exception("host %s: its loss could not be written down", self.host_id)


def watch(stopped: threading.Event) -> None:
    """Watch all registered hosts until stopped; hosts may come and go meanwhile."""
    watches: dict[int, tuple[HostWatch, threading.Thread]] = {}
    try:
        while not stopped.is_set():
            close_old_connections()
            try:
                _follow(watches, set(Host.objects.values_list("pk", flat=True)))
            except DatabaseError:
                logger.exception("the list of hosts cannot be read")
            stopped.wait(_REFRESH_SECONDS)
    finally:
        _follow(watches, set())
        connections.close_all()


def _follow(watches: dict[int, tuple[HostWatch, threading.Thread]], host_ids: set[int]) -> None:
    """Begin what is missing, end what is no longer wanted."""
    for host_id in watches.keys() - host_ids:
        watches[host_id][0].stop()
    for host_id in watches.keys() - host_ids:
        watches.pop(host_id)[1].join()
    for host_id in host_ids - watches.keys():
        host_watch = HostWatch(host_id)
        thread = threading.Thread(target=host_watch.run, name=f"watch-{host_id}", daemon=True)
        watches[host_id] = (host_watch, thread)
        thread.start()


def _ring(host: Host, domain_uuid: UUID) -> None:
    found = (
        VirtualMachine.objects.filter(host=host, domain_uuid=domain_uuid).values_list("pk", flat=True).first()
    )
    if found is not None:
        dispatch.reconcile_soon(found)
