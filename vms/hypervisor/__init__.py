"""Hosts: observe and change domains, their storage volumes, their consoles.

In: a libvirt URI, domain XML, storage volumes as the compiler names them. Out: observations, host facts,
byte streams, lifecycle events. Knows no manifest, no database and no policy; whoever calls it has already
decided. Everything here blocks, so nothing here is called from an HTTP request.
"""

from vms.hypervisor.connect import open_hypervisor, open_watcher
from vms.hypervisor.errors import DomainNotFound, HypervisorRefused, HypervisorUnavailable, StorageFull
from vms.hypervisor.port import ConsoleStream, Hypervisor, StoredVolume, Watcher

__all__ = [
    "ConsoleStream",
    "DomainNotFound",
    "Hypervisor",
    "HypervisorRefused",
    "HypervisorUnavailable",
    "StorageFull",
    "StoredVolume",
    "Watcher",
    "open_hypervisor",
    "open_watcher",
]
