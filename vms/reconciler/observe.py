"""Everything one pass needs to know of a machine: what is wanted, what the host shows, what it can do."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from vms import manifest
from vms.compiler import (
    CompileError,
    Lifetime,
    StorageVolume,
    compile_domain,
    machine_type,
    storage_volumes,
    to_xml,
)
from vms.errors import PortalError
from vms.hosts import HostFactsInvalid
from vms.hypervisor import Hypervisor, open_hypervisor
from vms.lifecycle import Desired, DomainState, Observation, request_from_json
from vms.manifest import Identity, Manifest, ManifestInvalid, RunStrategy
from vms.models import Host, VirtualMachine
from vms.networks import NoRoom
from vms.selectors.host_facts import facts_of
from vms.selectors.networks import on_host

from . import cpus, guest_secrets, networking, pulls, supplies
from .errors import AnswersMissing, ImageMissing, SecretMissing, VolumeFailed

# Why a manifest cannot become a domain on its host now; each is found anew at every pass.
_PROBLEMS: Final = (
    AnswersMissing,
    CompileError,
    HostFactsInvalid,
    ImageMissing,
    NoRoom,
    SecretMissing,
    VolumeFailed,
)


@dataclass(frozen=True, slots=True)
class Sight:
    """``problem`` is why the manifest cannot become a domain on its host: there is no ``domain_xml`` then."""

    machine: VirtualMachine
    desired: Desired
    observed: Observation
    manifest: Manifest | None = None
    volumes: tuple[StorageVolume, ...] = ()
    domain_xml: str = ""
    machine_type: str = ""  # what an alias in the manifest means on its host; empty where it names a version
    problem: PortalError | None = None


@contextmanager
def connection(host: Host | None) -> Iterator[Hypervisor | None]:
    """The machine's host, or nothing while it has none. Raises ``HypervisorUnavailable``."""
    if host is None:
        yield None
        return
    with closing(open_hypervisor(host.uri)) as hypervisor:
        yield hypervisor


def look(machine: VirtualMachine, hypervisor: Hypervisor | None) -> Sight:
    """Read the machine's manifest and its host. A manifest that fits no more is told, not raised."""
    observed = Observation(DomainState.ABSENT)
    if hypervisor is not None:
        observed = hypervisor.observe(machine.domain_uuid, storage_prefix(machine))
    return _with_manifest(machine, observed, hypervisor)


def bring_along(machine: VirtualMachine) -> None:
    """Make what its manifest brings along, once it has a host and while it is to stay."""
    if machine.host is None or machine.deletion_requested_at is not None:
        return
    with suppress(ManifestInvalid):
        supplies.bring_along(machine, manifest.parse(machine.document, identity(machine)))


def unseen(machine: VirtualMachine) -> Sight:
    """The machine as it is while its host does not answer."""
    return _with_manifest(machine, Observation(DomainState.UNKNOWN))


def storage_prefix(machine: VirtualMachine) -> str:
    """The compiler's rule, also for a document that it can no longer read: its storage has to go too."""
    return f"{machine.team.slug}_{machine.name}_"


def identity(machine: VirtualMachine) -> Identity:
    return Identity(
        machine_id=machine.pk,
        uuid=machine.domain_uuid,
        serial=machine.serial,
        generation=machine.generation,
        macs=machine.macs,
        machine_type=machine.machine_type or None,
    )


def _with_manifest(
    machine: VirtualMachine, observed: Observation, hypervisor: Hypervisor | None = None
) -> Sight:
    try:
        parsed = manifest.parse(machine.document, identity(machine))
    except ManifestInvalid as problem:
        # Rules can grow stricter under a machine: it is then neither started nor stopped by itself.
        return Sight(machine, _desired(machine, RunStrategy.MANUAL), observed, problem=problem)
    strategy, grace = parsed.run_strategy, parsed.grace_seconds
    if machine.host is None:
        return Sight(machine, _desired(machine, strategy, grace_seconds=grace), observed, manifest=parsed)
    try:
        waits = (*supplies.waits(machine, hypervisor), *pulls.waits(machine, parsed, observed))
        if waits:
            desired = _desired(machine, strategy, grace_seconds=grace, waits=waits)
            return Sight(machine, desired, observed, manifest=parsed)
        facts = facts_of(machine.host, machine.team, pulls.pins(machine))
        facts = on_host(facts, machine.host, machine.team)
        if machine.deletion_requested_at is None:
            parsed, facts = networking.reserve(machine, parsed, facts)
            facts = cpus.reserve(machine, parsed, facts, observed.state)
        volumes = storage_volumes(parsed, facts)
        domain_xml = to_xml(compile_domain(parsed, facts))
        guest_secrets.require(machine, parsed)
    except _PROBLEMS as problem:
        desired = _desired(machine, strategy, grace_seconds=grace)
        return Sight(machine, desired, observed, manifest=parsed, problem=problem)
    desired = _desired(
        machine,
        strategy,
        grace_seconds=grace,
        run_storage=_names(volumes, Lifetime.RUN),
        machine_storage=_names(volumes, Lifetime.MACHINE),
        claims=_names(volumes, Lifetime.TEAM),
    )
    resolved = machine_type(parsed, facts)
    meant = "" if parsed.machine_type == resolved else resolved
    return Sight(machine, desired, observed, parsed, volumes, domain_xml, meant)


def _desired(machine: VirtualMachine, run_strategy: RunStrategy, **known: Any) -> Desired:
    return Desired(
        run_strategy=run_strategy,
        generation=machine.generation,
        deleted=machine.deletion_requested_at is not None,
        request=request_from_json(machine.power_request) if machine.power_request else None,
        machine_id=str(machine.pk),
        **known,
    )


def _names(volumes: tuple[StorageVolume, ...], lifetime: Lifetime) -> frozenset[str]:
    return frozenset(volume.name for volume in volumes if volume.lifetime is lifetime)
