"""Bringing manifests in by page: looked at first, stored only when taken."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import a_text
from tests.manifest.importing.fixture_files import read
from vms.manifest.importing import bring
from vms.models import Draft, Membership, Team

from .conftest import SignIn

pytestmark = pytest.mark.django_db
URL = "/drafts/import/"


@pytest.fixture
def author(team: Team, member: User, signed_in: SignIn) -> Client:
    return signed_in(member)


def look(author: Client, text: str = "", **fields: Any) -> Any:
    return author.post(URL, {"step": "look", "text": text, **fields})


def a_file(name: str, content: str | bytes) -> io.BytesIO:
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return file


def test_looking_stores_nothing(author: Client) -> None:
    answer = look(author, read("kubectl-get.yaml"))

    assert answer.status_code == 200
    assert Draft.objects.count() == 0


def test_the_report_counts_what_runs_and_what_does_not(author: Client) -> None:
    page = look(author, read("kubectl-get.yaml")).context["page"]

    mail = page.machines[0]
    assert (mail.name, mail.where) == ("mail", "line 3")
    assert [field.label for field in mail.account.kept] == ["owner", "app", "app"]
    assert {field.pointer for field in mail.account.doubt} == set()
    assert sum(share.width for share in mail.shares) == pytest.approx(100, abs=0.1)


def test_the_report_says_what_changes_and_what_else_is_there(author: Client) -> None:
    shown = look(author, read("whole-set.yaml")).content.decode()

    for words in ("kubevirt.io/v1", "run strategy", "under Secrets", "Only virtual machines", "in doubt"):
        assert words in shown


def test_nothing_secret_of_the_file_is_on_the_report(author: Client) -> None:
    answer = look(author, read("whole-set.yaml"))

    assert "never-to-be-seen" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_one_machine_that_is_taken_opens_in_the_editor(author: Client, team: Team, member: User) -> None:
    machine = look(author, read("whole-set.yaml")).context["page"].machines[0]

    answer = author.post(URL, {"step": "accept", "machine": "0", "text-0": machine.text})

    draft = Draft.objects.get()
    assert answer["Location"] == f"/drafts/{draft.pk}/"
    assert (draft.text, draft.name, draft.team, draft.author) == (machine.text, "print", team, member)


def test_only_the_chosen_machines_are_taken(author: Client) -> None:
    fields = {f"text-{number}": a_text(name=f"web{number}") for number in range(3)}

    answer = author.post(URL, {"step": "accept", "machine": ["2", "0", "2"], **fields})

    assert answer["Location"] == "/drafts/"
    assert sorted(Draft.objects.values_list("name", flat=True)) == ["web0", "web2"]


def test_choosing_nothing_is_told(author: Client) -> None:
    answer = author.post(URL, {"step": "accept", "text-0": a_text()})

    assert answer.status_code == 409
    assert "Choose at least one" in answer.content.decode()
    assert Draft.objects.count() == 0


def test_a_machine_arrives_in_the_namespace_of_the_team(author: Client) -> None:
    (machine,) = look(author, a_text(team="elsewhere")).context["page"].machines

    assert "namespace: blue" in machine.text
    assert machine.problems == ()


def test_an_error_shows_its_line_and_loses_no_text(author: Client) -> None:
    text = a_text() + "---\nkind: VirtualMachine\nmetadata: [\n"

    answer = look(author, text)

    page = answer.context["page"]
    assert answer.status_code == 422
    assert page.text == text
    assert [line.number for line in page.unreadable.lines if line.is_at_fault] == [
        int(page.unreadable.where.removeprefix("line "))
    ]


def test_what_cannot_be_read_can_be_opened_as_it_is(author: Client) -> None:
    author.post(URL, {"step": "as-it-is", "text": "a: ]\n"})

    assert Draft.objects.get().text == "a: ]\n"


def test_several_files_are_one_import(author: Client) -> None:
    files = [a_file("one.yaml", a_text(name="one")), a_file("two.json", '{"kind": "Pod"}')]

    page = author.post(URL, {"step": "look", "file": files}).context["page"]

    assert [machine.where for machine in page.machines] == ["one.yaml, line 2"]
    assert [other.kind for other in page.others] == ["Pod"]


def test_an_error_names_the_file_it_is_in(author: Client) -> None:
    files = [a_file("one.yaml", a_text().rstrip()), a_file("two.yaml", "a: 1\nb: ]\n")]

    page = author.post(URL, {"step": "look", "file": files, "text": a_text()}).context["page"]

    assert page.unreadable.where == "two.yaml, line 2"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Paste a manifest"),
        ({"text": "# nothing\n"}, "nothing in it but comments"),
        ({"file": ("x.yaml", b"\xff\xfe")}, "not text in UTF-8"),
        ({"file": ("x.yaml", b"a" * (2**20 + 1))}, "larger than 1 MiB"),
        ({"text": "a: 1\n---\n" * 101}, "More than 100 documents"),
        ({"text": "a: &a [x]\nb: " + "[" * 200}, "nested more than 100"),
    ],
)
def test_what_cannot_come_in_is_refused_with_a_sentence(
    author: Client, fields: dict[str, Any], words: str
) -> None:
    if "file" in fields:
        fields = {"file": a_file(*fields["file"])}

    answer = look(author, **fields)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_without_a_machine_says_so(author: Client) -> None:
    shown = look(author, "kind: Secret\nmetadata: {name: x}\n").content.decode()

    assert "There is no virtual machine in it" in shown
    assert 'value="accept"' not in shown


def test_with_several_teams_one_is_chosen(author: Client, member: User) -> None:
    second = Team.objects.create(slug="green", name="Green")
    Membership.objects.create(team=second, user=member, role="member")

    assert "Choose one of your teams" in look(author, a_text()).content.decode()
    assert "namespace: green" in look(author, a_text(), team=second.pk).context["page"].machines[0].text


def test_a_foreign_team_is_refused_like_an_absent_one(author: Client, member: User) -> None:
    mine = Team.objects.create(slug="green", name="Green")
    Membership.objects.create(team=mine, user=member, role="member")
    foreign = Team.objects.create(slug="red", name="Red")

    answers = [look(author, a_text(), team=team).status_code for team in (foreign.pk, 999_999)]

    assert answers == [422, 422]
    assert Draft.objects.count() == 0


def test_somebody_in_no_team_is_told_whom_to_ask(signed_in: SignIn, stranger: User) -> None:
    Membership.objects.filter(user=stranger).delete()

    assert "You are in no team yet" in signed_in(stranger).get(URL).content.decode()


def test_the_text_in_the_draft_is_what_the_report_showed(author: Client) -> None:
    expected = bring(read("kubectl-get.yaml"), "blue").machines

    page = look(author, read("kubectl-get.yaml")).context["page"]

    assert [machine.text for machine in page.machines] == [machine.text for machine in expected]
