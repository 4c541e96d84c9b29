"""The pages of secrets and of one's profile: they write, and never show what was written."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import PUBLIC_KEY, a_draft, a_request, a_secret, a_text, a_text_with_secret
from vms import vault
from vms.models import Draft, DraftChange, Secret, SshKey, Team
from vms.services import ssh_keys

from .conftest import SignIn

pytestmark = pytest.mark.django_db

WORD = "correct-horse-battery"
AT = "/spec/template/spec/volumes/1/cloudInitNoCloud/userData"
INLINE = """\
        - name: seed
          cloudInitNoCloud:
            # keep this note
            userData: |
              #cloud-config
              users:
                - name: ann
"""


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    text = a_text().replace(
        "          interfaces:", "            - name: seed\n              disk: {}\n          interfaces:"
    )
    return a_draft(team, member, text + INLINE)


def content_of(secret: Secret) -> dict[str, str]:
    return vault.open_sealed(secret.pk, secret.name, secret.sealed)


def says(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_secret_is_made_and_never_shown(tab: Client, team: Team) -> None:
    fields = {
        "team": team.pk,
        "name": "web",
        "key-0": "userdata",
        "value-0": f"#cloud-config\r\n# {WORD}\r\n",
    }

    answer = tab.post("/secrets/new/", fields, follow=True)

    secret = Secret.objects.get(name="web")
    assert content_of(secret) == {"userdata": f"#cloud-config\n# {WORD}\n"}
    assert "userdata" in says(answer)
    for path in ("/secrets/", f"/secrets/{secret.pk}/", f"/secrets/{secret.pk}/delete/"):
        assert WORD not in says(tab.get(path))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "Not Good"}, "cannot be named like this"),
        ({"name": ""}, "Give the secret a name"),
        ({"key-0": "a b"}, "made of letters"),
        ({"value-0": ""}, "at least one text"),
        ({"name": "taken"}, "already has a secret named taken"),
        ({"team": "999"}, "Choose one of your teams"),
    ],
)
def test_a_refused_secret_does_not_come_back_with_the_page(
    fields: dict[str, str], message: str, tab: Client, team: Team, owner: User
) -> None:
    a_secret(team, owner, "taken")
    answer = tab.post(
        "/secrets/new/", {"team": team.pk, "name": "web", "key-0": "userdata", "value-0": WORD, **fields}
    )

    assert answer.status_code == 422
    assert message in says(answer)
    assert WORD not in says(answer)
    assert not Secret.objects.filter(name="web").exists()


def test_its_content_is_replaced_as_a_whole(tab: Client, team: Team, owner: User) -> None:
    secret = a_secret(team, owner, userdata="old", other="old")

    tab.post(f"/secrets/{secret.pk}/replace/", {"key-0": "userdata", "value-0": WORD})
    refused = tab.post(f"/secrets/{secret.pk}/replace/", {"key-0": "a b", "value-0": WORD})

    secret.refresh_from_db()
    assert content_of(secret) == {"userdata": WORD}
    assert refused.status_code == 422
    assert WORD not in says(refused)


def test_what_is_in_use_says_where(tab: Client, team: Team, member: User) -> None:
    secret = a_secret(team, member)
    a_draft(team, member, a_text_with_secret())

    assert f"{secret} is" not in says(tab.get(f"/secrets/{secret.pk}/"))
    answer = tab.post(f"/secrets/{secret.pk}/delete/")

    assert answer.status_code == 409
    assert "still used by the draft web" in says(answer)


def test_a_request_tells_of_its_secret_and_when_it_changed(
    signed_in: SignIn, admin: User, team: Team, member: User
) -> None:
    a_secret(team, member, userdata=WORD)
    asked = a_request(team, member, draft=a_draft(team, member, a_text_with_secret()))

    page = says(signed_in(admin).get(f"/requests/{asked.pk}/"))

    assert "web-user-data" in page
    assert "last changed" in page
    assert "The content of the secret web-user-data is not part of it" in page
    assert WORD not in page


def test_user_data_moves_into_a_secret_and_the_draft_refers_to_it(tab: Client, draft: Draft) -> None:
    url = f"/drafts/{draft.pk}/keep/?at={AT}"
    assert "web-user-data" in says(tab.get(url))

    tab.post(url, {"version": "1", "name": "web-user-data"})

    draft.refresh_from_db()
    assert "#cloud-config" not in draft.text
    assert "userDataSecretRef:\n" in draft.text
    assert "cloud-config" not in repr(list(DraftChange.objects.values())), "no earlier state brings it back"
    assert tab.get(f"/drafts/{draft.pk}/versions/1/").status_code == 404
    assert content_of(Secret.objects.get()) == {"userdata": "#cloud-config\nusers:\n  - name: ann\n"}


@pytest.mark.parametrize(
    ("name", "offered"),
    [("Web_1.x", "web-1-x-user-data"), ("", "machine-user-data"), ("ÄÖ", "machine-user-data")],
)
def test_the_offered_name_is_one_that_a_secret_may_have(
    name: str, offered: str, tab: Client, draft: Draft
) -> None:
    Draft.objects.filter(pk=draft.pk).update(name=name)

    assert f'value="{offered}"' in says(tab.get(f"/drafts/{draft.pk}/keep/?at={AT}"))


def test_a_password_goes_into_a_secret_before_anything_is_saved(tab: Client, draft: Draft) -> None:
    url = f"/drafts/{draft.pk}/password/?at={AT}"
    fields = {"version": "1", "user": "ann", "password": WORD, "repeated": WORD, "where": "secret"}

    answer = tab.post(url, {**fields, "secret": "web-user-data"}, follow=True)

    draft.refresh_from_db()
    kept = content_of(Secret.objects.get())["userdata"]
    assert "passwd: $6$" in kept
    assert "lock_passwd: false" in kept
    assert WORD not in kept
    history = repr(list(DraftChange.objects.values()))
    for shown in (draft.text, says(answer), history):
        assert WORD not in shown
        assert "$6$" not in shown


def test_a_password_may_stay_as_a_hash(tab: Client, draft: Draft) -> None:
    url = f"/drafts/{draft.pk}/password/?at={AT}"

    tab.post(url, {"version": "1", "user": "", "password": WORD, "repeated": WORD, "where": "text"})

    draft.refresh_from_db()
    assert "password: $6$" in draft.text
    assert WORD not in draft.text
    assert "# keep this note" in draft.text
    assert not Secret.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"repeated": "other"}, "not the same"),
        ({"password": "", "repeated": ""}, "Write a password"),
        ({"user": "bob"}, "no user bob"),
        ({"secret": ""}, "Give the secret a name"),
        ({"secret": "No Good"}, "cannot be named like this"),
        ({"version": "7"}, "saved elsewhere"),
    ],
)
def test_a_refused_password_changes_nothing_and_does_not_come_back(
    fields: dict[str, str], message: str, tab: Client, draft: Draft
) -> None:
    before = draft.text
    good = {
        "version": "1",
        "user": "ann",
        "password": WORD,
        "repeated": WORD,
        "where": "secret",
        "secret": "s",
    }

    answer = tab.post(f"/drafts/{draft.pk}/password/?at={AT}", {**good, **fields})

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert message in says(answer)
    assert WORD not in says(answer)
    assert draft.text == before
    assert not Secret.objects.exists()


@pytest.mark.parametrize(
    "at", ["", "/metadata/name", AT.replace("/1/", "/0/"), AT.replace("/1/", "/9/"), "x"]
)
@pytest.mark.parametrize("route", ["password", "keep", "keys"])
def test_a_place_without_cloud_init_is_told(
    route: str, at: str, tab: Client, draft: Draft, member: User
) -> None:
    ssh_keys.add(actor=member, public_key=PUBLIC_KEY)
    ask = tab.post if route == "keys" else tab.get

    answer = ask(f"/drafts/{draft.pk}/{route}/?at={at}")

    assert answer.status_code == 409
    assert "no longer in the draft" in says(answer)


def test_ones_keys_are_inserted_once(tab: Client, draft: Draft, member: User) -> None:
    assert tab.post(f"/drafts/{draft.pk}/keys/?at={AT}").status_code == 409
    ssh_keys.add(actor=member, public_key=PUBLIC_KEY)

    for _ in range(2):
        tab.post(f"/drafts/{draft.pk}/keys/?at={AT}")

    draft.refresh_from_db()
    assert draft.text.count(PUBLIC_KEY) == 1
    assert draft.text.index("ssh_authorized_keys") > draft.text.index("name: ann")


def test_keys_are_added_and_deleted_by_their_owner(
    tab: Client, signed_in: SignIn, member: User, admin: User
) -> None:
    tab.post("/profile/keys/", {"public_key": PUBLIC_KEY})
    key = SshKey.objects.get()
    page = says(tab.get("/profile/"))

    assert (key.user, key.name) == (member, "ann@laptop")
    assert key.fingerprint in page
    assert PUBLIC_KEY not in says(signed_in(admin).get("/profile/"))
    assert signed_in(admin).post(f"/profile/keys/{key.pk}/delete/").status_code == 404
    assert signed_in(admin).post("/profile/keys/999/delete/").status_code == 404
    tab.post(f"/profile/keys/{key.pk}/delete/")
    assert not SshKey.objects.exists()


@pytest.mark.parametrize("text", ["", "hello", "-----BEGIN OPENSSH PRIVATE KEY-----b3BlbnNz", PUBLIC_KEY])
def test_what_is_no_key_or_is_there_already_is_told(text: str, tab: Client, member: User) -> None:
    ssh_keys.add(actor=member, public_key=PUBLIC_KEY)

    answer = tab.post("/profile/keys/", {"public_key": text, "name": "x"})

    assert answer.status_code == 422
    assert "b3BlbnNz" not in says(answer)
    assert SshKey.objects.count() == 1
