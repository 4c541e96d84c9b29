"""What the portal asks of a host. Implemented by ``libvirt_driver`` and, for property tests, by a fake
that is held to the same contract suite.

Every method may raise ``HypervisorUnavailable`` (retry) or ``HypervisorRefused`` (show). All of them
block; none may be called from an HTTP request.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from vms.compiler import StorageVolume
from vms.hosts import HostFacts
from vms.lifecycle import Observation
from vms.networks import NetworkPlan


@dataclass(frozen=True, slots=True)
class StoredVolume:
    """A finished storage volume as it lies in the pool. ``allocation_bytes`` is what it takes there."""

    path: str
    capacity_bytes: int
    allocation_bytes: int


class ConsoleStream(Protocol):
    """Bytes to and from one console, for asyncio. ``read`` answers ``b""`` at the end."""

    async def read(self) -> bytes: ...

    async def write(self, data: bytes) -> None: ...

    async def close(self) -> None: ...


class Hypervisor(Protocol):
    """One host. All verbs are idempotent: what is already so stays so, without an error."""

    def facts(self, *, emulation: bool = False) -> HostFacts:
        """What the host can do, without ``images``, ``networks`` and ``labels``, which are the portal's.
        ``emulation``: what it can do without KVM, although it offers KVM."""

    def observe(self, uuid: UUID, storage_prefix: str) -> Observation:
        """The domain and those of its storage volumes whose names begin with the prefix. Never raises
        for an absent domain: that is ``DomainState.ABSENT``."""

    def domains(self) -> Mapping[UUID, Observation]:
        """All domains that carry our metadata element, without their storage."""

    def domain_names(self) -> frozenset[str]:
        """The names of all domains that carry our metadata element."""

    def storage_volume_names(self) -> frozenset[str]:
        """The names of everything in the portal's pool."""

    def define(self, xml: str) -> None:
        """Define or redefine the persistent domain, validating against libvirt's schema."""

    def start(self, uuid: UUID) -> None:
        """Raises ``DomainNotFound``."""

    def shutdown(self, uuid: UUID) -> None:
        """Ask the guest to power off (ACPI). Answers at once."""

    def destroy(self, uuid: UUID) -> None:
        """Cut the power. A domain that is gone or off is success."""

    def undefine(self, uuid: UUID) -> None:
        """Remove the definition, with its NVRAM. A domain that is gone is success."""

    def create_storage_volume(self, volume: StorageVolume, content: bytes | None = None) -> None:
        """Make it in the pool if its name is not there; ``content`` fills a seed."""

    def delete_storage_volumes(self, names: Iterable[str]) -> None: ...

    def storage_volume(self, name: str) -> StoredVolume | None:
        """What lies in the pool under this name; ``None`` for nothing, or for what was left unfinished."""

    def copy_storage_volume(self, source: str, volume: StorageVolume) -> None:
        """Make it as a whole copy of another, which stands alone afterwards, if its name is not there.
        Raises ``HypervisorRefused`` where there is no such source, ``StorageFull`` without room."""

    def grow_storage_volume(self, name: str, capacity_bytes: int) -> None:
        """Make it this large; what is as large stays. Nothing is ever made smaller."""

    def import_image(self, source: Path, name: str, format: str) -> str:
        """Copy a local image file into the pool under this name if it is not there; answer its path.
        Raises ``StorageFull`` without room for it."""

    def networks(self) -> Mapping[str, NetworkPlan]:
        """The portal's networks on the host, by name, as they are."""

    def ensure_network(self, plan: NetworkPlan) -> None:
        """Make the network if it is not there, start it, and bring its leases up to the plan's. Guests that
        are on it notice nothing."""

    def remove_network(self, name: str) -> None: ...

    def ensure_filters(self) -> None:
        """Have the filters ready that cards refer to; nothing on a host that has none (``nic_filter``)."""

    def screenshot(self, uuid: UUID) -> bytes:
        """The screen as libvirt gives it (PNG or PPM)."""

    def open_serial(self, uuid: UUID) -> ConsoleStream:
        """The first serial console, taken over from whoever holds it."""

    def open_graphics(self, uuid: UUID) -> ConsoleStream:
        """The first VNC display, as raw RFB bytes."""

    def close(self) -> None: ...


class Watcher(Protocol):
    """Lifecycle events of one host, pushed. ``on_event`` gets the domain's uuid; ``on_lost`` is called
    once when the connection ends, after which the watcher is dead."""

    def start(self, on_event: Callable[[UUID], None], on_lost: Callable[[str], None]) -> None: ...

    def close(self) -> None: ...
