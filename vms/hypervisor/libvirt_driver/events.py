"""Lifecycle events, pushed by libvirt over a connection that serves nothing else."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import libvirt

from vms.hypervisor.libvirt_driver.border import border
from vms.hypervisor.libvirt_driver.connection import label, open_connection

_WHY = {
    libvirt.VIR_CONNECT_CLOSE_REASON_ERROR: "the connection broke",
    libvirt.VIR_CONNECT_CLOSE_REASON_EOF: "the host closed the connection",
    libvirt.VIR_CONNECT_CLOSE_REASON_KEEPALIVE: "the host stopped answering",
}


class LibvirtWatcher:
    """Both callbacks run on libvirt's own thread: they hand on at once and never call a hypervisor.

    Domains that stop while a daemon is down produce no event, so after each start all are observed anew.
    """

    def __init__(self, uri: str) -> None:
        self._uri, self._host = uri, label(uri)
        self._lock = threading.Lock()
        self._connection: libvirt.virConnect | None = None
        self._registration: int | None = None

    def start(self, on_event: Callable[[UUID], None], on_lost: Callable[[str], None]) -> None:
        """Raises ``HypervisorUnavailable``."""

        def changed(_connection: Any, domain: libvirt.virDomain, *_details: Any) -> None:
            on_event(UUID(domain.UUIDString()))

        def lost(_connection: Any, reason: int, _opaque: Any) -> None:
            if self._forget() is not None:
                on_lost(_WHY.get(reason, "the connection ended"))

        connection = open_connection(self._uri)
        with self._lock:
            self._connection = connection
        with border(self._host):
            connection.registerCloseCallback(lost, None)
            self._registration = connection.domainEventRegisterAny(
                None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, changed, None
            )

    def close(self) -> None:
        """After this neither callback is called again, save one that is under way."""
        connection = self._forget()
        if connection is None:
            return
        with border(self._host):
            connection.unregisterCloseCallback()
            if self._registration is not None and connection.isAlive():
                connection.domainEventDeregisterAny(self._registration)
            connection.close()

    def _forget(self) -> libvirt.virConnect | None:
        """Whoever gets the connection here ends the watch: the close callback, or ``close``, once."""
        with self._lock:
            connection, self._connection = self._connection, None
        return connection
