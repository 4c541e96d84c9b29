"""Secrets: kept for guests, known by name, read by nobody."""

import logging
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from portal.checks import production_values, sealing_keys
from tests.data import a_draft, a_machine, a_request, a_revision, a_secret, a_text_with_secret
from vms import access, vault
from vms.models import AuditEvent, Draft, Secret, Team
from vms.selectors import drafts as reading
from vms.selectors import secrets as selector
from vms.services import Conflict, SecretRefused, secrets

pytestmark = pytest.mark.django_db

WORD = "correct-horse-battery"
OTHER_KEY = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE="


def test_what_was_kept_can_be_opened_by_the_vault_alone(team: Team, owner: User) -> None:
    secret = a_secret(team, owner, userdata=WORD)

    assert secret.keys == ["userdata"]
    assert WORD not in secret.sealed
    assert vault.open_sealed(secret.pk, secret.name, secret.sealed) == {"userdata": WORD}


def test_no_value_is_in_any_table(team: Team, owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    secrets.replace(actor=owner, secret=a_secret(team, owner, userdata=WORD), data={"userdata": WORD * 2})

    call_command("dumpdata")

    dumped = capsys.readouterr().out
    assert "web-user-data" in dumped
    assert WORD not in dumped


def test_no_value_is_in_the_file_of_the_database(team: Team, owner: User) -> None:
    a_secret(team, owner, userdata=WORD)

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  the database's own names
            assert WORD not in repr(cursor.fetchall()), table


def test_no_value_is_logged_or_audited(team: Team, owner: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        secret = a_secret(team, owner, userdata=WORD)
        secrets.replace(actor=owner, secret=secret, data={"userData": WORD})
        secrets.delete(actor=owner, secret=secret)

    assert WORD not in caplog.text
    events = list(AuditEvent.objects.filter(object_kind="secret").values_list("verb", "detail"))
    assert events == [
        ("secret.delete", {}),
        ("secret.replace", {"keys": ["userData"]}),
        ("secret.create", {"keys": ["userdata"]}),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "at least one"),
        ({"userdata": ""}, "at least one"),
        ({"user data": WORD}, "made of letters"),
        ({"userdata": WORD + "\0"}, "invisible"),
        ({"userdata": WORD * 20_000}, "at most 256 KiB"),
        ({f"k{number}": WORD for number in range(21)}, "at most 20"),
    ],
)
def test_what_cannot_be_kept_is_refused_without_repeating_it(
    data: dict[str, str], says: str, team: Team, owner: User
) -> None:
    with pytest.raises(SecretRefused, match=says) as refusal:
        secrets.create(actor=owner, team=team, name="web", data=data)

    assert WORD not in str(refusal.value)


@pytest.mark.parametrize("name", ["", "Web", "a_b", "-a", "a b", "a/b", "ä", "a\n", "a" * 254])
def test_a_name_is_one_that_a_cluster_takes(name: str, team: Team, owner: User) -> None:
    with pytest.raises(SecretRefused, match="cannot be named like this"):
        a_secret(team, owner, name)


def test_a_name_is_taken_once_in_a_team(team: Team, other_team: Team, owner: User, stranger: User) -> None:
    a_secret(team, owner)
    a_secret(other_team, stranger)

    with pytest.raises(Conflict, match="already has a secret named web-user-data"):
        a_secret(team, owner)


def test_only_the_team_writes(team: Team, owner: User, member: User, stranger: User, admin: User) -> None:
    secret = a_secret(team, owner)

    for user in (owner, member, admin):
        secrets.replace(actor=user, secret=secret, data={"userdata": "x"})
    for write in (
        lambda: secrets.replace(actor=stranger, secret=secret, data={"userdata": "x"}),
        lambda: secrets.delete(actor=stranger, secret=secret),
        lambda: a_secret(team, stranger, "new"),
    ):
        with pytest.raises(access.NotPermitted):
            write()


@pytest.mark.parametrize("kind", ["machine", "request", "draft"])
def test_what_is_in_use_is_not_deleted(kind: str, team: Team, owner: User) -> None:
    secret = a_secret(team, owner)
    text = a_text_with_secret()
    users: dict[str, Callable[[], object]] = {
        "machine": lambda: a_machine(team, owner, revision=a_revision(team, owner, text)),
        "request": lambda: a_request(team, owner, draft=a_draft(team, owner, text)),
        "draft": lambda: a_draft(team, owner, text),
    }
    users[kind]()

    with pytest.raises(Conflict, match=f"used by the {kind} web"):
        secrets.delete(actor=owner, secret=secret)


def test_a_draft_whose_text_is_broken_uses_nothing(team: Team, owner: User) -> None:
    secret = a_secret(team, owner)
    a_draft(team, owner, "web-user-data: [")

    secrets.delete(actor=owner, secret=secret)

    assert not Secret.objects.exists()


def test_a_machine_that_waits_for_a_secret_is_looked_at_when_it_comes(
    team: Team, owner: User, dispatched: list[str], django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    machine = a_machine(team, owner, revision=a_revision(team, owner, a_text_with_secret()))

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        a_secret(team, owner)

    assert dispatched == [str(machine.pk)]


def test_a_draft_is_told_of_a_secret_that_its_team_has_not(
    team: Team, other_team: Team, owner: User, stranger: User
) -> None:
    a_secret(other_team, stranger)

    problems = reading.read(Draft(team=team, text=a_text_with_secret())).problems

    (problem,) = [problem for problem in problems if problem.keyword.startswith("secret")]
    assert problem.message.startswith("Team blue has no secret named web-user-data. Create it under Secrets")
    assert problem.pointer.endswith("/cloudInitNoCloud/userDataSecretRef/name")
    assert problem.severity == "error"


def test_a_draft_is_told_of_a_secret_that_holds_no_user_data(team: Team, owner: User) -> None:
    a_secret(team, owner, password=WORD)

    problems = reading.read(Draft(team=team, text=a_text_with_secret())).problems

    assert "secret-without-user-data" in [problem.keyword for problem in problems]


@pytest.mark.parametrize("key", ["userdata", "userData"])
def test_both_spellings_of_the_key_will_do(key: str, team: Team, owner: User) -> None:
    a_secret(team, owner, **{key: WORD})

    problems = reading.read(Draft(team=team, text=a_text_with_secret())).problems

    assert not [problem for problem in problems if problem.keyword.startswith("secret")]


def test_a_new_name_is_free(team: Team, owner: User) -> None:
    assert selector.free_name(team, "web-user-data") == "web-user-data"
    a_secret(team, owner)
    a_secret(team, owner, "web-user-data-2")

    assert selector.free_name(team, "web-user-data") == "web-user-data-3"


def test_an_old_key_still_opens_behind_a_new_one(team: Team, owner: User, settings: object) -> None:
    secret = a_secret(team, owner, userdata=WORD)
    from django.conf import settings as live

    with override_settings(SECRET_SEALING_KEYS=[OTHER_KEY, *live.SECRET_SEALING_KEYS]):
        assert vault.open_sealed(secret.pk, secret.name, secret.sealed) == {"userdata": WORD}
    with (
        override_settings(SECRET_SEALING_KEYS=[OTHER_KEY]),
        pytest.raises(vault.SecretUnreadable, match="Replace its content"),
    ):
        vault.open_sealed(secret.pk, secret.name, secret.sealed)


def test_a_sealed_text_opens_in_its_own_row_alone(team: Team, owner: User) -> None:
    one, other = a_secret(team, owner, "one", userdata=WORD), a_secret(team, owner, "other")

    with pytest.raises(vault.SecretUnreadable):
        vault.open_sealed(other.pk, other.name, one.sealed)


def test_production_refuses_the_demonstrations_key() -> None:
    with override_settings(PRODUCTION=True):
        assert "portal.E004" in [found.id for found in production_values(None)]
    with override_settings(PRODUCTION=True, SECRET_SEALING_KEYS=[OTHER_KEY]):
        assert "portal.E004" not in [found.id for found in production_values(None)]


@pytest.mark.parametrize(("keys", "refused"), [(["short"], True), ([], True), ([OTHER_KEY], False)])
def test_keys_that_seal_nothing_are_refused_at_the_start(keys: list[str], refused: bool) -> None:
    with override_settings(SECRET_SEALING_KEYS=keys):
        assert [found.id for found in sealing_keys(None)] == (["portal.E005"] if refused else [])
