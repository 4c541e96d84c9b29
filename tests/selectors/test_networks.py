"""Networks that administrators offer: to whom, under which names, and what a draft is told of others."""

import pytest
from django.contrib.auth.models import AnonymousUser, User

from tests.data import a_draft, a_host, a_machine, a_network, a_text
from vms import access, manifest
from vms.models import NetworkAttachment, PortForward, Team
from vms.selectors import drafts, networks

pytestmark = pytest.mark.django_db


def on(name: str) -> str:
    return (
        a_text()
        .replace("pod: {}", f"multus: {{networkName: {name}}}")
        .replace("masquerade: {}", "bridge: {}")
    )


def told(name: str, team: Team) -> list[str]:
    return [each.message for each in networks.problems_of(manifest.from_yaml(on(name)), team)]


@pytest.mark.parametrize(
    ("registered", "written", "known"),
    [
        ("lan", "lan", True),
        ("lan", "blue/lan", True),
        ("lan", "red/lan", False),
        ("blue/lan", "lan", True),
        ("blue/lan", "blue/lan", True),
        ("shared/lan", "shared/lan", True),
        ("shared/lan", "lan", False),
        ("lan", "lan2", False),
    ],
)
def test_a_network_is_known_with_the_teams_namespace_or_without(
    team: Team, registered: str, written: str, known: bool
) -> None:
    a_network(team, name=registered)

    assert (told(written, team) == []) is known


def test_an_unknown_network_and_a_foreign_one_are_told_alike(team: Team, other_team: Team) -> None:
    a_network(other_team, name="theirs")

    (foreign,), (unknown,) = told("theirs", team), told("nowhere", team)

    assert foreign == unknown
    assert "no network of that name" in foreign


def test_what_is_granted_is_offered_instead(team: Team, other_team: Team) -> None:
    a_network(team, name="lan")
    a_network(other_team, name="theirs")

    (message,) = told("nowhere", team)

    assert "Choose one of lan, or ask" in message


def test_the_only_network_there_is_mends_a_wrong_name(team: Team) -> None:
    a_network(team, name="shared/lan")

    (problem,) = networks.problems_of(manifest.from_yaml(on("nowhere")), team)

    assert problem.fix is not None
    assert [edit.value for edit in problem.fix.edits] == ["shared/lan"]


@pytest.mark.parametrize(
    ("pod_network", "port_address", "reached"),
    [("nat", "10.0.0.5", "10.0.0.5"), ("nat", None, None), ("restricted-user", None, "127.0.0.1")],
)
def test_a_port_is_reached_where_its_host_listens(
    team: Team, pod_network: str, port_address: str | None, reached: str | None
) -> None:
    host = a_host(facts={"name": "h1", "pod_network": pod_network}, port_address=port_address)
    way = PortForward(host=host, machine=a_machine(team), protocol="tcp", port=22, host_port=30022)

    assert networks.reached_at(way) == reached


def test_a_draft_is_told_at_the_field(team: Team, member: User) -> None:
    reading = drafts.read(a_draft(team, member, on("nowhere")))

    assert "/spec/template/spec/networks/0/multus/networkName" in {each.pointer for each in reading.problems}


def test_people_see_what_their_teams_may_join(
    team: Team, other_team: Team, admin: User, member: User, stranger: User
) -> None:
    a_network(team, name="blues")
    a_network(name="all")

    def names(user: User | AnonymousUser) -> list[str]:
        return [str(each) for each in access.visible_to(user, NetworkAttachment)]

    assert names(admin) == names(member) == ["all", "blues"]
    assert names(stranger) == ["all"]
    assert names(AnonymousUser()) == []


def test_a_network_is_used_by_whoever_names_it(team: Team, other_team: Team, member: User) -> None:
    lan = a_network(name="shared/lan")
    draft = a_draft(team, member, on("shared/lan"))
    a_draft(team, member, on("lan"), name="other")

    assert [(use.kind, use.thing) for use in networks.uses_of(lan)] == [("draft", draft)]
