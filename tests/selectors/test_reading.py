import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from tests.data import a_draft, a_machine, a_request, a_text
from vms.models import Draft, RequestState, Team
from vms.selectors import dashboard, drafts, machines, names, requests


@pytest.mark.parametrize("count", [1, 20])
def test_the_dashboard_costs_the_same_with_one_machine_and_with_many(
    team: Team, member: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        a_machine(team, name=f"web-{number}")

    with django_assert_max_num_queries(6):
        dashboard.summary(member)


def test_the_dashboard_knows_how_every_machine_is_doing(team: Team, member: User) -> None:
    for name, status in [("a", "Running"), ("b", "Stopped")]:
        a_machine(team, name=name, printable_status=status)

    standing = dashboard.summary(member).standing

    assert sorted(machine.printable_status for machine in standing) == ["Running", "Stopped"]


def test_a_stranger_is_shown_nothing(team: Team, owner: User, stranger: User) -> None:
    a_machine(team)
    a_request(team, owner)

    summary = dashboard.summary(stranger)

    assert (summary.standing, summary.drafts, summary.waiting) == ([], [], [])


def test_a_list_never_loads_the_documents(team: Team, member: User) -> None:
    a_machine(team)

    assert "document" in machines.for_list(member)[0].get_deferred_fields()


@pytest.mark.parametrize(("search", "found"), [("WE", ["web"]), ("blue", ["db", "web"]), ("stopped", ["db"])])
def test_machines_are_found_by_name_team_and_status(
    team: Team, member: User, search: str, found: list[str]
) -> None:
    a_machine(team, name="web", printable_status="Running")
    a_machine(team, name="db", printable_status="Stopped")

    assert [machine.name for machine in machines.for_list(member, search=search)] == found


def test_an_admins_queue_holds_what_others_wrote(team: Team, member: User, admin: User) -> None:
    theirs = a_request(team, member)
    a_request(team, admin, name="other")

    assert list(requests.waiting_for(admin)) == [theirs]


def test_a_member_has_no_queue(team: Team, member: User, owner: User) -> None:
    a_request(team, owner)

    assert not requests.waiting_for(member).exists()


def test_requests_can_be_listed_by_state(team: Team, member: User) -> None:
    rejected = a_request(team, member, state=RequestState.REJECTED)
    a_request(team, member)

    assert list(requests.for_list(member, RequestState.REJECTED)) == [rejected]


def test_a_free_name_minds_machines_requests_and_drafts(team: Team, member: User) -> None:
    a_machine(team, name="web")
    a_draft(team, member, name="web-2")
    a_request(team, member, name="web-3")

    assert names.free_name(team, "web") == "web-4"


def test_the_name_of_another_teams_machine_is_free(team: Team, other_team: Team) -> None:
    a_machine(other_team, name="web")

    assert names.free_name(team, "web") == "web"


def test_unreadable_text_is_read_as_one_problem(team: Team) -> None:
    reading = drafts.read(Draft(team=team, text="kind: ["))

    assert reading.document is None
    assert [problem.keyword for problem in reading.problems] == ["yaml"]


def test_renaming_a_machine_is_a_problem_with_a_repair(team: Team) -> None:
    draft = Draft(team=team, machine=a_machine(team, name="db"), text=a_text(name="web"))

    problems = {p.keyword: p for p in drafts.read(draft).problems}

    fix = problems["renamed"].fix
    assert fix is not None
    assert fix.edits[0].value == "db"


def test_of_too_many_problems_the_worst_are_told_with_how_many_more_there_are(team: Team) -> None:
    text = a_text() + "".join(f"unknown{number}: 1\n" for number in range(150))
    reading = drafts.read(Draft(team=team, text=text.replace("256Mi", "lots")))

    assert len(reading.problems) == drafts.MOST_PROBLEMS + 1
    assert reading.problems[0].pointer == "/spec/template/spec/domain/memory/guest"
    assert reading.problems[-1].message.startswith("There are 51 more problems.")


def test_the_name_of_nothing_is_not_looked_for(team: Team) -> None:
    text = a_text().replace("name: web", 'name: "a\\0b"')

    found = drafts.read(Draft(team=team, text=text)).problems
    assert "control-character" in {problem.keyword for problem in found}
