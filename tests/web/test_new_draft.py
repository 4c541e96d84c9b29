"""The four ways to begin a draft."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.data import a_blueprint, a_request, a_text
from vms.models import Draft, Membership, Team

from .conftest import SignIn

URL = "/drafts/new/"


def test_a_blueprint_makes_a_draft_in_the_only_team(signed_in: SignIn, team: Team, member: User) -> None:
    a_blueprint("tiny")
    response = signed_in(member).post(URL, {"way": "blueprint", "blueprint": "tiny"})
    draft = Draft.objects.get()

    assert response.headers["Location"] == reverse("draft-editor", args=[draft.pk])
    assert (draft.team, draft.author) == (team, member)
    assert "namespace: blue" in draft.text


def test_a_pasted_text_is_kept_as_it_was_written(signed_in: SignIn, member: User) -> None:
    signed_in(member).post(URL, {"way": "paste", "text": "# mine\r\nkind: VirtualMachine\r\n"})

    assert Draft.objects.get().text == "# mine\nkind: VirtualMachine\n"


def test_a_file_is_read_with_or_without_a_byte_order_mark(signed_in: SignIn, member: User) -> None:
    file = SimpleUploadedFile("vm.yaml", b"\xef\xbb\xbf" + a_text().encode())
    signed_in(member).post(URL, {"way": "upload", "file": file})

    assert Draft.objects.get().text == a_text()


def test_from_scratch_is_a_readable_manifest(signed_in: SignIn, member: User) -> None:
    signed_in(member).post(URL, {"way": "scratch"})

    assert Draft.objects.get().name == "machine"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"way": "paste", "text": " "}, "Paste a manifest first."),
        ({"way": "upload"}, "Choose a YAML or JSON file first."),
        ({"way": "blueprint"}, "Choose a blueprint."),
        ({"way": "blueprint", "blueprint": "none"}, "There is no such blueprint."),
        ({"way": "scratch", "team": "9999"}, "Choose one of your teams."),
        ({"way": "scratch", "team": "x"}, "Choose one of your teams."),
    ],
)
def test_what_is_missing_is_said(
    signed_in: SignIn, member: User, data: dict[str, str], sentence: str
) -> None:
    response = signed_in(member).post(URL, data)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"a" * (2**20 + 1), "larger than 1 MiB"), (b"\xff\xfe\x00", "not text in UTF-8")],
)
def test_a_file_that_is_no_manifest_is_refused(
    signed_in: SignIn, member: User, content: bytes, sentence: str
) -> None:
    response = signed_in(member).post(URL, {"way": "upload", "file": SimpleUploadedFile("x", content)})

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_foreign_team_cannot_be_chosen(signed_in: SignIn, team: Team, stranger: User) -> None:
    response = signed_in(stranger).post(URL, {"way": "scratch", "team": str(team.pk)})

    assert response.status_code == 422
    assert not Draft.objects.exists()


def test_with_several_teams_one_must_be_chosen(
    signed_in: SignIn, team: Team, other_team: Team, member: User
) -> None:
    Membership.objects.create(team=other_team, user=member)
    client = signed_in(member)

    assert client.post(URL, {"way": "scratch"}).status_code == 422
    client.post(URL, {"way": "scratch", "team": str(other_team.pk)})
    assert Draft.objects.get().team == other_team


def test_a_draft_that_waits_for_approval_cannot_be_deleted(
    signed_in: SignIn, team: Team, member: User
) -> None:
    draft = a_request(team, member).draft
    assert draft is not None
    client = signed_in(member)
    url = reverse("draft-delete", args=[draft.pk])

    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 409
    draft.change_requests.update(state="withdrawn")
    assert client.post(url).headers["Location"] == reverse("draft-list")
    assert not Draft.objects.exists()
