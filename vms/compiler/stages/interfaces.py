"""The guest's network interfaces."""

from collections.abc import Iterator
from typing import Final

from vms.compiler import asked, effective
from vms.compiler.effective import INTERFACES
from vms.compiler.elements import Element, add, new
from vms.compiler.errors import CompileError
from vms.compiler.networks import Joint, Plug, plug
from vms.compiler.pci import PciAddress, pci_addresses
from vms.hosts import Capability, DomainType, HostFacts
from vms.manifest import Interface, Manifest

_ABSENT: Final = "absent"
_MOST_ORDERS: Final = 2**16


def interfaces(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """Those on libvirt networks and bridges. A host without a NAT network serves the pod network elsewhere
    (see ``usernet``); one whose state is ``absent`` is not plugged in."""
    disks = {disk.name for disk in manifest.disks}
    addresses = pci_addresses(manifest, host)
    for index, (interface, network) in enumerate(effective.interfaces(manifest)):
        pointer = f"{INTERFACES}/{index}"
        if interface.name in disks:
            reason = f"A disk is named {interface.name} too; give one of them another name."
            raise CompileError(f"{pointer}/name", reason)
        where = plug(manifest, interface, network, host, index)
        state = asked.word(manifest, f"{pointer}/state", "up", "down", _ABSENT)
        if where.joint is Joint.USER or state == _ABSENT:
            continue
        element = _joined(where)
        mac = effective.mac_address(manifest, interface.name, interface.mac_address)
        element.insert(0, new("mac", address=mac))
        if where.joint is not Joint.FUNCTION:
            _emulated(element, manifest, host, interface, pointer)
            _filter(element, manifest, host, interface.name, mac)
        if state == "down":
            add(element, "link", state="down")
        _place(element, manifest, interface, pointer, addresses.get(interface.name))
        yield element


def _joined(where: Plug) -> Element:
    if where.joint is Joint.BRIDGE:
        element = new("interface", type="bridge")
        add(element, "source", bridge=where.name)
        return element
    element = new("interface", type="network")
    add(element, "source", network=where.name)
    return element


def _emulated(
    element: Element, manifest: Manifest, host: HostFacts, interface: Interface, pointer: str
) -> None:
    """The card that QEMU plays; a function of a real one is what it is."""
    is_virtio = interface.model in (None, "virtio")
    model = effective.virtio(manifest) if is_virtio else str(interface.model)
    if host.lacks(Capability.INTERFACE_MODEL, interface.model or "virtio"):
        known = ", ".join(sorted(host.capabilities[Capability.INTERFACE_MODEL]))
        reason = f"The host {host.name} has no network card {interface.model}; choose one of {known}."
        raise CompileError(f"{pointer}/model", reason)
    add(element, "model", type=model)
    queues = effective.network_queues(manifest)
    if queues is not None and is_virtio:
        driver = add(element, "driver", queues=queues)
        if host.domain_type is DomainType.KVM:
            driver.set("name", "vhost")


def _filter(element: Element, manifest: Manifest, host: HostFacts, name: str, mac: str) -> None:
    """What the guest sends must come from its own addresses, as far as the portal knows them."""
    address = manifest.identity.addresses.get(name)
    chosen = host.link_filter if address is None else host.nic_filter
    if chosen is None:
        return
    reference = add(element, "filterref", filter=chosen)
    add(reference, "parameter", name="MAC", value=mac)
    if address is not None:
        add(reference, "parameter", name="IP", value=address)


def _place(
    element: Element, manifest: Manifest, interface: Interface, pointer: str, address: PciAddress | None
) -> None:
    """A card that the machine boots from keeps the program it does so with."""
    order = asked.number(manifest, f"{pointer}/bootOrder", 1, _MOST_ORDERS)
    if order is not None:
        add(element, "boot", order=str(order))
    add(element, "alias", name=f"ua-{interface.name}")
    if order is None:
        add(element, "rom", enabled="no")
    if address is not None:
        add(element, "address", **address.attributes())
