"""Verbs of a machine: asked first, done once, refused with a sentence."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError
from django.urls import reverse

from tests.data import a_host, a_machine
from vms.models import Draft, Operation, Team, VirtualMachine

from .conftest import SignIn


@pytest.fixture
def running(team: Team, owner: User) -> VirtualMachine:
    return a_machine(team, owner, "shop", printable_status="Running", host=a_host())


@pytest.mark.parametrize("role", ["admin", "owner", "member"])
def test_everybody_of_the_team_may_stop_it(
    signed_in: SignIn, request: pytest.FixtureRequest, running: VirtualMachine, role: str
) -> None:
    client = signed_in(request.getfixturevalue(role))
    response = client.post(reverse("machine-power", args=[running.pk, "stop"]), follow=True)

    assert response.redirect_chain == [(reverse("machine-page", args=[running.pk]), 302)]
    assert "shop is asked to stop." in response.content.decode()
    assert Operation.objects.get(machine=running).verb == "stop"


@pytest.mark.parametrize("verb", ["stop", "restart", "force_stop"])
def test_without_scripts_a_page_asks_first(
    signed_in: SignIn, member: User, running: VirtualMachine, verb: str
) -> None:
    html = signed_in(member).get(reverse("machine-power", args=[running.pk, verb])).content.decode()

    assert "Kept" in html
    assert "Keep as it is" in html
    assert not Operation.objects.exists()


def test_an_impossible_verb_is_a_conflict_with_a_sentence(
    signed_in: SignIn, member: User, running: VirtualMachine
) -> None:
    client = signed_in(member)
    url = reverse("machine-power", args=[running.pk, "start"])
    page = client.post(url)
    fragment = client.post(url, headers={"HX-Request": "true"})

    assert page.status_code == fragment.status_code == 409
    assert "It is running already." in page.content.decode()
    assert "It is running already." in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert fragment.headers["HX-Retarget"] == "#toasts"


def test_an_unknown_verb_is_not_found(signed_in: SignIn, member: User, running: VirtualMachine) -> None:
    assert signed_in(member).post(f"/machines/{running.pk}/power/explode/").status_code == 404
    assert signed_in(member).get(f"/machines/{running.pk}/power/start/").status_code == 404


def test_an_owner_may_delete_and_the_page_lists_what_is_lost(
    signed_in: SignIn, owner: User, running: VirtualMachine
) -> None:
    client = signed_in(owner)
    url = reverse("machine-delete", args=[running.pk])

    assert "Disk root" in client.get(url).content.decode()
    assert client.post(url).headers["Location"] == reverse("machine-list")
    running.refresh_from_db()
    assert running.deletion_requested_at is not None


def test_a_member_may_not_delete_and_is_told_whom_to_ask(
    signed_in: SignIn, member: User, running: VirtualMachine
) -> None:
    response = signed_in(member).post(reverse("machine-delete", args=[running.pk]))

    assert response.status_code == 403
    assert "Only an owner of the team" in response.content.decode()


def test_editing_makes_a_draft_and_only_a_post_does(
    signed_in: SignIn, member: User, running: VirtualMachine
) -> None:
    client = signed_in(member)
    url = reverse("machine-edit", args=[running.pk])

    assert client.get(url).status_code == 405
    response = client.post(url)
    draft = Draft.objects.get(machine=running)
    assert response.headers["Location"] == reverse("draft-editor", args=[draft.pk])


def test_the_manifest_is_downloaded_as_it_was_written(
    signed_in: SignIn, member: User, running: VirtualMachine
) -> None:
    client = signed_in(member)
    text = client.get(reverse("machine-download", args=[running.pk, "yaml"]))
    document = client.get(reverse("machine-download", args=[running.pk, "json"]))

    assert text.content.decode() == running.revision.text
    assert text.headers["Content-Disposition"] == 'attachment; filename="shop.yaml"'
    assert json.loads(document.content) == running.document
    assert client.get(reverse("machine-download", args=[running.pk, "xml"])).status_code == 404


def test_a_console_ticket_comes_as_json(signed_in: SignIn, member: User, running: VirtualMachine) -> None:
    url = reverse("machine-ticket", args=[running.pk])
    response = signed_in(member).post(url, {"kind": "serial"}, content_type="application/json")

    assert response.status_code == 200
    assert len(response.json()["ticket"]) > 30


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"serial"', b'{"kind": 7}', b'{"kind": "telnet"}'])
def test_a_ticket_asked_for_badly_is_refused_with_a_reason(
    signed_in: SignIn, member: User, running: VirtualMachine, body: bytes
) -> None:
    url = reverse("machine-ticket", args=[running.pk])
    response = signed_in(member).post(url, body, content_type="application/json")

    assert response.status_code == 409
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"].startswith("There is no such console.")


def test_a_stopped_machine_gives_no_ticket(signed_in: SignIn, team: Team, member: User) -> None:
    url = reverse("machine-ticket", args=[a_machine(team, member, "off").pk])
    response = signed_in(member).post(url, {"kind": "vnc"}, content_type="application/json")

    assert response.status_code == 409
    assert "Start it first." in response.json()["detail"]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (VirtualMachine.DoesNotExist(), 409, "Somebody changed or removed this"),
        (IntegrityError("FOREIGN KEY constraint failed"), 409, "Somebody changed or removed this"),
        (OperationalError("deadlock detected"), 503, "The database is busy"),
    ],
)
def test_who_was_a_moment_too_late_is_told(
    error: Exception,
    status: int,
    words: str,
    signed_in: SignIn,
    member: User,
    running: VirtualMachine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def give_way(**_: object) -> None:
        raise error

    monkeypatch.setattr("vms.services.drafts.from_machine", give_way)

    answer = signed_in(member).post(reverse("machine-edit", args=[running.pk]))

    assert (answer.status_code, words in answer.content.decode()) == (status, True)
