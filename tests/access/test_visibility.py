import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model

from tests.data import PUBLIC_KEY, a_claim, a_draft, a_machine, a_network, a_request, a_secret
from vms import access
from vms.models import ChangeRequest, Claim, Draft, NetworkAttachment, Secret, SshKey, Team, VirtualMachine
from vms.services import ssh_keys

KINDS: list[type[Model]] = [NetworkAttachment, VirtualMachine, Draft, ChangeRequest, Secret, Claim, Team]


@pytest.fixture
def things(team: Team, owner: User) -> dict[type[Model], Model]:
    request = a_request(team, owner)
    return {
        VirtualMachine: a_machine(team, owner, name="db"),
        Draft: a_draft(team, owner),
        ChangeRequest: request,
        Secret: a_secret(team, owner),
        NetworkAttachment: a_network(team),
        Claim: a_claim(team),
        Team: team,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_admins_and_the_team_see_an_object(
    kind: type[Model], things: dict[type[Model], Model], admin: User, owner: User, member: User
) -> None:
    for user in (admin, owner, member):
        assert access.visible_to(user, kind).filter(pk=things[kind].pk).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_strangers_and_the_anonymous_do_not(
    kind: type[Model], things: dict[type[Model], Model], stranger: User
) -> None:
    for user in (stranger, AnonymousUser()):
        assert not access.visible_to(user, kind).filter(pk=things[kind].pk).exists()


def test_a_disabled_account_sees_nothing(things: dict[type[Model], Model], owner: User) -> None:
    owner.is_active = False

    assert not access.visible_to(owner, VirtualMachine).exists()


def test_a_stranger_has_no_verb_at_all(things: dict[type[Model], Model], stranger: User) -> None:
    assert all(access.verbs_for(stranger, thing) == frozenset() for thing in things.values())


def test_members_may_not_delete_machines(team: Team, member: User) -> None:
    assert not access.may(member, "machine.delete", a_machine(team))


def test_owners_may(team: Team, owner: User) -> None:
    assert access.may(owner, "machine.delete", a_machine(team))


def test_nobody_decides_their_own_request(team: Team, admin: User) -> None:
    request = a_request(team, admin)

    with pytest.raises(access.NotPermitted, match="somebody else must decide"):
        access.require(admin, "request.decide", request)


def test_only_admins_decide(team: Team, owner: User, member: User, admin: User) -> None:
    request = a_request(team, member)

    assert [access.may(user, "request.decide", request) for user in (admin, owner, member)] == [
        True,
        False,
        False,
    ]


def test_a_key_is_seen_by_its_owner_alone(owner: User, member: User, admin: User, stranger: User) -> None:
    key = ssh_keys.add(actor=owner, public_key=PUBLIC_KEY)

    for user in (member, admin, stranger, AnonymousUser()):
        assert not access.visible_to(user, SshKey).exists()
        assert access.verbs_for(user, key) == frozenset()
    assert access.visible_to(owner, SshKey).get() == key
