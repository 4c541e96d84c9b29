"""Secrets over the API: write-only values."""

import pytest
from django.contrib.auth.models import User

from tests.api.conftest import Api
from tests.data import a_draft, a_secret, a_text_with_secret
from vms import vault
from vms.models import Secret, Team

pytestmark = pytest.mark.django_db

WORD = "correct-horse-battery"


def test_values_go_in_and_never_come_out(as_member: Api, team: Team) -> None:
    made = as_member.post("/secrets/", {"team": "blue", "name": "web", "data": {"userdata": f" {WORD} "}})
    path = made.headers["Location"].removeprefix("/api/v1")
    answers = [
        made,
        as_member.get(path),
        as_member.get("/secrets/?team=blue"),
        as_member.send("PUT", path, {"data": {"userdata": WORD * 2, "x": WORD}}),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 200, 200]
    assert answers[-1].json()["keys"] == ["userdata", "x"]
    assert all(WORD not in answer.content.decode() for answer in answers)
    secret = Secret.objects.get()
    assert vault.open_sealed(secret.pk, secret.name, secret.sealed) == {"userdata": WORD * 2, "x": WORD}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"team": "blue", "name": "Not Good", "data": {"userdata": WORD}}, 400),
        ({"team": "blue", "name": "web", "data": {}}, 400),
        ({"team": "blue", "name": "web", "data": {"userdata": [WORD]}}, 400),
        ({"team": "blue", "name": "web", "data": WORD}, 400),
        ({"team": "blue", "name": "web", "data": {"a b": WORD}}, 400),
        ({"team": "blue", "name": "web", "data": {"a": WORD}, WORD[:7]: 1}, 400),
        ({"team": "red", "name": "web", "data": {"userdata": WORD}}, 400),
        ({"team": "blue", "name": "taken", "data": {"userdata": WORD}}, 409),
    ],
)
def test_a_refusal_repeats_no_value(
    body: dict[str, object], status: int, as_member: Api, team: Team, owner: User
) -> None:
    a_secret(team, owner, "taken")

    answer = as_member.post("/secrets/", body)

    assert answer.status_code == status
    assert WORD not in answer.content.decode()


def test_a_secret_in_use_stays(as_member: Api, team: Team, member: User) -> None:
    secret = a_secret(team, member)
    a_draft(team, member, a_text_with_secret())

    assert as_member.send("DELETE", f"/secrets/{secret.pk}/").status_code == 409
