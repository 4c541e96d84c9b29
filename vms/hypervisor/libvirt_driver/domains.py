"""Domains: define, power, undefine, and what libvirt says of them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import libvirt
from lxml import etree

from vms.compiler import METADATA_NAMESPACE
from vms.hypervisor.libvirt_driver.abilities import abilities
from vms.hypervisor.libvirt_driver.border import unless_absent
from vms.lifecycle import DomainState, Observation, StopReason

_STATES = {
    libvirt.VIR_DOMAIN_NOSTATE: DomainState.UNKNOWN,
    libvirt.VIR_DOMAIN_RUNNING: DomainState.RUNNING,
    libvirt.VIR_DOMAIN_BLOCKED: DomainState.RUNNING,
    libvirt.VIR_DOMAIN_PAUSED: DomainState.PAUSED,
    libvirt.VIR_DOMAIN_SHUTDOWN: DomainState.SHUTTING_DOWN,
    libvirt.VIR_DOMAIN_SHUTOFF: DomainState.SHUTOFF,
    libvirt.VIR_DOMAIN_CRASHED: DomainState.CRASHED,
    libvirt.VIR_DOMAIN_PMSUSPENDED: DomainState.RUNNING,  # asleep, as KubeVirt sees it: still a run
}
_STOP_REASONS = {
    libvirt.VIR_DOMAIN_SHUTOFF_UNKNOWN: StopReason.NONE,
    libvirt.VIR_DOMAIN_SHUTOFF_SHUTDOWN: StopReason.SHUTDOWN,
    libvirt.VIR_DOMAIN_SHUTOFF_DESTROYED: StopReason.DESTROYED,
    libvirt.VIR_DOMAIN_SHUTOFF_CRASHED: StopReason.CRASHED,
    libvirt.VIR_DOMAIN_SHUTOFF_FAILED: StopReason.FAILED,
    libvirt.VIR_DOMAIN_SHUTOFF_DAEMON: StopReason.FAILED,  # QEMU was gone when the daemon came back
}


def find(connection: libvirt.virConnect, uuid: UUID) -> libvirt.virDomain | None:
    return unless_absent(libvirt.VIR_ERR_NO_DOMAIN, connection.lookupByUUIDString, str(uuid))


def observe(domain: libvirt.virDomain, storage: frozenset[str]) -> Observation:
    """``generation`` is that of the definition, which a running domain takes up at its next start."""
    state, reason = domain.state()
    known = _STATES.get(state, DomainState.UNKNOWN)
    identity = domain.ID()
    machine_id, generation = _ours(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
    return Observation(
        state=known,
        reason=_stop_reason(known, reason),
        domain_id=identity if identity >= 0 else None,
        generation=generation,
        machine_id=machine_id,
        storage=storage,
        observed_at=datetime.now(UTC),
    )


def observe_unless_gone(domain: libvirt.virDomain, storage: frozenset[str]) -> Observation | None:
    """None for a domain that vanished since it was found."""
    return unless_absent(libvirt.VIR_ERR_NO_DOMAIN, observe, domain, storage)


def absent(storage: frozenset[str]) -> Observation:
    return Observation(state=DomainState.ABSENT, storage=storage, observed_at=datetime.now(UTC))


def _stop_reason(state: DomainState, reason: int) -> StopReason:
    if state is DomainState.CRASHED:
        return StopReason.CRASHED
    if state is DomainState.SHUTOFF:
        return _STOP_REASONS.get(reason, StopReason.OTHER)
    return StopReason.NONE


def _ours(xml: str) -> tuple[str | None, int | None]:
    """Machine and generation from our metadata element; a domain without one is somebody else's."""
    element = etree.fromstring(xml).find(f"metadata/{{{METADATA_NAMESPACE}}}machine")
    if element is None:
        return None, None
    generation = element.get("generation", "")
    return element.get("id"), int(generation) if generation.isdecimal() else None


def observe_all(connection: libvirt.virConnect) -> Mapping[UUID, Observation]:
    """Every domain of ours. One that vanishes between the list and the look is left out."""
    observations: dict[UUID, Observation] = {}
    for domain in connection.listAllDomains():
        seen = observe_unless_gone(domain, frozenset())
        if seen is not None and seen.machine_id is not None:
            observations[UUID(domain.UUIDString())] = seen
    return observations


def names_of_ours(connection: libvirt.virConnect) -> frozenset[str]:
    return frozenset(domain.name() for domain in connection.listAllDomains() if _is_ours(domain))


def _is_ours(domain: libvirt.virDomain) -> bool:
    seen = observe_unless_gone(domain, frozenset())
    return seen is not None and seen.machine_id is not None


def define(connection: libvirt.virConnect, xml: str) -> None:
    connection.defineXMLFlags(xml, libvirt.VIR_DOMAIN_DEFINE_VALIDATE)


def start(domain: libvirt.virDomain) -> None:
    _unless_already(domain, domain.create, running=True)


def shutdown(domain: libvirt.virDomain) -> None:
    """By the guest agent where one is connected, else by ACPI: libvirt's default."""
    _unless_already(domain, domain.shutdown, running=False)


def destroy(domain: libvirt.virDomain) -> None:
    """Right after a restart of the daemon this may answer "not found" although it did kill the guest."""
    unless_absent(libvirt.VIR_ERR_NO_DOMAIN, _unless_already, domain, domain.destroy, running=False)


def undefine(connection: libvirt.virConnect, domain: libvirt.virDomain) -> None:
    flags = abilities(connection).undefine_flags
    unless_absent(libvirt.VIR_ERR_NO_DOMAIN, domain.undefineFlags, flags)


def _unless_already(domain: libvirt.virDomain, verb: Callable[[], Any], *, running: bool) -> None:
    """Ask only for a change. Drivers word and number "already so" differently, hence a look before; and a
    look after, in case the domain got there by itself in between."""
    if bool(domain.isActive()) is running:
        return
    try:
        verb()
    except libvirt.libvirtError:
        with suppress(libvirt.libvirtError):
            if bool(domain.isActive()) is running:
                return
        raise


def screenshot(connection: libvirt.virConnect, domain: libvirt.virDomain) -> bytes:
    stream = connection.newStream()
    domain.screenshot(stream, 0)
    picture = bytearray()
    stream.recvAll(lambda _stream, chunk, into: into.extend(chunk), picture)
    stream.finish()
    return bytes(picture)
