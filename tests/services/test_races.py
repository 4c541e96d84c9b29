"""Two people, or one person's double click, at the same moment: one wins, the other is told."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tests.data import a_draft, a_machine, a_request, a_revision, a_text
from vms.errors import PortalError
from vms.models import (
    ChangeKind,
    ChangeRequest,
    Decision,
    Draft,
    Operation,
    OperationState,
    RequestState,
    Team,
    VirtualMachine,
)
from vms.reconciler import record
from vms.services import drafts, machines, power, requests

pytestmark = pytest.mark.django_db(transaction=True)

Call = Callable[[], Any]
OVERLAP = 0.3  # seconds to wait for the other one, who may be kept out by a lock


@pytest.fixture(autouse=True)
def _a_database_for_threads(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """SQLite's test database lives in memory, where threads meet other locks than in a file: take a file."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    memory, name = connection.connection, connection.settings_dict["NAME"]
    with closing(sqlite3.connect(tmp_path / "races.sqlite3")) as copy:
        memory.backup(copy)
    connection.settings_dict["NAME"] = str(tmp_path / "races.sqlite3")
    connection.connection = None
    yield
    connection.close()
    connection.settings_dict["NAME"], connection.connection = name, memory


@pytest.fixture(autouse=True)
def _no_broker(dispatched: list[str]) -> None:
    """Commits are real here, and each would ring."""


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let both threads come to a function before either goes on, where locks do not keep them apart."""

    def at(target: str) -> None:
        room, _, name = target.rpartition(".")
        module = {"requests": requests, "drafts": drafts, "power": power, "machines": machines}[room]
        function, barrier = getattr(module, name), threading.Barrier(2)

        def wait_and_call(*args: Any, **kwargs: Any) -> Any:
            with suppress(threading.BrokenBarrierError):
                barrier.wait(OVERLAP)
            return function(*args, **kwargs)

        monkeypatch.setattr(module, name, wait_and_call)

    return at


def at_once(*calls: Call) -> list[Any]:
    """What each call answered, or the error it raised: all run in threads of their own."""
    answers: list[Any] = [None] * len(calls)
    start = threading.Barrier(len(calls))

    def run(place: int, call: Call) -> None:
        try:
            start.wait()
            answers[place] = call()
        except Exception as error:  # noqa: BLE001  the test looks at it
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def winner_of(answers: list[Any]) -> Any:
    """The one answer that is no error; the others must be sentences for people."""
    errors = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(error, PortalError) and str(error).endswith(".") for error in errors), errors
    (won,) = (answer for answer in answers if not isinstance(answer, Exception))
    return won


def fresh(request: ChangeRequest) -> ChangeRequest:
    return ChangeRequest.objects.select_related("revision").get(pk=request.pk)


def approving(actor: User, request: ChangeRequest) -> Call:
    return lambda: requests.approve(
        actor=actor, change_request=fresh(request), digest=request.revision.digest
    )


@pytest.fixture
def machine(team: Team, member: User) -> VirtualMachine:
    return a_machine(team, member, printable_status="Stopped")


@pytest.fixture
def change(team: Team, member: User, machine: VirtualMachine) -> ChangeRequest:
    revision = a_revision(team, member, a_text().replace("256Mi", "512Mi"))
    return a_request(team, member, revision=revision, machine=machine, kind=ChangeKind.UPDATE)


def test_of_two_approvals_one_makes_a_machine(
    team: Team, member: User, admin: User, second_admin: User, meet: Callable[[str], None]
) -> None:
    request = a_request(team, member)
    meet("requests._leave_pending")

    won = winner_of(at_once(approving(admin, request), approving(second_admin, request)))

    assert won.state == RequestState.APPROVED
    assert (VirtualMachine.objects.count(), Decision.objects.count()) == (1, 1)


@pytest.mark.parametrize("kind", ["create", "update"])
def test_an_approval_and_a_withdrawal_cannot_both_happen(
    kind: str, team: Team, member: User, admin: User, change: ChangeRequest, meet: Callable[[str], None]
) -> None:
    request = change if kind == "update" else a_request(team, member, name="other")
    meet("requests._leave_pending")

    won = winner_of(
        at_once(
            approving(admin, request),
            lambda: requests.withdraw(actor=member, change_request=fresh(request)),
        )
    )

    request.refresh_from_db()
    assert request.state == won.state
    assert Decision.objects.count() == (won.state == RequestState.APPROVED)


def test_an_approval_and_a_rejection_cannot_both_happen(
    team: Team, member: User, admin: User, second_admin: User, meet: Callable[[str], None]
) -> None:
    request = a_request(team, member)
    meet("requests._leave_pending")

    winner_of(
        at_once(
            approving(admin, request),
            lambda: requests.reject(
                actor=second_admin, change_request=fresh(request), digest=request.revision.digest
            ),
        )
    )

    assert VirtualMachine.objects.count() == (fresh(request).state == RequestState.APPROVED)


def test_two_machines_cannot_have_one_firmware_uuid(
    team: Team, member: User, admin: User, second_admin: User, meet: Callable[[str], None]
) -> None:
    firmware = "      domain:\n        firmware:\n          uuid: 5d307ca9-b3ef-428c-8861-06e72d69f223\n"
    texts = [a_text(name=name).replace("      domain:\n", firmware) for name in ("one", "two")]
    asked = [a_request(team, member, draft=a_draft(team, member, text)) for text in texts]
    meet("requests._new_machine")

    winner_of(at_once(approving(admin, asked[0]), approving(second_admin, asked[1])))

    assert VirtualMachine.objects.count() == 1


def test_an_approved_change_and_a_deletion_end_in_a_deletion(
    change: ChangeRequest, machine: VirtualMachine, admin: User, owner: User, meet: Callable[[str], None]
) -> None:
    """Whoever is first: they lock in the same order, so neither is thrown out by the database."""
    meet("requests._changed_machine")

    answers = at_once(approving(admin, change), lambda: machines.delete(actor=owner, machine=machine))

    assert isinstance(answers[1], Operation)
    assert isinstance(answers[0], ChangeRequest | PortalError), answers[0]
    machine.refresh_from_db()
    assert machine.deletion_requested_at is not None
    assert machine.operations.exclude(state=OperationState.FAILED).get().verb == "delete"


def test_a_double_click_on_submit_makes_one_request(
    team: Team, member: User, meet: Callable[[str], None]
) -> None:
    draft = a_draft(team, member)
    meet("requests._settled")

    answers = at_once(*[lambda: requests.submit(actor=member, draft=draft, version=1)] * 2)

    assert answers[0] == answers[1] == ChangeRequest.objects.get()


def test_two_drafts_of_one_name_are_not_both_submitted(
    team: Team, member: User, owner: User, meet: Callable[[str], None]
) -> None:
    first, second = a_draft(team, member), a_draft(team, owner)
    meet("requests._create_request")

    winner_of(
        at_once(
            lambda: requests.submit(actor=member, draft=first, version=1),
            lambda: requests.submit(actor=owner, draft=second, version=1),
        )
    )

    assert ChangeRequest.objects.count() == 1


def test_a_save_during_a_submission_is_kept_and_not_submitted_unseen(
    team: Team, member: User, owner: User, meet: Callable[[str], None]
) -> None:
    draft = a_draft(team, member)
    later = draft.text.replace("256Mi", "64Gi")
    meet("requests._settled")

    submitted, saved = at_once(
        lambda: requests.submit(actor=member, draft=draft, version=1),
        lambda: drafts.save_text(actor=owner, draft=Draft.objects.get(pk=draft.pk), text=later, version=1),
    )

    assert saved.text == later
    assert isinstance(submitted, PortalError) or "64Gi" not in submitted.revision.text


def test_of_two_saves_of_one_state_one_is_told(team: Team, member: User, owner: User) -> None:
    draft = a_draft(team, member)
    texts = [draft.text + f"# by {name}\n" for name in ("max", "olga")]

    won = winner_of(
        at_once(
            lambda: drafts.save_text(
                actor=member, draft=Draft.objects.get(pk=draft.pk), text=texts[0], version=1
            ),
            lambda: drafts.save_text(
                actor=owner, draft=Draft.objects.get(pk=draft.pk), text=texts[1], version=1
            ),
        )
    )

    draft.refresh_from_db()
    assert (draft.text, draft.version) == (won.text, 2)


@pytest.mark.parametrize("verb", [power.start, power.force_stop])
def test_whatever_is_asked_beside_a_deletion_it_stays_a_deletion(
    verb: Callable[..., Operation], machine: VirtualMachine, member: User, owner: User
) -> None:
    VirtualMachine.objects.update(printable_status="CrashLoopBackOff")

    at_once(
        lambda: machines.delete(actor=owner, machine=machine), lambda: verb(actor=member, machine=machine)
    )

    machine.refresh_from_db()
    assert machine.deletion_requested_at is not None
    assert machine.operations.exclude(state=OperationState.FAILED).get().verb == "delete"


def test_two_deletions_are_one(machine: VirtualMachine, owner: User, admin: User) -> None:
    first, second = at_once(
        lambda: machines.delete(actor=owner, machine=machine),
        lambda: machines.delete(actor=admin, machine=machine),
    )

    assert first == second == Operation.objects.get()


def test_a_stop_and_an_approved_change_leave_one_wanted_state(
    change: ChangeRequest, machine: VirtualMachine, admin: User, member: User, meet: Callable[[str], None]
) -> None:
    VirtualMachine.objects.update(printable_status="Running")
    meet("power._set_run_strategy")

    answers = at_once(approving(admin, change), lambda: power.stop(actor=member, machine=machine))

    machine.refresh_from_db()
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert (machine.generation, machine.document) == (3, machine.revision.document)


def test_a_lock_is_on_one_row_alone(
    change: ChangeRequest, machine: VirtualMachine, admin: User, owner: User
) -> None:
    """A row that is joined is locked as well: a team's would keep all its members waiting for each other.
    SQLite has one lock for everything and is asked for none."""
    with CaptureQueriesContext(connection) as queries:
        approving(admin, change)()
        power.stop(actor=owner, machine=machine)
        with transaction.atomic():
            record._locked(machine.pk, None)
        machines.delete(actor=owner, machine=machine)

    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert len(locks) == (4 if connection.features.has_select_for_update else 0)
    assert not [lock for lock in locks if "JOIN" in lock]
