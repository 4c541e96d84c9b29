"""Queries that are compiled once answer as the querysets they were made of."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, User
from pytest_django import DjangoAssertNumQueries

from tests.data import a_draft, a_machine, a_request
from vms import access
from vms.models import Draft, Team, VirtualMachine
from vms.selectors import Given, Prepared, drafts

_NAMED: Prepared[VirtualMachine] = Prepared(
    lambda: (
        VirtualMachine.objects.select_related("team")
        .filter(name=Given("name", VirtualMachine._meta.get_field("name")))
        .order_by("team__slug")
    )
)


def test_it_gives_whole_rows_with_what_is_joined(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    machine = a_machine(team, name="web")
    a_machine(team, name="other")

    with django_assert_num_queries(1):
        [found] = _NAMED.rows(name="web")
        assert (found, found.document, found.team.slug) == (machine, machine.document, "blue")


def test_it_is_asked_again_for_other_values(team: Team) -> None:
    machines = {name: a_machine(team, name=name) for name in ("web", "db")}

    assert {name: _NAMED.rows(name=name) for name in machines} == {
        name: [machine] for name, machine in machines.items()
    }
    assert _NAMED.first(name="none") is None


def test_it_gives_plain_values_converted_as_the_fields_are(team: Team) -> None:
    machine = a_machine(team, name="web")
    wanted = Prepared(
        lambda: VirtualMachine.objects.filter(pk=Given("pk", VirtualMachine._meta.pk)).values_list(
            "pk", "document"
        )
    )

    assert wanted.values(pk=machine.pk) == [(machine.pk, machine.document)]


def test_what_is_given_is_never_part_of_the_query(team: Team) -> None:
    a_machine(team, name="web")

    assert _NAMED.rows(name="web' OR '1'='1") == []


@pytest.mark.parametrize("who", ["admin", "owner", "member", "stranger"])
def test_the_editor_opens_a_draft_for_whom_it_is_visible_to(
    team: Team, request: pytest.FixtureRequest, who: str
) -> None:
    user: User = request.getfixturevalue(who)
    draft = a_draft(team, request.getfixturevalue("member"))
    visible = list(access.visible_to(user, Draft))

    try:
        opened = [drafts.for_editor(user, draft.pk)]
    except Draft.DoesNotExist:
        opened = []

    assert opened == visible


def test_the_editor_opens_nothing_for_who_is_signed_out_or_shut_out(team: Team, member: User) -> None:
    draft = a_draft(team, member)
    member.is_active = False

    for user in (AnonymousUser(), member):
        with pytest.raises(Draft.DoesNotExist):
            drafts.for_editor(user, draft.pk)


def test_an_absent_draft_looks_as_a_foreign_one(member: User) -> None:
    with pytest.raises(Draft.DoesNotExist):
        drafts.for_editor(member, uuid4())


def test_only_a_request_that_waits_is_waiting(team: Team, member: User) -> None:
    draft = a_draft(team, member)
    assert drafts.waiting_request(draft) is None

    request = a_request(team, member, draft=draft)
    assert drafts.waiting_request(draft) == request.pk
