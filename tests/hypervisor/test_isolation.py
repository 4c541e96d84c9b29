"""Guests of two teams on one host: real packets, seen as they arrive at the other guest's card."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.builders import a_disk, a_manifest, a_volume, an_interface
from vms.compiler import compile_domain, storage_volumes, to_xml
from vms.hosts import BaseImage, port_key
from vms.hypervisor import Hypervisor, open_hypervisor
from vms.images import look
from vms.manifest import ContainerDisk, Identity, Manifest, Port
from vms.networks import Lease, NetworkPlan, network_name

from .conftest import RealHost
from .forgeries import FORGERIES, HONEST, Forgery, variations
from .shell import Shell
from .wire import Wire

pytestmark = pytest.mark.qemu

ONE = Lease("02:00:00:00:00:11", "10.64.1.2", "one")
TWO = Lease("02:00:00:00:00:12", "10.64.1.3", "two")
RED = Lease("02:00:00:00:00:21", "10.64.2.2", "one")
BLUES = NetworkPlan("slipway-blue", "sl-blue", "10.64.1.0/24", "blue.slipway.internal", frozenset({ONE, TWO}))
REDS = NetworkPlan("slipway-red", "sl-red", "10.64.2.0/24", "red.slipway.internal", frozenset({RED}))

TINY = "registry.example/tiny:1"
HOST_SERVICES = (22, 111, 2049, 5432, 5900, 6379, 8000, 16509, 16514)


@dataclass(frozen=True)
class Guest:
    uuid: UUID
    lease: Lease
    shell: Shell


@dataclass(frozen=True)
class Site:
    """A host with two machines of the blue team and one of the red, all of them web servers."""

    hypervisor: Hypervisor
    wire: Wire
    one: Guest
    two: Guest
    red: Guest


def a_machine(team: str, name: str, lease: Lease) -> Manifest:
    """As the portal makes one, with a way to its web server."""
    machine_id, uuid = uuid4(), uuid4()
    addresses, macs = {"default": lease.address}, {"default": lease.mac}
    return a_manifest(
        name=name,
        namespace=team,
        identity=Identity(machine_id, uuid, str(uuid), macs=macs, addresses=addresses),
        memory="256Mi",
        disks=(a_disk("root"),),
        volumes=(a_volume("root", ContainerDisk(TINY)),),
        interfaces=(an_interface(ports=(Port(80, "http"),)),),
    )


@pytest.fixture(scope="module")
def site(real_host: RealHost, tiny: Path) -> Iterator[Site]:
    hypervisor = open_hypervisor(real_host.uri)
    path = hypervisor.import_image(tiny, "image-tiny.qcow2", "qcow2")
    image = BaseImage(path, "qcow2", look(tiny).virtual_bytes)
    facts = replace(hypervisor.facts(emulation=True), images={TINY: image})
    with ExitStack() as stack:
        guests = []
        for plan in (BLUES, REDS):
            hypervisor.ensure_network(plan)
        for team, name, lease, port in (
            ("blue", "one", ONE, 30001), ("blue", "two", TWO, 30002), ("red", "one", RED, 30003)
        ):  # fmt: skip
            machine = a_machine(team, name, lease)
            ways = {port_key("default", "tcp", 80): port}
            here = replace(facts, nat_network=network_name(team), host_ports=ways)
            for volume in storage_volumes(machine, here):
                hypervisor.create_storage_volume(volume)
            uuid = machine.identity.uuid
            hypervisor.define(to_xml(compile_domain(machine, here)))
            hypervisor.start(uuid)
            stack.callback(hypervisor.undefine, uuid)
            stack.callback(hypervisor.destroy, uuid)
            guests.append((uuid, lease))
        shells = [stack.enter_context(Shell(hypervisor.open_serial(uuid))) for uuid, _ in guests]
        for shell in shells:
            shell.log_in()
            shell.run("mkdir -p /srv && hostname >/srv/index.html && httpd -h /srv")
        known = [Guest(uuid, lease, shell) for (uuid, lease), shell in zip(guests, shells, strict=True)]
        yield Site(hypervisor, Wire(real_host.pid), *known)


def asks(guest: Guest, address: str, port: int = 80) -> bool:
    """Whether a web server answers the guest."""
    request = f"printf 'GET /index.html HTTP/1.0\\r\\n\\r\\n' | nc -w 3 {address} {port} | grep -q ' 200 '"
    return guest.shell.succeeds(request)


# -- who reaches whom ---------------------------------------------------------------------------------


def test_a_guest_has_the_address_of_its_lease(site: Site) -> None:
    for guest in (site.one, site.two, site.red):
        assert f"inet {guest.lease.address}/24 " in guest.shell.run("ip -4 addr show dev eth0")


def test_guests_of_one_team_reach_each_other(site: Site) -> None:
    assert asks(site.one, TWO.address)
    assert asks(site.two, ONE.address)


def test_guests_of_one_team_know_each_other_by_name(site: Site) -> None:
    assert TWO.address in site.one.shell.run("nslookup two.blue.slipway.internal 10.64.1.1")


@pytest.mark.parametrize("target", [RED.address, "10.64.2.1"], ids=["guest", "gateway"])
def test_nothing_of_another_team_answers(site: Site, target: str) -> None:
    assert not site.one.shell.succeeds(f"ping -c 2 -W 2 {target}")
    assert not asks(site.one, target)


def test_another_teams_names_are_not_told(site: Site) -> None:
    assert not site.one.shell.succeeds("nslookup one.red.slipway.internal 10.64.2.1")
    assert not site.one.shell.succeeds("nc -w 3 10.64.2.1 53 </dev/null")
    assert site.red.shell.succeeds("nslookup one.red.slipway.internal 10.64.2.1")


# -- what a card may say ------------------------------------------------------------------------------


def arrived(site: Site, said: Sequence[Forgery]) -> set[str]:
    """The names of those that came through to the other guest's card. An honest frame behind them all tells
    when the last has come or will never come."""
    cookies = {f"{number:08x}": each for number, each in enumerate(said, start=0x5EED0000)}
    last = "5eedffff"
    lines = [each.frame(bytes.fromhex(cookie)) for cookie, each in cookies.items()]
    lines.append(HONEST[0].frame(bytes.fromhex(last)))
    with site.wire.listening_at(site.wire.card_of(TWO.mac)) as heard:
        for at in range(0, len(lines), 20):
            site.one.shell.run("frame eth0 <<'.'\n" + "\n".join(lines[at : at + 20]) + "\n.")
        heard.wait_for(last)
        frames_seen = "\n".join(heard.lines)
    return {each.name for cookie, each in cookies.items() if cookie in frames_seen}


def test_honest_frames_arrive(site: Site) -> None:
    assert arrived(site, HONEST) == {each.name for each in HONEST}


def test_forged_frames_do_not_arrive(site: Site) -> None:
    assert arrived(site, FORGERIES) == set()


@pytest.mark.full
def test_a_thousand_forged_frames_do_not_arrive(site: Site) -> None:
    said = list(variations())

    assert len(said) > 1000
    assert arrived(site, said) == set()


@pytest.mark.full
def test_without_the_filter_most_would_arrive(site: Site) -> None:
    """That they are sent at all, and that their arrival would be seen. Which do not, depends on what the
    bridge believes by then: some take the victim's place on it."""
    site.wire.run("ebtables", "-t", "nat", "-F")

    assert len(arrived(site, FORGERIES)) > len(FORGERIES) / 2


# -- the host -----------------------------------------------------------------------------------------


def test_the_hosts_services_are_closed_to_guests(site: Site) -> None:
    """On the gateway's address, on another team's, and on one of the host's own outside."""
    one = "nc -w 2 {address} $port </dev/null & echo hello | nc -u -w 1 {address} $port &"
    ask = f"for port in {{ports}}; do {one} done; wait"
    with site.wire.neighbour(), site.wire.serving(*HOST_SERVICES) as heard:
        for address in ("10.64.1.1", "10.64.2.1", "198.51.100.1"):
            site.one.shell.run(ask.format(ports=" ".join(map(str, HOST_SERVICES)), address=address))
        assert heard.lines == ["listening"]

        site.wire.run("bash", "-c", "exec 3<>/dev/tcp/10.64.1.1/6379")
        heard.wait_for("tcp 6379")


def test_a_guest_may_ask_its_own_gateway_for_names(site: Site) -> None:
    assert site.one.shell.succeeds("nslookup one.blue.slipway.internal 10.64.1.1")
    assert site.one.shell.succeeds("ping -c 1 -W 2 10.64.1.1")


# -- ports --------------------------------------------------------------------------------------------


def test_a_port_leads_from_the_host_to_the_guest(site: Site) -> None:
    assert "200 OK" in site.wire.answer_from("10.64.1.1", 30001)


def test_a_port_leads_from_the_hosts_network_to_the_guest(site: Site) -> None:
    with site.wire.neighbour() as neighbour:
        assert "200 OK" in neighbour.answer_from("198.51.100.1", 30003)


def test_a_port_is_no_way_to_another_teams_guest(site: Site) -> None:
    assert not asks(site.one, "10.64.1.1", 30003)
    assert not asks(site.one, "10.64.2.1", 30003)


def test_rules_go_with_their_machine(site: Site) -> None:
    mine = f"slipway:{site.two.uuid}"
    assert site.wire.run("iptables-save").count(mine) == 3

    site.hypervisor.destroy(site.two.uuid)

    assert mine not in site.wire.run("iptables-save")
    assert f"slipway:{site.one.uuid}" in site.wire.run("iptables-save")
