"""Whatever is sent to the API: a problem, soon, and nothing half done."""

from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import a_draft, a_request, a_text
from tests.hostile import BODIES, JSON_VALUES, POINTERS, edit, soon
from vms.models import Draft, Team, VirtualMachine

from .conftest import Api

WAYS = (
    ("POST", "/drafts/"),
    ("PUT", "/drafts/{draft}/"),
    ("PATCH", "/drafts/{draft}/"),
    ("DELETE", "/drafts/{draft}/"),
    ("POST", "/drafts/{draft}/submit/"),
    ("POST", "/change-requests/{request}/approve/"),
    ("POST", "/change-requests/{request}/withdraw/"),
    ("POST", "/machines/{machine}/restart/"),
)


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="drafted"), name="drafted")


def is_answer(answer: Any) -> bool:
    status: int = answer.status_code
    return status < 300 or (status < 500 and answer.headers["Content-Type"] == "application/problem+json")


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_no_body_breaks_a_verb(
    body: bytes,
    draft: Draft,
    machine: VirtualMachine,
    cast: dict[str, Api],
    team: Team,
    member: User,
    dispatched: list[str],
) -> None:
    request = a_request(team, member, draft=a_draft(team, member, a_text(name="asked")))
    for method, path in WAYS:
        who = cast["admin" if "approve" in path else "member"]
        address = "/api/v1" + path.format(draft=draft.pk, request=request.pk, machine=machine.pk)
        with soon((method, path)):
            answer = who.client.generic(method, address, body, content_type="application/json")

        assert is_answer(answer), (method, path, answer.content)
        if method == "DELETE":
            draft = a_draft(team, member, a_text(name="drafted"), name="drafted")


def test_no_pointer_and_no_value_breaks_an_edit(draft: Draft, as_member: Api) -> None:
    for pointer, value in product(POINTERS, JSON_VALUES):
        with soon((pointer, value)):
            answer = as_member.send("PATCH", f"/drafts/{draft.pk}/", edit(pointer, value))

        assert is_answer(answer), (pointer, value, answer.content)
        Draft.objects.filter(pk=draft.pk).update(text=draft.text, version=1)


def test_an_edit_beyond_the_end_of_a_list_is_told(draft: Draft, as_member: Api) -> None:
    answer = as_member.send("PATCH", f"/drafts/{draft.pk}/", edit("/spec/template/spec/volumes/7", {}))

    assert answer.status_code == 422
    assert answer.json()["code"] == "edit_refused"
    assert "nothing can be put at 7" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        f"limit={'9' * 5000}",
        f"offset={'9' * 5000}",
        "offset=-1",
        "team=%00",
        "team=%ED%A0%80",
        f"team={'x' * 60_000}",
        f"search={'x' * 60_000}",
        "search=%25%5F%5C",
        "state=%00",
        "format=x",
        "%ff=%ff",
        "=",
        "&".join(f"k{number}=1" for number in range(900)),
    ],
)
def test_no_query_breaks_a_list(query: str, machine: VirtualMachine, as_member: Api) -> None:
    for path in ("/machines/", "/drafts/", "/change-requests/", "/blueprints/", "/teams/"):
        with soon((path, query)):
            answer = as_member.get(f"{path}?{query}")

        assert is_answer(answer), (path, answer.content)
