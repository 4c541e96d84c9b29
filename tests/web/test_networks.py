"""The pages of networks, and what a machine's page says of its addresses and ports."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import a_host, a_machine, a_network
from vms.models import NetworkAttachment, PortForward, Team, TeamNetwork

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


@pytest.fixture
def visitor(member: User) -> Client:
    client = Client()
    client.force_login(member)
    return client


def test_an_admin_offers_a_network(keeper: Client, team: Team) -> None:
    host = a_host()
    fields = {
        "name": "shared/lan",
        "teams": [team.pk],
        f"kind-{host.pk}": "bridge",
        f"target-{host.pk}": "br0",
    }

    answer = keeper.post("/networks/new/", fields, follow=True)

    network = NetworkAttachment.objects.get()
    assert str(network.places.get()) == "br0 on h1"
    assert "The network shared/lan is offered." in answer.content.decode()


def test_what_is_refused_is_shown_again_with_the_reason(keeper: Client) -> None:
    answer = keeper.post("/networks/new/", {"name": "No Name", "description": "kept"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a name like lan" in page
    assert 'value="kept"' in page


def test_an_edit_shows_what_there_is(keeper: Client, team: Team) -> None:
    network = a_network(team, a_host(), kind="sriov", target="functions")

    page = keeper.get(f"/networks/{network.pk}/").content.decode()

    assert 'value="functions"' in page
    assert '<option value="sriov" selected>' in page


def test_members_see_names_and_neither_bridges_nor_other_teams(
    visitor: Client, team: Team, other_team: Team
) -> None:
    network = a_network(team, a_host(), target="br-secret")
    network.teams.add(other_team)

    page = visitor.get("/networks/").content.decode()

    assert "lan" in page
    assert "Blue team" in page
    assert "Red team" not in page
    assert "br-secret" not in page


def test_a_machines_page_says_where_its_ports_are_reached(visitor: Client, team: Team) -> None:
    host = a_host(port_address="10.0.0.5")
    machine = a_machine(team, host=host)
    network = TeamNetwork.objects.create(team=team, host=host, cidr="10.64.0.0/24")
    network.leases.create(machine=machine, interface="default", mac="02:00:00:00:00:01", address="10.64.0.2")
    PortForward.objects.create(
        host=host, machine=machine, interface="default", protocol="tcp", port=22, host_port=30022
    )

    page = visitor.get(f"/machines/{machine.pk}/").content.decode()

    assert "10.64.0.2" in page
    assert "10.0.0.5:30022" in page
