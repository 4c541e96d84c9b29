"""The one place that chooses a driver for a URI; today every URI is libvirt's."""

from vms.hypervisor.libvirt_driver import LibvirtHypervisor, LibvirtWatcher
from vms.hypervisor.port import Hypervisor, Watcher


def open_hypervisor(uri: str) -> Hypervisor:
    """A host to work with, over this process's one connection to it. Raises ``HypervisorUnavailable``;
    costs a connection (milliseconds on a socket, half a second over SSH) the first time only."""
    return LibvirtHypervisor(uri)


def open_watcher(uri: str) -> Watcher:
    """A watcher with a connection of its own, opened by its ``start``."""
    return LibvirtWatcher(uri)
