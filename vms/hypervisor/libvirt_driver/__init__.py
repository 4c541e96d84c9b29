"""The driver for libvirt, and the only code that imports it.

In: URIs and plain values. Out: plain values; every ``libvirtError`` leaves as one of ``hypervisor.errors``.
Works with ``qemu`` in system and session mode, local or remote, and with libvirt's ``test`` driver.
"""

from vms.hypervisor.libvirt_driver.events import LibvirtWatcher
from vms.hypervisor.libvirt_driver.hypervisor import LibvirtHypervisor

__all__ = ["LibvirtHypervisor", "LibvirtWatcher"]
