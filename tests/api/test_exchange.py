"""Importing files and exporting manifests over the API."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.api.conftest import Api
from tests.data import a_draft, a_text
from tests.manifest.importing.fixture_files import read
from vms import manifest
from vms.models import Draft, Team, VirtualMachine

pytestmark = pytest.mark.django_db


def bring(api: Api, query: str = "", **body: Any) -> Any:
    return api.post(f"/drafts/import/{query}", {"team": "blue", "text": read("kubectl-get.yaml"), **body})


def test_a_dry_run_reports_and_stores_nothing(as_member: Api, team: Team) -> None:
    answer = bring(as_member, "?dry_run=1")

    assert answer.status_code == 200
    assert Draft.objects.count() == 0
    mail = answer.json()["machines"][0]
    assert (mail["name"], mail["line"], mail["draft"], mail["problems"]) == ("mail", 3, None, [])
    assert {made["name"] for made in mail["converted"]} >= {"server-fields", "running", "mac"}
    assert {field["pointer"] for field in mail["account"]["kept"]} >= {"/metadata/labels/app"}


def test_every_machine_becomes_a_draft_unless_some_are_chosen(as_member: Api, team: Team) -> None:
    machines = bring(as_member).json()["machines"]
    assert [Draft.objects.get(pk=machine["draft"]).text for machine in machines] == [
        machine["text"] for machine in machines
    ]

    chosen = bring(as_member, machines=[1]).json()["machines"]
    assert [machine["draft"] is None for machine in chosen] == [True, False]


def test_what_else_is_in_the_file_is_told_and_not_stored(as_member: Api, team: Team) -> None:
    answer = bring(as_member, text=read("whole-set.yaml"))

    assert [other["kind"] for other in answer.json()["others"]] == [
        "Secret",
        "DataVolume",
        "NetworkAttachmentDefinition",
        "Pod",
    ]
    assert "never-to-be-seen" not in answer.content.decode()
    assert "never-to-be-seen" not in Draft.objects.get().text


@pytest.mark.parametrize("machines", [[2], [-1], [], "all", [10**30]])
def test_a_number_that_no_machine_has_is_refused(machines: Any, as_member: Api, team: Team) -> None:
    assert bring(as_member, machines=machines).status_code == 400
    assert Draft.objects.count() == 0


def test_a_file_that_cannot_be_read_names_its_line(as_member: Api, team: Team) -> None:
    answer = bring(as_member, text="a: 1\n---\nb: ]\n")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["line"] == 3


def test_a_file_without_machines_begins_nothing(as_member: Api, team: Team) -> None:
    assert bring(as_member, text="kind: Pod\n").status_code == 409
    assert bring(as_member, "?dry_run=1", text="kind: Pod\n").json()["machines"] == []


def test_a_manifest_leaves_as_a_cluster_takes_it(
    as_member: Api, team: Team, member: User, machine: VirtualMachine
) -> None:
    draft = a_draft(team, member, a_text())
    for path in (f"/drafts/{draft.pk}", f"/machines/{machine.pk}"):
        answer = as_member.get(f"{path}/export/?as=cluster")

        assert answer["Content-Type"].startswith("application/yaml")
        assert manifest.from_yaml(answer.content.decode())["kind"] == "VirtualMachine"
        assert as_member.get(f"{path}/export/?as=bundle").content[:2] == b"PK"
        assert as_member.get(f"{path}/export/").content == as_member.get(f"{path}/export/?as=yaml").content


def test_a_form_that_is_none_is_refused_by_name(as_member: Api, machine: VirtualMachine) -> None:
    answer = as_member.get(f"/machines/{machine.pk}/export/?as=floppy")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/as"
