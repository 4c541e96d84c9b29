"""Start, stop, restart, force stop, with KubeVirt's rules of which run strategy allows which verb.

As in KubeVirt, stopping a machine that is to run always makes it ``Halted``, and starting a halted one makes
it ``Always``: the manifest keeps saying what is so. Other strategies take the verb as a request that the
reconciler carries out once; so does a machine whose manifest rules newer than it no longer accept. Stopping
needs no manifest, the other verbs do.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from vms import access, audit, dispatch, events, manifest
from vms.lifecycle import PowerRequest, PowerVerb, request_to_json
from vms.manifest import RunStrategy
from vms.models import Operation, Revision, VirtualMachine
from vms.schema import Edit
from vms.selectors import machines

from . import operations
from .conflict import Conflict

UNREADABLE = "The manifest of this machine breaks a rule that is newer than it. Edit the machine first."
_OFF = frozenset({"Stopped"})
_ALIVE = frozenset({"Running", "Paused", "Migrating", "Starting", "Stopping"})


def start(*, actor: User, machine: VirtualMachine) -> Operation:
    return _ask(actor, machine, PowerVerb.START)


def stop(*, actor: User, machine: VirtualMachine) -> Operation:
    """Ask the guest to shut down; after the manifest's grace period the power is cut."""
    return _ask(actor, machine, PowerVerb.STOP)


def restart(*, actor: User, machine: VirtualMachine) -> Operation:
    return _ask(actor, machine, PowerVerb.RESTART)


def force_stop(*, actor: User, machine: VirtualMachine) -> Operation:
    """Cut the power at once."""
    return _ask(actor, machine, PowerVerb.FORCE_STOP)


def refusal(machine: VirtualMachine, verb: PowerVerb) -> str | None:
    """Why this verb cannot be asked for now, in a sentence for the person; ``None`` when it can."""
    if machine.deletion_requested_at is not None:
        return "The machine is being deleted."
    strategy = run_strategy_of(machine)
    status = machine.printable_status
    match verb:
        case PowerVerb.START | PowerVerb.RESTART if strategy is None:
            return UNREADABLE
        case PowerVerb.START:
            return _start_refusal(strategy, status)
        case PowerVerb.STOP if status == "Stopping":
            return "It is stopping already. Use force stop to cut the power."
        case PowerVerb.STOP | PowerVerb.FORCE_STOP:
            return "It is stopped already." if status in _OFF and strategy is not RunStrategy.ALWAYS else None
        case PowerVerb.RESTART if strategy in {RunStrategy.HALTED, RunStrategy.ONCE}:
            return f"Its run strategy is {strategy}, which does not allow a restart."
        case PowerVerb.RESTART if status == "Unknown":
            return "Its host does not answer, so nobody knows whether it runs. Wait until it does."
        case PowerVerb.RESTART:
            return None if status in _ALIVE else "It is not running, so there is nothing to restart."


def run_strategy_of(machine: VirtualMachine) -> RunStrategy | None:
    """What its manifest says; ``None`` when today's rules no longer accept that."""
    parsed = machines.parsed(machine)
    return parsed.run_strategy if parsed else None


def _start_refusal(strategy: RunStrategy | None, status: str) -> str | None:
    if status in _ALIVE:
        return "It is running already."
    if strategy is RunStrategy.ALWAYS:
        return "Its run strategy is Always: the portal starts it by itself. Its conditions say why it waits."
    if strategy is RunStrategy.ONCE:
        return "Its run strategy is Once, and that one run is over. Change the run strategy to run it again."
    return None


@transaction.atomic
def _ask(actor: User, machine: VirtualMachine, verb: PowerVerb) -> Operation:
    access.require(actor, "machine.power", machine)
    machine = VirtualMachine.objects.select_for_update().get(pk=machine.pk)
    if reason := refusal(machine, verb):
        raise Conflict(reason)
    strategy = run_strategy_of(machine)
    if verb is PowerVerb.START and strategy is RunStrategy.HALTED:
        _set_run_strategy(actor, machine, RunStrategy.ALWAYS)
    elif verb in {PowerVerb.STOP, PowerVerb.FORCE_STOP} and strategy in {
        RunStrategy.ALWAYS,
        RunStrategy.ONCE,
    }:
        _set_run_strategy(actor, machine, RunStrategy.HALTED)
    request = PowerRequest(verb=verb, requested_at=timezone.now())
    VirtualMachine.objects.filter(pk=machine.pk).update(power_request=request_to_json(request))
    operation = operations.begin(actor=actor, machine=machine, verb=verb)
    audit.record(actor, f"machine.{verb}", machine)
    events.machine_changed(machine)
    dispatch.reconcile_soon(machine.pk)
    return operation


def _set_run_strategy(actor: User, machine: VirtualMachine, strategy: RunStrategy) -> None:
    """A new revision that differs from the approved one in its run strategy alone."""
    edits = [Edit("/spec/running"), Edit("/spec/runStrategy", str(strategy))]
    text = manifest.edit_yaml(machine.revision.text, edits)
    document = manifest.from_yaml(text)
    revision = Revision.objects.create(
        team=machine.team,
        author=actor,
        text=text,
        document=document,
        digest=manifest.digest(document),
        images=machine.revision.images,
        blueprint_version=machine.revision.blueprint_version,
    )
    machine.revision, machine.document = revision, document
    machine.generation += 1
    machine.save(update_fields=["revision", "document", "generation"])
