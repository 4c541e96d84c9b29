"""A host in memory, for property tests of the loop. Held to ``contract`` like the real driver."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from lxml import etree

from vms.compiler import METADATA_NAMESPACE, StorageVolume
from vms.errors import PortalError
from vms.hosts import DomainType, HostFacts, capable
from vms.hypervisor import (
    ConsoleStream,
    DomainNotFound,
    HypervisorRefused,
    HypervisorUnavailable,
    StoredVolume,
)
from vms.hypervisor.errors import storage_full
from vms.lifecycle import DomainState, Observation, StopReason
from vms.networks import NetworkPlan

P = ParamSpec("P")
R = TypeVar("R")
PNG = b"\x89PNG\r\n\x1a\n"


def verb(
    method: Callable[Concatenate["FakeHypervisor", P], R],
) -> Callable[Concatenate["FakeHypervisor", P], R]:
    """Count and note the call, and let it fail where the test said so."""

    @wraps(method)
    def counted(self: "FakeHypervisor", /, *arguments: P.args, **named: P.kwargs) -> R:
        self.calls.append(method.__name__)
        if self.vanished:
            raise HypervisorUnavailable("fake", "it vanished")
        failure = self._failures.pop(len(self.calls), None)
        if failure is not None and not failure[1]:
            raise failure[0]
        answer = method(self, *arguments, **named)
        if failure is not None:
            raise failure[0]
        return answer

    return counted


class FakeHypervisor:
    """``calls`` holds the name of every verb so far. A stubborn guest ignores ``shutdown``."""

    def __init__(self, facts: HostFacts | None = None) -> None:
        self.calls: list[str] = []
        self.vanished = False
        self.stubborn = False
        self.contents: dict[str, bytes | None] = {}  # what lies in the pool
        self.capacities: dict[str, int] = {}
        self.free_bytes: int | None = None  # None: there is always room
        self._facts = facts or replace(capable(), name="fake", domain_type=DomainType.TEST)
        self._domains: dict[UUID, Observation] = {}
        self._names: dict[UUID, str] = {}
        self._networks: dict[str, NetworkPlan] = {}
        self._runs = 0
        self._failures: dict[int, tuple[PortalError, bool]] = {}

    # -- what a test does to the host ------------------------------------------------------------------

    def fail_at(self, call: int, error: PortalError | None = None, *, after: bool = False) -> None:
        """The call-th verb from now fails; ``after`` it was done, as when only the answer is lost."""
        failure = error or HypervisorUnavailable("fake", "the connection broke")
        self._failures[len(self.calls) + call] = (failure, after)

    def vanish(self) -> None:
        """From now on nothing answers; guests run on."""
        self.vanished = True

    def come_back(self) -> None:
        self.vanished = False

    def guest_powers_off(self, uuid: UUID) -> None:
        self._end(uuid, StopReason.SHUTDOWN)

    def guest_crashes(self, uuid: UUID) -> None:
        self._end(uuid, StopReason.CRASHED)

    # -- the port --------------------------------------------------------------------------------------

    @verb
    def facts(self, *, emulation: bool = False) -> HostFacts:
        if emulation and self._facts.domain_type is DomainType.KVM:
            return replace(self._facts, domain_type=DomainType.QEMU)
        return self._facts

    @verb
    def observe(self, uuid: UUID, storage_prefix: str) -> Observation:
        storage = frozenset(name for name in self.contents if name.startswith(storage_prefix))
        domain = self._domains.get(uuid, Observation(DomainState.ABSENT))
        return replace(domain, storage=storage, observed_at=datetime.now(UTC))

    @verb
    def domains(self) -> Mapping[UUID, Observation]:
        return {uuid: seen for uuid, seen in self._domains.items() if seen.machine_id is not None}

    @verb
    def domain_names(self) -> frozenset[str]:
        return frozenset(self._names[uuid] for uuid, seen in self._domains.items() if seen.machine_id)

    @verb
    def storage_volume_names(self) -> frozenset[str]:
        return frozenset(self.contents)

    @verb
    def define(self, xml: str) -> None:
        try:
            domain = etree.fromstring(xml)
        except etree.XMLSyntaxError as error:
            raise HypervisorRefused(f"The host fake refused: {error}.") from error
        uuid_text, name = domain.findtext("uuid"), domain.findtext("name")
        if domain.tag != "domain" or not uuid_text or not name:
            raise HypervisorRefused("The host fake refused: this is no domain.")
        uuid = UUID(uuid_text)
        ours = domain.find(f"metadata/{{{METADATA_NAMESPACE}}}machine")
        before = self._domains.get(uuid, Observation(DomainState.SHUTOFF))
        machine_id = None if ours is None else ours.get("id")
        generation = None if ours is None else int(ours.get("generation", "0"))
        self._domains[uuid] = replace(before, machine_id=machine_id, generation=generation)
        self._names[uuid] = name

    @verb
    def start(self, uuid: UUID) -> None:
        if uuid not in self._domains:
            raise DomainNotFound(uuid)
        if self._domains[uuid].state is DomainState.RUNNING:
            return
        self._runs += 1
        self._domains[uuid] = replace(
            self._domains[uuid], state=DomainState.RUNNING, reason=StopReason.NONE, domain_id=self._runs
        )

    @verb
    def shutdown(self, uuid: UUID) -> None:
        if not self.stubborn:
            self._end(uuid, StopReason.SHUTDOWN)

    @verb
    def destroy(self, uuid: UUID) -> None:
        self._end(uuid, StopReason.DESTROYED)

    @verb
    def undefine(self, uuid: UUID) -> None:
        self._domains.pop(uuid, None)

    @verb
    def create_storage_volume(self, volume: StorageVolume, content: bytes | None = None) -> None:
        expected = f"{self._facts.pool_path}/{volume.name}"
        if volume.path != expected:
            raise HypervisorRefused(f"The pool keeps it at {expected}, not at {volume.path}.")
        if content is not None or volume.name not in self.contents:
            self.contents[volume.name] = content
            self.capacities[volume.name] = volume.capacity_bytes

    @verb
    def delete_storage_volumes(self, names: Iterable[str]) -> None:
        for name in names:
            self.contents.pop(name, None)

    @verb
    def storage_volume(self, name: str) -> StoredVolume | None:
        if name not in self.contents:
            return None
        capacity = self.capacities.get(name, len(self.contents[name] or b""))
        return StoredVolume(f"{self._facts.pool_path}/{name}", capacity, len(self.contents[name] or b""))

    @verb
    def copy_storage_volume(self, source: str, volume: StorageVolume) -> None:
        if volume.name in self.contents:
            return
        if source not in self.contents:
            raise HypervisorRefused(f"The volume {source} is not on the host any more.")
        self._require_room(len(self.contents[source] or b""))
        self.contents[volume.name] = self.contents[source]
        self.capacities[volume.name] = max(volume.capacity_bytes, self.capacities.get(source, 0))

    @verb
    def grow_storage_volume(self, name: str, capacity_bytes: int) -> None:
        if name not in self.contents:
            raise HypervisorRefused(f"The volume {name} is not on the host any more.")
        self.capacities[name] = max(capacity_bytes, self.capacities.get(name, 0))

    @verb
    def import_image(self, source: Path, name: str, format: str) -> str:
        if name not in self.contents:
            try:
                content = source.read_bytes()
            except OSError as error:
                raise HypervisorRefused(f"The image file {source} cannot be read.") from error
            if content.startswith(b"QFI\xfb") is not (format == "qcow2"):
                raise HypervisorRefused(f"The image file {source} is not {format}.")
            self._require_room(len(content))
            self.contents[name] = content
        return f"{self._facts.pool_path}/{name}"

    @verb
    def networks(self) -> Mapping[str, NetworkPlan]:
        return dict(self._networks)

    @verb
    def ensure_network(self, plan: NetworkPlan) -> None:
        found = self._networks.get(plan.name, plan)
        if (found.bridge, found.cidr) != (plan.bridge, plan.cidr):
            raise HypervisorRefused(f"The network {plan.name} is {found.cidr} on {found.bridge}.")
        self._networks[plan.name] = plan

    @verb
    def remove_network(self, name: str) -> None:
        self._networks.pop(name, None)

    @verb
    def ensure_filters(self) -> None:
        """It has none."""

    @verb
    def screenshot(self, uuid: UUID) -> bytes:
        self._running(uuid)
        return PNG

    @verb
    def open_serial(self, uuid: UUID) -> ConsoleStream:
        self._running(uuid)
        raise HypervisorRefused("The host fake has no consoles.")

    @verb
    def open_graphics(self, uuid: UUID) -> ConsoleStream:
        self._running(uuid)
        raise HypervisorRefused("The host fake has no consoles.")

    def close(self) -> None:
        """It was never open."""

    def _require_room(self, wanted_bytes: int) -> None:
        if self.free_bytes is not None and wanted_bytes > self.free_bytes:
            raise storage_full("fake")

    def _running(self, uuid: UUID) -> None:
        if uuid not in self._domains:
            raise DomainNotFound(uuid)
        if self._domains[uuid].state is not DomainState.RUNNING:
            raise HypervisorRefused("The machine is not running.")

    def _end(self, uuid: UUID, reason: StopReason) -> None:
        domain = self._domains.get(uuid)
        if domain is not None and domain.state is not DomainState.SHUTOFF:
            self._domains[uuid] = replace(domain, state=DomainState.SHUTOFF, reason=reason, domain_id=None)
