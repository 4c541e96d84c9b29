"""Change requests: decided by digest, once, and never by their author."""

import pytest
from django.contrib.auth.models import User

from tests.api.conftest import Api
from tests.data import a_request
from vms.models import ChangeRequest, Team, VirtualMachine

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(team: Team, member: User) -> ChangeRequest:
    return a_request(team, member, comment="For the shop.")


def test_a_request_is_told_with_what_it_is_about(as_admin: Api, asked: ChangeRequest) -> None:
    told = as_admin.get(f"/change-requests/{asked.pk}/").json()

    assert (told["state"], told["kind"], told["name"]) == ("pending", "create", "web")
    assert told["digest"] == asked.revision.digest
    assert told["document"] == asked.revision.document
    assert told["decision"] is None
    assert "request.decide" in told["verbs"]


def test_approving_is_accepted_and_leads_to_the_launch(
    as_admin: Api, asked: ChangeRequest, dispatched: list[str]
) -> None:
    answer = as_admin.post(f"/change-requests/{asked.pk}/approve/", {"digest": asked.revision.digest})

    assert answer.status_code == 202
    machine = VirtualMachine.objects.get()
    assert answer.json()["machine"] == str(machine.pk)
    operation = as_admin.client.get(answer["Location"]).json()
    assert (operation["verb"], operation["machine"]) == ("launch", str(machine.pk))
    assert answer.json()["decision"]["reviewer"] == "ada"


def test_approving_another_digest_than_the_one_seen_changes_nothing(
    as_admin: Api, asked: ChangeRequest
) -> None:
    answer = as_admin.post(f"/change-requests/{asked.pk}/approve/", {"digest": "sha256:" + "0" * 64})

    assert answer.status_code == 409
    assert not VirtualMachine.objects.exists()
    asked.refresh_from_db()
    assert asked.state == "pending"


def test_nobody_approves_their_own_request(as_admin: Api, admin: User, team: Team) -> None:
    own = a_request(team, admin)

    answer = as_admin.post(f"/change-requests/{own.pk}/approve/", {"digest": own.revision.digest})

    assert answer.status_code == 403
    assert answer.json()["code"] == "not_permitted"
    assert "somebody else" in answer.json()["detail"]


def test_a_rejected_request_keeps_the_reason(as_admin: Api, asked: ChangeRequest) -> None:
    body = {"digest": asked.revision.digest, "comment": "Too large."}

    answer = as_admin.post(f"/change-requests/{asked.pk}/reject/", body)

    assert answer.status_code == 200
    assert answer.json()["state"] == "rejected"
    assert answer.json()["decision"]["comment"] == "Too large."


def test_a_decided_request_cannot_be_withdrawn(as_admin: Api, as_member: Api, asked: ChangeRequest) -> None:
    as_admin.post(f"/change-requests/{asked.pk}/reject/", {"digest": asked.revision.digest})

    assert as_member.post(f"/change-requests/{asked.pk}/withdraw/").status_code == 409


def test_its_author_withdraws_a_request(as_member: Api, asked: ChangeRequest) -> None:
    answer = as_member.post(f"/change-requests/{asked.pk}/withdraw/")

    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")


def test_requests_are_listed_by_state(as_admin: Api, asked: ChangeRequest) -> None:
    assert as_admin.get("/change-requests/?state=pending").json()["count"] == 1
    assert as_admin.get("/change-requests/?state=approved").json()["count"] == 0
    assert as_admin.get("/change-requests/?state=maybe").status_code == 400
