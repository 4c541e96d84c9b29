"""Which host a new machine goes to: the first that is ready and has room."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction

from vms import hosts, manifest
from vms.compiler import CompileError, compile_domain, dedicated_count
from vms.hypervisor import HypervisorUnavailable
from vms.manifest import Manifest, ManifestInvalid
from vms.models import Host, HostState, Team, VirtualMachine
from vms.selectors.networks import on_host

from . import cpus, supplies
from .errors import LeaseLost, Unschedulable
from .lease import Lease

CPU_OVERCOMMIT: Final = 10  # KubeVirt's cpuAllocationRatio; memory is never promised twice


@dataclass(frozen=True, slots=True)
class _Need:
    vcpus: int = 0
    memory_bytes: int = 0


@transaction.atomic
def place(lease: Lease, machine_manifest: Manifest) -> Host:
    """Choose a host and write it down. The hosts' rows are locked meanwhile, so that two machines cannot
    take the same room.

    Raises ``Unschedulable``, or ``HypervisorUnavailable`` when the hosts are merely away.
    """
    known = list(Host.objects.select_for_update().filter(schedulable=True))
    ready = [host for host in known if host.state == HostState.READY]
    if known and not ready:
        why = known[0].state_reason.removesuffix(".") or "it has not been reached yet"
        raise HypervisorUnavailable(known[0].name, why)
    team = VirtualMachine.objects.select_related("team").get(pk=lease.machine_id).team
    reasons = []
    lying = supplies.places(team.pk, dict(machine_manifest.document))
    for host in ready:
        reason = _elsewhere(host, lying) or _refusal(host, machine_manifest, team)
        if reason is None and len(ready) > 1:
            reason = _misfit(host, machine_manifest)
        if reason is None:
            mine = VirtualMachine.objects.filter(pk=lease.machine_id, lease_epoch=lease.epoch)
            if not mine.update(host=host):
                raise LeaseLost(lease.machine_id)
            return host
        reasons.append(f"{host.name}: {reason}")
    raise Unschedulable(tuple(reasons))


def _elsewhere(host: Host, lying: Mapping[int, str]) -> str | None:
    """A disk cannot follow its machine: the machine goes where its volumes are."""
    others = [name for host_id, name in lying.items() if host_id != host.pk]
    return f"its volume {others[0]} lies on another host" if others else None


def _refusal(host: Host, machine_manifest: Manifest, team: Team) -> str | None:
    """Why this host cannot take the machine, or ``None``."""
    missing = {key for key, value in machine_manifest.node_selector.items() if host.labels.get(key) != value}
    if missing:
        return f"it lacks the label {', '.join(sorted(missing))}"
    try:
        facts = on_host(hosts.from_json(host.facts), host, team)
    except hosts.HostFactsInvalid as error:
        return str(error)
    named = {network.multus_name for network in machine_manifest.networks if network.multus_name}
    absent = named - facts.networks.keys() - facts.bridges.keys() - facts.sriov_pools.keys()
    if absent:
        return f"it has no network named {', '.join(sorted(absent))} for team {team.slug}"
    need, taken = _need(machine_manifest), _taken(host)
    if need.memory_bytes + taken.memory_bytes > facts.memory_bytes:
        free = max(facts.memory_bytes - taken.memory_bytes, 0)
        return f"{free // 2**20} MiB of memory are free, {need.memory_bytes // 2**20} MiB are needed"
    if need.vcpus + taken.vcpus > facts.cpus * CPU_OVERCOMMIT:
        return f"its {facts.cpus} CPUs are promised to other machines"
    needed, left = dedicated_count(machine_manifest), cpus.free(host)
    if needed > left:
        return f"{left} of its CPUs are free to be set aside, {needed} are needed"
    return None


def _misfit(host: Host, machine_manifest: Manifest) -> str | None:
    """What this host's hardware or libvirt cannot be, where another's perhaps can. Where there is but one
    host, the compiler says so at the field. Volumes and networks are looked for elsewhere."""
    facts = replace(
        hosts.from_json(host.facts),
        dedicated_cpus=hosts.parse_cpus(host.dedicated_cpus),
        custom_pod_cidr=True,
        assume_images=True,
        assume_claims=True,
        assume_networks=True,
        assume_labels=True,
    )
    try:
        compile_domain(machine_manifest, facts)
    except CompileError as error:
        return error.reason.removesuffix(".")
    return None


def _taken(host: Host) -> _Need:
    """What the machines that live on the host need together, running or not."""
    needs = [_need(parsed) for machine in host.machines.all() if (parsed := _parsed(machine))]
    return _Need(sum(need.vcpus for need in needs), sum(need.memory_bytes for need in needs))


def _need(machine_manifest: Manifest) -> _Need:
    resources = manifest.resources(machine_manifest)
    return _Need(resources.vcpus, resources.memory_bytes)


def _parsed(machine: VirtualMachine) -> Manifest | None:
    try:
        return manifest.parse(machine.document)
    except ManifestInvalid:
        return None
