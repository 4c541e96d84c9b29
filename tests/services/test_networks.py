"""Networks that administrators offer: registered, granted, changed, and taken away when nobody names them."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import a_draft, a_host, a_machine, a_network, a_text
from vms import access, manifest
from vms.models import AuditEvent, Host, NetworkAttachment, Team
from vms.services import Conflict, networks
from vms.services.networks import Place

pytestmark = pytest.mark.django_db

ON_LAN = a_text().replace("pod: {}", "multus: {networkName: lan}").replace("masquerade: {}", "bridge: {}")


def offer(actor: User, name: str = "lan", **wish: Any) -> NetworkAttachment:
    usual: dict[str, Any] = {"description": "", "is_for_everybody": False, "teams": (), "places": {}}
    return networks.create(actor=actor, name=name, **usual | wish)


@pytest.fixture
def host(db: None) -> Host:
    return a_host()


def test_a_network_is_offered_with_its_places_and_teams(admin: User, host: Host, team: Team) -> None:
    network = offer(admin, teams=[team], places={host: Place("bridge", "br-office")})

    (place,) = network.places.all()
    assert (place.host, place.kind, place.target) == (host, "bridge", "br-office")
    assert list(network.teams.all()) == [team]
    assert AuditEvent.objects.get().verb == "network.create"


def test_only_admins_offer(owner: User) -> None:
    with pytest.raises(access.NotPermitted, match="platform admin"):
        offer(owner)


@pytest.mark.parametrize("name", ["", "Lan", "lan/", "a/b/c", "-lan", "lan\n", "l" * 300, "../lan"])
def test_a_name_that_no_manifest_could_write_is_refused(admin: User, name: str) -> None:
    with pytest.raises(Conflict):
        offer(admin, name)


@pytest.mark.parametrize("target", ["br office", "../eth0", "-x", "br'0", "b" * 64])
def test_a_place_that_no_host_could_have_is_refused(admin: User, host: Host, target: str) -> None:
    with pytest.raises(Conflict, match="Nothing was saved"):
        offer(admin, places={host: Place("bridge", target)})
    assert not host.network_places.exists()


def test_a_name_is_offered_once(admin: User) -> None:
    offer(admin)

    with pytest.raises(Conflict, match="lan already"):
        offer(admin)


def test_a_change_takes_the_place_of_all_there_was(admin: User, host: Host, team: Team) -> None:
    network = offer(admin, teams=[team], places={host: Place("bridge", "br0")})
    wish: dict[str, Any] = {"description": "", "is_for_everybody": True, "teams": (), "places": {}}

    networks.change(actor=admin, attachment=network, **wish)

    network.refresh_from_db()
    assert network.is_for_everybody
    assert not network.teams.exists()
    assert not network.places.exists()


def test_machines_that_wait_for_a_network_are_looked_at(
    admin: User,
    team: Team,
    dispatched: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    machine = a_machine(team, document=manifest.from_yaml(ON_LAN))

    with django_capture_on_commit_callbacks(execute=True):
        offer(admin)

    assert dispatched == [str(machine.pk)]


def test_a_network_that_a_draft_names_stays(admin: User, team: Team, member: User) -> None:
    network = a_network(team)
    a_draft(team, member, ON_LAN)

    with pytest.raises(Conflict, match="the draft web"):
        networks.delete(actor=admin, attachment=network)


def test_a_network_that_nobody_names_goes(admin: User, team: Team, host: Host) -> None:
    networks.delete(actor=admin, attachment=a_network(team, host))

    assert not NetworkAttachment.objects.exists()
