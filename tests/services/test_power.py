import pytest
from django.contrib.auth.models import User

from tests.data import a_machine, a_revision, a_text
from vms.access import NotPermitted
from vms.lifecycle import PowerVerb
from vms.manifest import RunStrategy
from vms.models import Team, VirtualMachine
from vms.services import Conflict, machines, power


def machine_with(team: Team, strategy: str, status: str) -> VirtualMachine:
    author, _ = User.objects.get_or_create(username="author")
    revision = a_revision(team, author, a_text(run_strategy=strategy))
    return a_machine(team, revision=revision, printable_status=status)


def test_stopping_a_machine_that_always_runs_halts_it(team: Team, member: User) -> None:
    machine = machine_with(team, "Always", "Running")

    power.stop(actor=member, machine=machine)
    machine.refresh_from_db()

    assert power.run_strategy_of(machine) is RunStrategy.HALTED
    assert machine.generation == 2


def test_halting_changes_one_line_of_the_text(team: Team, member: User) -> None:
    machine = machine_with(team, "Always", "Running")
    before = machine.revision.text

    power.stop(actor=member, machine=machine)
    machine.refresh_from_db()

    assert machine.revision.text == before.replace("runStrategy: Always", "runStrategy: Halted")


def test_starting_a_halted_machine_lets_it_run_always(team: Team, member: User) -> None:
    machine = machine_with(team, "Halted", "Stopped")

    power.start(actor=member, machine=machine)
    machine.refresh_from_db()

    assert power.run_strategy_of(machine) is RunStrategy.ALWAYS


def test_starting_a_manual_machine_is_a_request_and_no_edit(team: Team, member: User) -> None:
    machine = machine_with(team, "Manual", "Stopped")

    power.start(actor=member, machine=machine)
    machine.refresh_from_db()

    assert machine.power_request is not None
    assert (machine.power_request["verb"], machine.generation) == ("start", 1)


@pytest.mark.parametrize(
    ("strategy", "status", "verb", "reason"),
    [
        ("Always", "Running", PowerVerb.START, "running already"),
        ("Always", "CrashLoopBackOff", PowerVerb.START, "by itself"),
        ("Once", "Stopped", PowerVerb.START, "Once"),
        ("Halted", "Stopped", PowerVerb.STOP, "stopped already"),
        ("Manual", "Stopping", PowerVerb.STOP, "force stop"),
        ("Halted", "Stopped", PowerVerb.RESTART, "does not allow"),
        ("Manual", "Stopped", PowerVerb.RESTART, "nothing to restart"),
        ("Always", "Unknown", PowerVerb.RESTART, "host does not answer"),
    ],
)
def test_a_verb_that_makes_no_sense_is_refused_with_a_reason(
    team: Team, strategy: str, status: str, verb: PowerVerb, reason: str
) -> None:
    refusal = power.refusal(machine_with(team, strategy, status), verb)

    assert refusal is not None
    assert reason in refusal


def test_a_refused_verb_changes_nothing(team: Team, member: User) -> None:
    machine = machine_with(team, "Halted", "Stopped")

    with pytest.raises(Conflict):
        power.stop(actor=member, machine=machine)

    machine.refresh_from_db()
    assert machine.power_request is None


def test_a_machine_that_is_being_deleted_takes_no_verb(team: Team, member: User, owner: User) -> None:
    machine = machine_with(team, "Manual", "Stopped")
    machines.delete(actor=owner, machine=machine)

    with pytest.raises(Conflict, match="being deleted"):
        power.start(actor=member, machine=machine)


def test_deleting_twice_is_one_operation(team: Team, owner: User) -> None:
    machine = machine_with(team, "Manual", "Stopped")

    first = machines.delete(actor=owner, machine=machine)
    machine.refresh_from_db()

    assert machines.delete(actor=owner, machine=machine) == first


def test_a_member_cannot_delete(team: Team, member: User) -> None:
    with pytest.raises(NotPermitted):
        machines.delete(actor=member, machine=machine_with(team, "Manual", "Stopped"))


def test_a_stranger_cannot_start(team: Team, stranger: User) -> None:
    with pytest.raises(NotPermitted):
        power.start(actor=stranger, machine=machine_with(team, "Manual", "Stopped"))


@pytest.fixture
def outdated(team: Team) -> VirtualMachine:
    """It runs, and rules that are newer than its manifest no longer accept it."""
    return a_machine(team, printable_status="Running", document={"kind": "VirtualMachine"})


@pytest.mark.parametrize("verb", [PowerVerb.START, PowerVerb.RESTART])
def test_what_needs_the_manifest_is_refused_while_it_breaks_a_rule(
    outdated: VirtualMachine, verb: PowerVerb
) -> None:
    assert power.refusal(outdated, verb) == power.UNREADABLE


def test_a_machine_whose_manifest_breaks_a_rule_can_still_be_stopped(
    outdated: VirtualMachine, member: User
) -> None:
    power.stop(actor=member, machine=outdated)
    outdated.refresh_from_db()

    assert outdated.power_request is not None
    assert (outdated.power_request["verb"], outdated.generation) == ("stop", 1)
