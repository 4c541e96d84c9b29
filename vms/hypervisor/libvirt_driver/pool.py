"""The directory pool that all storage volumes of a host lie in."""

from contextlib import suppress
from pathlib import Path

import libvirt
from lxml.etree import Element, SubElement, fromstring, tostring

from vms.hypervisor.errors import HypervisorRefused
from vms.hypervisor.libvirt_driver.border import unless_absent
from vms.hypervisor.libvirt_driver.connection import is_local, is_session, label

POOL = "slipway"
SYSTEM_PATH = "/var/lib/libvirt/slipway"
SESSION_PATH = ".local/share/libvirt/slipway"  # under the home of whose session it is


def find_pool(connection: libvirt.virConnect) -> libvirt.virStoragePool | None:
    """The pool, started, or None before the first volume was made."""
    pool = unless_absent(libvirt.VIR_ERR_NO_STORAGE_POOL, connection.storagePoolLookupByName, POOL)
    if pool is not None and not pool.isActive():
        _start(pool)
    return pool


def find_or_create(connection: libvirt.virConnect) -> libvirt.virStoragePool:
    """An administrator may have put the pool anywhere; where there is none, it is made where libvirt keeps
    its own. Raises ``HypervisorRefused`` for somebody's session on another machine, whose home is unknown."""
    pool = find_pool(connection)
    if pool is not None:
        return pool
    xml = _pool_xml(_default_path(connection))
    try:
        pool = connection.storagePoolDefineXML(xml)
    except libvirt.libvirtError:
        pool = find_pool(connection)  # another worker was faster
        if pool is None:
            raise
        return pool
    try:
        pool.build()
        _start(pool)
    except libvirt.libvirtError:
        with suppress(libvirt.libvirtError):
            pool.undefine()  # or the next attempt would find a pool that cannot work
        raise
    pool.setAutostart(1)
    return pool


def path_of(pool: libvirt.virStoragePool) -> str:
    return fromstring(pool.XMLDesc()).findtext("target/path", default="")


def _start(pool: libvirt.virStoragePool) -> None:
    try:
        pool.create()
    except libvirt.libvirtError:
        if not pool.isActive():  # another worker was faster
            raise


def _default_path(connection: libvirt.virConnect) -> str:
    if not is_session(connection):
        return SYSTEM_PATH
    if is_local(connection.getURI()):
        return str(Path.home() / SESSION_PATH)
    raise HypervisorRefused(
        f"The session on {label(connection.getURI())} has no storage pool named {POOL}. "
        f"Define a directory pool of that name there, then try again."
    )


def _pool_xml(path: str) -> str:
    pool = Element("pool", type="dir")
    SubElement(pool, "name").text = POOL
    target = SubElement(pool, "target")
    SubElement(target, "path").text = path
    # Others may pass through, as QEMU runs under a user of its own, but not list.
    SubElement(SubElement(target, "permissions"), "mode").text = "0711"
    return tostring(pool, encoding="unicode")
