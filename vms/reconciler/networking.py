"""What a machine has on its host's networks: set aside before its first start, given back after its last."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vms import networks
from vms.compiler import CompileError, Forward, PodCard, forwards, pod_cards
from vms.hosts import HostFacts, PodNetwork, port_key
from vms.hypervisor import Hypervisor
from vms.manifest import Manifest
from vms.models import Host, NetworkLease, PortForward, TeamNetwork, VirtualMachine
from vms.networks import Lease, NetworkPlan
from vms.selectors import networks as reading

from .errors import NetworkLeaving

DOMAIN: Final = "slipway.internal"
_NOWHERE: Final = HostFacts("")  # has set no port aside
_LEAVES_WITHIN: Final = timedelta(seconds=60)  # then the worker that was removing it has died


def reserve(machine: VirtualMachine, parsed: Manifest, facts: HostFacts) -> tuple[Manifest, HostFacts]:
    """The manifest and its host with the addresses and ports of the machine, set aside if they are not.

    Raises ``CompileError`` for a hardware address that another machine has, ``NoRoom``, and
    ``NetworkLeaving`` while the team's network is being removed. Costs three queries when nothing is missing.
    """
    cards = pod_cards(parsed) if facts.pod_network is PodNetwork.NAT else ()
    ways = tuple(forwards(parsed, facts))
    _reserve(machine, cards, ways)
    addresses = reading.addresses_of(machine)
    own = TeamNetwork.objects.filter(team=machine.team, host=machine.host).first()
    identity = replace(parsed.identity, addresses=addresses)
    known = replace(
        facts, host_ports=reading.host_ports_of(machine), pod_cidr=own.cidr if own else facts.pod_cidr
    )
    return replace(parsed, identity=identity), known


def settle(machine: VirtualMachine, parsed: Manifest) -> None:
    """Give back what the manifest asks for no more. Called when the domain is defined anew, which it is only
    while it is off: what runs keeps its ports until it stops."""
    macs = {card.interface: card.mac for card in pod_cards(parsed)}
    for lease in NetworkLease.objects.filter(machine=machine):
        if lease.interface not in macs:
            lease.delete()
        elif lease.mac != macs[lease.interface]:
            lease.mac = macs[lease.interface]
            lease.save(update_fields=["mac"])
    asked = {(way.interface, way.protocol, way.port) for way in forwards(parsed, _NOWHERE)}
    for forward in PortForward.objects.filter(machine=machine):
        if (forward.interface, forward.protocol, forward.port) not in asked:
            forward.delete()


def make_ready(machine: VirtualMachine, hypervisor: Hypervisor) -> None:
    """What has to be on the host before the machine starts: the filters, and the team's network with all its
    leases."""
    hypervisor.ensure_filters()
    network = TeamNetwork.objects.filter(leases__machine=machine).select_related("team").first()
    if network is not None:
        hypervisor.ensure_network(_plan(network))


def leave(machine: VirtualMachine, hypervisor: Hypervisor) -> None:
    """Remove the team's network from the host if this machine is its last there."""
    network = TeamNetwork.objects.filter(team=machine.team, host=machine.host).first()
    if network is None:
        return
    with transaction.atomic():
        _lock(machine)
        others = VirtualMachine.objects.filter(team=machine.team, host=machine.host).exclude(pk=machine.pk)
        if others.exists():
            return
        TeamNetwork.objects.filter(pk=network.pk).update(leaving_since=timezone.now())
    hypervisor.remove_network(networks.network_name(machine.team.slug))
    TeamNetwork.objects.filter(pk=network.pk, leaving_since__isnull=False).delete()


def _reserve(machine: VirtualMachine, cards: tuple[PodCard, ...], ways: tuple[Forward, ...]) -> None:
    """All of a host's are given out one after the other, under its lock; mostly nothing is missing."""
    has_address, has_port = _missing_nothing(machine)
    cards = tuple(card for card in cards if card.interface not in has_address)
    ways = tuple(way for way in ways if port_key(way.interface, way.protocol, way.port) not in has_port)
    if not cards and not ways:
        return
    with transaction.atomic():
        host = _lock(machine)
        for card in cards:
            _give_address(_network(machine, host), machine, card)
        for way in ways:
            _give_port(host, machine, way)


def _missing_nothing(machine: VirtualMachine) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(reading.addresses_of(machine)), frozenset(reading.host_ports_of(machine))


def _lock(machine: VirtualMachine) -> Host:
    assert machine.host is not None  # noqa: S101  only what has a host has networks
    return Host.objects.select_for_update().get(pk=machine.host.pk)


def _network(machine: VirtualMachine, host: Host) -> TeamNetwork:
    known = TeamNetwork.objects.filter(team=machine.team, host=host).first()
    if known is None:
        taken = list(TeamNetwork.objects.filter(host=host).values_list("cidr", flat=True))
        cidr = networks.free_subnet(host.network_range, taken)
        return TeamNetwork.objects.create(team=machine.team, host=host, cidr=cidr)
    if known.leaving_since is not None:
        if timezone.now() - known.leaving_since < _LEAVES_WITHIN:
            raise NetworkLeaving(machine.team.slug, host.name)
        known.leaving_since = None
        known.save(update_fields=["leaving_since"])
    return known


def _give_address(network: TeamNetwork, machine: VirtualMachine, card: PodCard) -> None:
    others = list(network.leases.values_list("address", "mac"))
    if card.mac in {mac for _, mac in others}:
        reason = (
            f"Another machine of team {machine.team.slug} has the hardware address {card.mac} on the host "
            f"{network.host.name}. Choose another, or leave it to the portal."
        )
        raise CompileError(f"{card.pointer}/macAddress", reason)
    address = networks.free_address(network.cidr, [address for address, _ in others])
    NetworkLease.objects.create(
        network=network, machine=machine, interface=card.interface, mac=card.mac, address=address
    )


def _give_port(host: Host, machine: VirtualMachine, way: Forward) -> None:
    taken = PortForward.objects.filter(host=host, protocol=way.protocol).values_list("host_port", flat=True)
    first, last = settings.FORWARDED_PORTS
    PortForward.objects.create(
        host=host,
        machine=machine,
        interface=way.interface,
        protocol=way.protocol,
        port=way.port,
        host_port=networks.free_port(first, last, list(taken)),
    )


def _plan(network: TeamNetwork) -> NetworkPlan:
    slug = network.team.slug
    leases, named = [], set()
    for lease in network.leases.select_related("machine").order_by("pk"):
        name = lease.machine.name
        is_first = name not in named
        named.add(name)
        leases.append(Lease(lease.mac, lease.address, name if is_first and networks.is_label(name) else ""))
    return NetworkPlan(
        name=networks.network_name(slug),
        bridge=networks.bridge_name(slug),
        cidr=network.cidr,
        domain=f"{slug}.{DOMAIN}",
        leases=frozenset(leases),
    )
