"""The Hypervisor port over libvirt: find the connection, find the domain, let the right file do the work."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import UUID

import libvirt

from vms.compiler import StorageVolume
from vms.hosts import HostFacts
from vms.hypervisor.errors import DomainNotFound, HypervisorRefused
from vms.hypervisor.libvirt_driver import domains, networks, storage, volume_changes
from vms.hypervisor.libvirt_driver import facts as host_facts
from vms.hypervisor.libvirt_driver.abilities import abilities
from vms.hypervisor.libvirt_driver.connection import is_local, link
from vms.hypervisor.libvirt_driver.graphics import GraphicsStream
from vms.hypervisor.libvirt_driver.serial import SerialStream
from vms.hypervisor.port import ConsoleStream, StoredVolume
from vms.lifecycle import Observation
from vms.networks import NetworkPlan


class LibvirtHypervisor:
    """See ``vms.hypervisor.port``. Safe to use from several threads."""

    def __init__(self, uri: str) -> None:
        self._link = link(uri)
        with self._link.use():
            pass  # raises now rather than at the first verb

    def facts(self, *, emulation: bool = False) -> HostFacts:
        with self._link.use() as connection:
            return host_facts.gather(connection, emulation=emulation)

    def observe(self, uuid: UUID, storage_prefix: str) -> Observation:
        with self._link.use() as connection:
            volumes = storage.names(connection, storage_prefix)
            domain = domains.find(connection, uuid)
            seen = None if domain is None else domains.observe_unless_gone(domain, volumes)
            return domains.absent(volumes) if seen is None else seen

    def domains(self) -> Mapping[UUID, Observation]:
        with self._link.use() as connection:
            return domains.observe_all(connection)

    def domain_names(self) -> frozenset[str]:
        with self._link.use() as connection:
            return domains.names_of_ours(connection)

    def storage_volume_names(self) -> frozenset[str]:
        with self._link.use() as connection:
            return storage.names(connection, "")

    def define(self, xml: str) -> None:
        with self._link.use() as connection:
            domains.define(connection, xml)

    def start(self, uuid: UUID) -> None:
        with self._link.use(uuid) as connection:
            domains.start(_required(connection, uuid))

    def shutdown(self, uuid: UUID) -> None:
        """A domain that is gone or off is success."""
        with self._link.use(uuid) as connection:
            domain = domains.find(connection, uuid)
            if domain is not None:
                domains.shutdown(domain)

    def destroy(self, uuid: UUID) -> None:
        with self._link.use(uuid) as connection:
            domain = domains.find(connection, uuid)
            if domain is not None:
                domains.destroy(domain)

    def undefine(self, uuid: UUID) -> None:
        with self._link.use(uuid) as connection:
            domain = domains.find(connection, uuid)
            if domain is not None:
                domains.undefine(connection, domain)

    def create_storage_volume(self, volume: StorageVolume, content: bytes | None = None) -> None:
        with self._link.use() as connection:
            storage.create(connection, volume, content)

    def delete_storage_volumes(self, names: Iterable[str]) -> None:
        with self._link.use() as connection:
            storage.delete(connection, names)

    def storage_volume(self, name: str) -> StoredVolume | None:
        with self._link.use() as connection:
            return volume_changes.stored(connection, name)

    def copy_storage_volume(self, source: str, volume: StorageVolume) -> None:
        with self._link.use() as connection:
            volume_changes.copy(connection, source, volume)

    def grow_storage_volume(self, name: str, capacity_bytes: int) -> None:
        with self._link.use() as connection:
            volume_changes.grow(connection, name, capacity_bytes)

    def import_image(self, source: Path, name: str, format: str) -> str:
        with self._link.use() as connection:
            return storage.import_image(connection, source, name, format)

    def networks(self) -> Mapping[str, NetworkPlan]:
        with self._link.use() as connection:
            return networks.seen(connection)

    def ensure_network(self, plan: NetworkPlan) -> None:
        with self._link.use() as connection:
            networks.ensure(connection, plan)

    def remove_network(self, name: str) -> None:
        with self._link.use() as connection:
            networks.remove(connection, name)

    def ensure_filters(self) -> None:
        with self._link.use() as connection:
            networks.ensure_filters(connection)

    def screenshot(self, uuid: UUID) -> bytes:
        with self._link.use(uuid) as connection:
            return domains.screenshot(connection, _running(connection, uuid))

    def open_serial(self, uuid: UUID) -> ConsoleStream:
        with self._link.use(uuid) as connection:
            domain = _with_console(connection, uuid)
            stream = connection.newStream(libvirt.VIR_STREAM_NONBLOCK)
            domain.openConsole(None, stream, libvirt.VIR_DOMAIN_CONSOLE_FORCE)
            serial = SerialStream(stream)
            self._link.tell_when_lost(connection, serial)
            return serial

    def open_graphics(self, uuid: UUID) -> ConsoleStream:
        with self._link.use(uuid) as connection:
            domain = _with_console(connection, uuid)
            if not is_local(self._link.uri):  # a descriptor cannot travel further than this machine
                raise HypervisorRefused(
                    f"The screen of a machine on {self._link.host} can only be opened by a console relay "
                    "that runs on that host. Use the serial console instead."
                )
            return GraphicsStream(domain.openGraphicsFD(0, 0))

    def close(self) -> None:
        """Nothing to do: the connection belongs to the process and waits there for the next caller."""


def _required(connection: libvirt.virConnect, uuid: UUID) -> libvirt.virDomain:
    domain = domains.find(connection, uuid)
    if domain is None:
        raise DomainNotFound(uuid)
    return domain


def _with_console(connection: libvirt.virConnect, uuid: UUID) -> libvirt.virDomain:
    domain = _running(connection, uuid)
    if not abilities(connection).has_consoles:
        raise HypervisorRefused("This host only simulates machines: there is no console or screen to open.")
    return domain


def _running(connection: libvirt.virConnect, uuid: UUID) -> libvirt.virDomain:
    domain = _required(connection, uuid)
    if not domain.isActive():
        raise HypervisorRefused("The machine is not running. Start it, then open its console or screen.")
    return domain
