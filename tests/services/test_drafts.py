import pytest
from django.contrib.auth.models import User

from tests.data import a_blueprint, a_draft, a_machine, a_request
from vms.access import NotPermitted
from vms.models import Draft, Team
from vms.schema import Edit
from vms.services import Conflict, drafts, power

MEMORY = "/spec/template/spec/domain/memory/guest"


def test_saving_the_text_keeps_every_byte(team: Team, member: User) -> None:
    text = "# mine\r\nkind:   VirtualMachine   # odd spacing\r\n"

    draft = drafts.save_text(actor=member, draft=a_draft(team, member), text=text, version=1)
    draft.refresh_from_db()

    assert (draft.text, draft.version) == (text, 2)


def test_text_that_is_not_yaml_is_kept_all_the_same(team: Team, member: User) -> None:
    draft = drafts.save_text(actor=member, draft=a_draft(team, member), text="a: [", version=1)

    assert Draft.objects.get(pk=draft.pk).text == "a: ["


def test_of_two_saves_of_one_version_the_second_is_refused(team: Team, member: User, owner: User) -> None:
    draft = a_draft(team, member)
    drafts.save_text(actor=owner, draft=draft, text="kind: A\n", version=1)

    with pytest.raises(Conflict, match="after you opened it"):
        drafts.save_text(actor=member, draft=draft, text="kind: B\n", version=1)

    assert Draft.objects.get(pk=draft.pk).text == "kind: A\n"


def test_an_edit_changes_one_line(team: Team, member: User) -> None:
    draft = a_draft(team, member)
    before = draft.text

    after = drafts.apply_edits(actor=member, draft=draft, edits=[Edit(MEMORY, "512Mi")], version=1).text

    assert after == before.replace("256Mi", "512Mi")


def test_a_draft_from_a_blueprint_is_in_the_teams_namespace(team: Team, member: User) -> None:
    draft = drafts.from_blueprint(actor=member, team=team, blueprint=a_blueprint())

    assert "namespace: blue" in draft.text


def test_a_second_draft_from_it_gets_a_name_that_is_free(team: Team, member: User) -> None:
    blueprint = a_blueprint()

    names = [drafts.from_blueprint(actor=member, team=team, blueprint=blueprint).name for _ in range(3)]

    assert names == ["web", "web-2", "web-3"]


def test_changing_a_machine_twice_takes_up_the_open_draft(team: Team, member: User) -> None:
    machine = a_machine(team)
    first = drafts.from_machine(actor=member, machine=machine)
    drafts.save_text(actor=member, draft=first, text=first.text + "# note\n", version=1)

    assert drafts.from_machine(actor=member, machine=machine) == first


def test_a_draft_that_is_open_in_another_tab_is_taken_up_and_not_thrown_away(
    team: Team, member: User
) -> None:
    machine = a_machine(team)

    assert drafts.from_machine(actor=member, machine=machine) == drafts.from_machine(
        actor=member, machine=machine
    )


def test_after_a_stop_a_change_begins_from_the_manifest_that_is_stopped(team: Team, member: User) -> None:
    machine = a_machine(team, printable_status="Running")
    before = drafts.from_machine(actor=member, machine=machine)
    power.stop(actor=member, machine=machine)
    machine.refresh_from_db()

    after = drafts.from_machine(actor=member, machine=machine)

    assert "runStrategy: Always" in before.text
    assert "runStrategy: Halted" in after.text
    assert Draft.objects.filter(pk=before.pk).exists()


def test_a_draft_whose_request_waits_cannot_be_deleted(team: Team, member: User) -> None:
    request = a_request(team, member)
    assert request.draft is not None

    with pytest.raises(Conflict, match="Withdraw"):
        drafts.delete(actor=member, draft=request.draft)


def test_a_text_of_more_than_a_million_characters_is_refused(team: Team, member: User) -> None:
    with pytest.raises(Conflict, match="million"):
        drafts.save_text(actor=member, draft=a_draft(team, member), text="#" * (2**20 + 1), version=1)


def test_a_stranger_cannot_edit(team: Team, member: User, stranger: User) -> None:
    with pytest.raises(NotPermitted):
        drafts.save_text(actor=stranger, draft=a_draft(team, member), text="", version=1)
