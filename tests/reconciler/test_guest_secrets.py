"""A guest gets its secret; nobody else does."""

import logging

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from tests.data import a_secret, a_text, a_text_with_secret
from vms.models import Secret, Team, VirtualMachine
from vms.reconciler import reconcile
from vms.services import secrets

from .conftest import Launch, newest_operation
from .spy import Spy

pytestmark = pytest.mark.django_db

WORD = "#cloud-config\n# correct-horse-battery\n"


@pytest.fixture
def seeds(hypervisor: Spy, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The content of every storage volume that was made of bytes."""
    made: list[bytes] = []
    create = hypervisor.inner.create_storage_volume

    def note(volume: object, content: bytes | None = None) -> None:
        made.extend([content] if content else [])
        create(volume, content)

    monkeypatch.setattr(hypervisor.inner, "create_storage_volume", note)
    return made


def failure(machine: VirtualMachine) -> str:
    machine.refresh_from_db()
    return next((known["message"] for known in machine.conditions if known["type"] == "Failure"), "")


def test_the_content_goes_into_the_seed_and_nowhere_else(
    seeds: list[bytes], launched: Launch, team: Team, owner: User, caplog: pytest.LogCaptureFixture
) -> None:
    a_secret(team, owner, userData=WORD)
    machine = launched(text=a_text_with_secret())

    with caplog.at_level(logging.DEBUG):
        reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.printable_status == "Running"
    assert len(seeds) == 1
    assert WORD.encode() in seeds[0]
    assert "correct-horse" not in caplog.text
    row = VirtualMachine.objects.filter(pk=machine.pk).values().get()
    assert "correct-horse" not in repr((row, newest_operation(machine).steps))


def test_a_missing_secret_is_told_and_its_coming_starts_the_machine(
    seeds: list[bytes], launched: Launch, team: Team, owner: User
) -> None:
    machine = launched(text=a_text_with_secret())

    reconcile(machine.pk)

    assert failure(machine).startswith("Team blue has no secret named web-user-data. Create it under Secrets")
    assert seeds == []

    a_secret(team, owner, userdata=WORD)
    reconcile(machine.pk)

    assert failure(machine) == ""
    assert machine.printable_status == "Running"
    assert len(seeds) == 1


def test_a_secret_without_user_data_is_told(
    hypervisor: Spy, launched: Launch, team: Team, owner: User
) -> None:
    a_secret(team, owner, other=WORD)
    machine = launched(text=a_text_with_secret())

    reconcile(machine.pk)

    assert "has no key “userdata”" in failure(machine)


def test_another_teams_secret_of_that_name_is_not_taken(
    seeds: list[bytes], launched: Launch, other_team: Team, stranger: User
) -> None:
    a_secret(other_team, stranger, userdata=WORD)
    machine = launched(text=a_text_with_secret())

    reconcile(machine.pk)

    assert "Team blue has no secret" in failure(machine)
    assert seeds == []


def test_a_key_that_is_gone_is_told(hypervisor: Spy, launched: Launch, team: Team, owner: User) -> None:
    a_secret(team, owner, userdata=WORD)
    machine = launched(text=a_text_with_secret())

    with override_settings(SECRET_SEALING_KEYS=["b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItMDE="]):
        reconcile(machine.pk)

    assert "sealed with a key that this portal no longer has" in failure(machine)


def test_new_content_is_for_the_next_start(
    seeds: list[bytes], launched: Launch, team: Team, owner: User
) -> None:
    secret: Secret = a_secret(team, owner, userdata=WORD)
    machine = launched(text=a_text_with_secret())
    reconcile(machine.pk)

    secrets.replace(actor=owner, secret=secret, data={"userdata": "#cloud-config\n# new\n"})
    reconcile(machine.pk)

    assert len(seeds) == 1
    machine.refresh_from_db()
    assert machine.printable_status == "Running"


SYSPREP = """\
        - name: answers
          sysprep:
            {kind}:
              name: windows
"""


def a_text_with_answers(kind: str = "secret") -> str:
    text = a_text().replace(
        "          interfaces:", "            - name: answers\n              cdrom: {}\n          interfaces:"
    )
    return text + SYSPREP.format(kind=kind)


def test_answer_files_come_on_a_disc_of_their_own(
    seeds: list[bytes], launched: Launch, team: Team, owner: User
) -> None:
    a_secret(team, owner, "windows", **{"Autounattend.xml": "<unattend/>", "setup.ps1": "echo"})
    machine = launched(text=a_text_with_answers())

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.printable_status == "Running"
    (disc,) = seeds
    assert b"unattendCD" in disc
    assert b"Autounattend.xml" in disc
    assert b"<unattend/>" in disc


def test_a_machine_waits_for_its_answer_files(
    seeds: list[bytes], launched: Launch, team: Team, owner: User
) -> None:
    machine = launched(text=a_text_with_answers())
    reconcile(machine.pk)
    assert "no secret named windows with answer files" in failure(machine)

    a_secret(team, owner, "windows", **{"unattend.xml": "<unattend/>"})
    reconcile(machine.pk)

    assert failure(machine) == ""
    assert len(seeds) == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [("secret", "neither autounattend.xml nor unattend.xml"), ("configMap", "no ConfigMap named windows")],
)
def test_answers_that_cannot_be_had_are_told(
    hypervisor: Spy, launched: Launch, team: Team, owner: User, kind: str, words: str
) -> None:
    a_secret(team, owner, "windows", notes="later")
    machine = launched(text=a_text_with_answers(kind))

    reconcile(machine.pk)

    assert words in failure(machine)
