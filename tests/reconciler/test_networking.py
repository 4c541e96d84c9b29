"""What a machine has on its host's networks, from its first start to its end."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.data import a_host, a_network, a_text
from vms import manifest
from vms.hosts import capable, to_json
from vms.models import Host, NetworkLease, PortForward, Team, TeamNetwork, VirtualMachine
from vms.networks import Lease
from vms.reconciler import observe, reconcile
from vms.reconciler.errors import NetworkLeaving
from vms.selectors import networks as reading
from vms.services import machines, power

from .conftest import Launch
from .spy import Spy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hypervisor")]

WITH_PORTS = """masquerade: {}
              ports:
                - {name: ssh, port: 22}
                - {port: 53, protocol: UDP}"""


def with_ports(name: str = "web") -> str:
    return a_text(name=name).replace("masquerade: {}", WITH_PORTS)


def run(machine: VirtualMachine) -> VirtualMachine:
    reconcile(machine.pk)
    machine.refresh_from_db()
    return machine


def failure(machine: VirtualMachine) -> str:
    return next((each["message"] for each in machine.conditions if each["type"] == "Failure"), "")


def edit(machine: VirtualMachine, text: str) -> None:
    """As an approved request does."""
    machine.document = manifest.from_yaml(text)
    machine.generation += 1
    machine.save(update_fields=["document", "generation"])


def test_the_first_machine_of_a_team_makes_its_network(hypervisor: Spy, launched: Launch, host: Host) -> None:
    run(launched())

    (plan,) = hypervisor.networks().values()
    lease = NetworkLease.objects.get()
    assert (plan.name, plan.bridge, plan.cidr) == ("slipway-blue", "sl-blue", "10.64.0.0/24")
    assert plan.leases == {Lease(lease.mac, "10.64.0.2", "web")}


def test_the_network_is_there_before_the_machine_starts(hypervisor: Spy, launched: Launch) -> None:
    run(launched())

    assert hypervisor.done.index("ensure_network") < hypervisor.done.index("start")


def test_machines_of_a_team_share_a_network(hypervisor: Spy, launched: Launch) -> None:
    run(launched())
    run(launched(name="db"))

    (plan,) = hypervisor.networks().values()
    assert {(lease.name, lease.address) for lease in plan.leases} == {
        ("web", "10.64.0.2"),
        ("db", "10.64.0.3"),
    }


def test_teams_have_subnets_of_their_own(
    hypervisor: Spy, launched: Launch, host: Host, other_team: Team
) -> None:
    TeamNetwork.objects.create(team=other_team, host=host, cidr="10.64.0.0/24")

    run(launched())

    assert [plan.cidr for plan in hypervisor.networks().values()] == ["10.64.1.0/24"]


def test_an_address_stays_over_restarts(hypervisor: Spy, launched: Launch, owner: User) -> None:
    machine = run(launched())
    run(launched(name="db"))
    power.stop(actor=owner, machine=machine)
    run(machine)
    power.start(actor=owner, machine=machine)
    run(machine)

    assert reading.addresses_of(machine) == {"default": "10.64.0.2"}


def test_a_deleted_machine_gives_everything_back(hypervisor: Spy, launched: Launch, owner: User) -> None:
    machine = run(launched(text=with_ports()))
    machines.delete(actor=owner, machine=machine)

    reconcile(machine.pk)

    assert hypervisor.networks() == {}
    assert [kind.objects.count() for kind in (TeamNetwork, NetworkLease, PortForward)] == [0, 0, 0]


def test_a_network_stays_for_the_others(hypervisor: Spy, launched: Launch, owner: User) -> None:
    first, second = run(launched()), run(launched(name="db"))
    machines.delete(actor=owner, machine=first)

    reconcile(first.pk)

    assert len(hypervisor.networks()) == 1
    assert NetworkLease.objects.get().machine == second


def test_a_network_that_is_being_removed_is_waited_for(launched: Launch, host: Host, team: Team) -> None:
    row = TeamNetwork.objects.create(team=team, host=host, cidr="10.64.0.0/24", leaving_since=timezone.now())
    machine = launched()

    with pytest.raises(NetworkLeaving, match="blue"):
        reconcile(machine.pk)

    row.leaving_since = timezone.now() - timedelta(minutes=5)  # its worker died
    row.save()
    assert run(machine).printable_status == "Running"


# -- hardware addresses, ranges -----------------------------------------------------------------------


def test_a_hardware_address_that_another_machine_has_is_refused(launched: Launch) -> None:
    mac = "masquerade: {}\n              macAddress: 02:00:00:00:00:07"
    run(launched(text=a_text().replace("masquerade: {}", mac)))

    second = run(launched(name="db", text=a_text(name="db").replace("masquerade: {}", mac)))

    assert "02:00:00:00:00:07" in failure(second)


def test_the_range_of_the_teams_network_may_be_written_down(hypervisor: Spy, launched: Launch) -> None:
    text = a_text().replace("pod: {}", "pod: {vmNetworkCIDR: 10.64.0.0/24}")

    assert run(launched(text=text)).printable_status == "Running"


def test_another_range_is_refused_with_the_one_there_is(hypervisor: Spy, launched: Launch) -> None:
    text = a_text().replace("pod: {}", "pod: {vmNetworkCIDR: 10.0.2.0/24}")

    assert "10.64.0.0/24" in failure(run(launched(text=text)))


def test_a_full_range_says_so(launched: Launch, host: Host, other_team: Team) -> None:
    host.network_range = "10.64.0.0/24"
    host.save()
    TeamNetwork.objects.create(team=other_team, host=host, cidr="10.64.0.0/24")

    assert "no subnet left" in failure(run(launched()))


# -- ports --------------------------------------------------------------------------------------------


def test_each_port_gets_one_of_the_hosts(hypervisor: Spy, launched: Launch, settings: Any) -> None:
    settings.FORWARDED_PORTS = (30000, 30010)

    machine = run(launched(text=with_ports()))

    assert [(way.protocol, way.port, way.host_port) for way in reading.forwards_of(machine)] == [
        ("tcp", 22, 30000),
        ("udp", 53, 30000),
    ]


def test_the_domain_tells_its_host_which_ports_lead_where(hypervisor: Spy, launched: Launch) -> None:
    machine = run(launched(text=with_ports()))

    xml = observe.look(machine, hypervisor).domain_xml
    assert 'protocol="tcp" port="22" name="ssh" hostPort="30000" address="10.64.0.2"' in xml


def test_fifty_machines_that_ask_for_one_port_get_fifty(
    hypervisor: Spy, launched: Launch, host: Host
) -> None:
    Host.objects.update(facts=to_json(replace(capable(), name="h1", cpus=64, memory_bytes=64 * 2**30)))
    for number in range(50):
        run(launched(name=f"web-{number}", text=with_ports(f"web-{number}")))

    ports = set(PortForward.objects.filter(protocol="tcp").values_list("host_port", flat=True))
    assert ports == set(range(30000, 30050))


def test_when_all_ports_are_taken_the_machine_says_so(launched: Launch, settings: Any) -> None:
    settings.FORWARDED_PORTS = (30000, 30000)
    run(launched(text=with_ports()))

    assert "All ports of the host" in failure(run(launched(name="db", text=with_ports("db"))))


def test_a_port_that_is_edited_away_stays_until_the_machine_is_off(
    launched: Launch,
) -> None:
    machine = run(launched(text=with_ports()))

    edit(machine, a_text())
    run(machine)
    while_it_ran = len(reading.forwards_of(machine))
    edit(machine, a_text(run_strategy="Halted"))
    run(machine)

    assert (while_it_ran, reading.forwards_of(machine)) == (2, [])


# -- networks that administrators offer ---------------------------------------------------------------

ON_LAN = a_text().replace("pod: {}", "multus: {networkName: lan}").replace("masquerade: {}", "bridge: {}")


@pytest.mark.parametrize(("kind", "written"), [("network", 'network="lan0"'), ("bridge", 'bridge="lan0"')])
def test_a_machine_joins_what_its_team_was_granted(
    hypervisor: Spy, launched: Launch, host: Host, team: Team, kind: str, written: str
) -> None:
    a_network(team, host, kind=kind)

    machine = run(launched(text=ON_LAN))

    assert written in observe.look(machine, hypervisor).domain_xml
    assert hypervisor.networks() == {}


def test_a_network_of_another_team_is_no_network(launched: Launch, host: Host, other_team: Team) -> None:
    a_network(other_team, host)

    assert "no network named lan" in failure(run(launched(text=ON_LAN)))


def test_a_machine_goes_to_the_host_that_has_its_network(launched: Launch, host: Host, team: Team) -> None:
    other = a_host("h2", facts=to_json(replace(capable(), name="h2")))
    a_network(team, other)

    assert run(launched(text=ON_LAN)).host == other
