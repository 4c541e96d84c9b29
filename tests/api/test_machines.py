"""Machines: what is told of them, and the verbs that leave work behind."""

import pytest
import yaml
from django.contrib.auth.models import User

from tests.api.conftest import Api
from tests.data import a_machine
from vms.models import Operation, Team, VirtualMachine

pytestmark = pytest.mark.django_db


def test_a_machine_is_told_with_status_conditions_operations_and_verbs(
    as_member: Api, machine: VirtualMachine, member: User, team: Team
) -> None:
    machine.conditions = [{"type": "Ready", "status": "True", "reason": "", "message": ""}]
    machine.save()
    Operation.objects.create(
        machine=machine,
        machine_name="web",
        team=team,
        actor=member,
        verb="launch",
        steps=[{"name": "submitted", "at": "2026-01-01T00:00:00+00:00", "detail": ""}],
    )

    told = as_member.get(f"/machines/{machine.pk}/").json()

    assert (told["name"], told["team"], told["host"]) == ("web", "blue", "h1")
    assert told["printable_status"] == "Running"
    assert told["conditions"][0]["type"] == "Ready"
    assert told["operations"][0]["verb"] == "launch"
    assert told["operations"][0]["steps"][0]["name"] == "submitted"
    assert "machine.power" in told["verbs"]
    assert "machine.delete" not in told["verbs"]


def test_no_answer_tells_a_host_s_address(as_admin: Api, machine: VirtualMachine) -> None:
    for path in ("/machines/", f"/machines/{machine.pk}/"):
        assert b"test:///" not in as_admin.get(path).content


@pytest.mark.parametrize("verb", ["stop", "restart", "force_stop"])
def test_a_power_verb_is_accepted_with_the_address_of_its_operation(
    verb: str, as_member: Api, machine: VirtualMachine, dispatched: list[str]
) -> None:
    answer = as_member.post(f"/machines/{machine.pk}/{verb}/")

    assert answer.status_code == 202
    assert answer.json()["verb"] == verb
    followed = as_member.client.get(answer["Location"]).json()
    assert (followed["id"], followed["machine"]) == (answer.json()["id"], str(machine.pk))


def test_starting_a_stopped_machine_is_accepted(as_member: Api, team: Team, dispatched: list[str]) -> None:
    stopped = a_machine(team, name="off", document=_halted(team))

    assert as_member.post(f"/machines/{stopped.pk}/start/").status_code == 202


def _halted(team: Team) -> dict[str, object]:
    document = a_machine(team, name="template").document
    document["spec"]["runStrategy"] = "Halted"
    document["metadata"]["name"] = "off"
    return dict(document)


def test_a_verb_that_is_not_possible_says_why(as_member: Api, machine: VirtualMachine) -> None:
    answer = as_member.post(f"/machines/{machine.pk}/start/")

    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert answer.json()["detail"] == "It is running already."


def test_deleting_is_accepted_with_the_address_of_its_operation(
    as_owner: Api, machine: VirtualMachine, dispatched: list[str]
) -> None:
    answer = as_owner.send("DELETE", f"/machines/{machine.pk}/")

    assert answer.status_code == 202
    assert as_owner.client.get(answer["Location"]).json()["verb"] == "delete"
    machine.refresh_from_db()
    assert machine.deletion_requested_at is not None


def test_the_manifest_is_json_unless_yaml_is_asked_for(as_member: Api, machine: VirtualMachine) -> None:
    path = f"/machines/{machine.pk}/manifest/"

    as_json = as_member.get(path)
    as_yaml = as_member.get(path, accept="application/yaml")

    assert as_json.json() == machine.document
    assert as_yaml["Content-Type"].startswith("application/yaml")
    assert as_yaml.content.decode() == machine.revision.text
    assert yaml.safe_load(as_yaml.content) == machine.document
    assert as_member.get(f"{path}?format=yaml").content == as_yaml.content


def test_a_machine_is_found_by_name_team_and_status(as_admin: Api, team: Team, other_team: Team) -> None:
    a_machine(team, name="web", printable_status="Running")
    a_machine(other_team, name="db")

    def names(query: str) -> list[str]:
        return [machine["name"] for machine in as_admin.get(f"/machines/{query}").json()["results"]]

    assert names("") == ["web", "db"]
    assert names("?search=WE") == ["web"]
    assert names("?search=running") == ["web"]
    assert names("?team=red") == ["db"]
    assert names("?team=no-such-team") == []


def test_a_list_costs_the_same_number_of_queries_for_one_machine_and_for_many(
    as_member: Api, team: Team, django_assert_max_num_queries: object
) -> None:
    a_machine(team, name="first")
    with django_assert_max_num_queries(5):  # type: ignore[operator]  # pytest-django's fixture is not typed
        as_member.get("/machines/")
    for number in range(20):
        a_machine(team, name=f"web-{number}")
    with django_assert_max_num_queries(5):  # type: ignore[operator]  # as above
        assert as_member.get("/machines/").json()["count"] == 21
