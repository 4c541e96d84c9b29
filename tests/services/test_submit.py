import pytest
from django.contrib.auth.models import User

from tests.data import a_draft, a_machine, a_text
from vms import manifest
from vms.access import NotPermitted
from vms.models import ChangeKind, ChangeRequest, RequestState, Revision, Team
from vms.services import Conflict, drafts, requests


def test_a_request_binds_to_the_digest_of_one_revision(team: Team, member: User) -> None:
    draft = a_draft(team, member)

    request = requests.submit(actor=member, draft=draft, version=draft.version)

    assert request.revision.digest == manifest.digest(manifest.from_yaml(draft.text))


def test_a_double_click_on_submit_makes_one_request(team: Team, member: User) -> None:
    draft = a_draft(team, member)

    first = requests.submit(actor=member, draft=draft, version=draft.version)
    second = requests.submit(actor=member, draft=draft, version=draft.version)

    assert (first.pk, ChangeRequest.objects.count()) == (second.pk, 1)


def test_a_manifest_with_errors_is_refused_and_the_draft_is_kept(team: Team, member: User) -> None:
    draft = a_draft(team, member, a_text().replace("256Mi", "lots"))

    with pytest.raises(manifest.ManifestInvalid) as refusal:
        requests.submit(actor=member, draft=draft, version=draft.version)

    assert [p.pointer for p in refusal.value.problems] == ["/spec/template/spec/domain/memory/guest"]
    assert not Revision.objects.exists()


def test_malformed_yaml_is_refused(team: Team, member: User) -> None:
    draft = a_draft(team, member, "kind: [")

    with pytest.raises(manifest.YamlInvalid):
        requests.submit(actor=member, draft=draft, version=draft.version)


def test_another_namespace_than_the_teams_is_refused(team: Team, member: User) -> None:
    draft = a_draft(team, member, a_text(team="red"))

    with pytest.raises(manifest.ManifestInvalid) as refusal:
        requests.submit(actor=member, draft=draft, version=draft.version)

    assert refusal.value.problems[0].pointer == "/metadata/namespace"


def test_a_missing_namespace_becomes_the_teams(team: Team, member: User) -> None:
    draft = a_draft(team, member, a_text().replace("  namespace: blue\n", ""))

    request = requests.submit(actor=member, draft=draft, version=draft.version)

    assert request.revision.document["metadata"]["namespace"] == "blue"


def test_the_name_of_an_existing_machine_is_refused(team: Team, member: User) -> None:
    a_machine(team, name="web")
    draft = a_draft(team, member)

    with pytest.raises(manifest.ManifestInvalid, match="already has a machine named web"):
        requests.submit(actor=member, draft=draft, version=draft.version)


def test_two_drafts_of_one_name_cannot_both_wait(team: Team, member: User) -> None:
    first, second = a_draft(team, member), a_draft(team, member)
    requests.submit(actor=member, draft=first, version=1)

    with pytest.raises(Conflict, match="of this name waits"):
        requests.submit(actor=member, draft=second, version=1)


def test_an_edit_after_submitting_does_not_change_the_request(team: Team, member: User) -> None:
    draft = a_draft(team, member)
    request = requests.submit(actor=member, draft=draft, version=1)

    drafts.save_text(actor=member, draft=draft, text=draft.text.replace("256Mi", "64Gi"), version=1)
    request.refresh_from_db()

    assert "256Mi" in request.revision.text


def test_submitting_the_edited_draft_again_asks_to_withdraw_first(team: Team, member: User) -> None:
    draft = a_draft(team, member)
    requests.submit(actor=member, draft=draft, version=1)
    draft = drafts.save_text(actor=member, draft=draft, text=draft.text.replace("256Mi", "64Gi"), version=1)

    with pytest.raises(Conflict, match="Withdraw it"):
        requests.submit(actor=member, draft=draft, version=2)


def test_a_stale_version_is_refused(team: Team, member: User) -> None:
    draft = a_draft(team, member)
    drafts.save_text(actor=member, draft=draft, text=draft.text + "# more\n", version=1)

    with pytest.raises(Conflict, match="after you opened it"):
        requests.submit(actor=member, draft=draft, version=1)


def test_changing_a_machine_asks_for_an_update(team: Team, member: User) -> None:
    machine = a_machine(team, name="web")
    draft = drafts.from_machine(actor=member, machine=machine)
    draft = drafts.save_text(actor=member, draft=draft, text=draft.text.replace("256Mi", "512Mi"), version=1)

    request = requests.submit(actor=member, draft=draft, version=2)

    assert (request.kind, request.machine, request.state) == (
        ChangeKind.UPDATE,
        machine,
        RequestState.PENDING,
    )


def test_a_stranger_cannot_submit(team: Team, member: User, stranger: User) -> None:
    draft = a_draft(team, member)

    with pytest.raises(NotPermitted):
        requests.submit(actor=stranger, draft=draft, version=1)
