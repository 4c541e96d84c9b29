"""Bring one machine nearer its manifest: observe, plan, apply, record, until nothing is left to do."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone

from vms import lifecycle
from vms.errors import PortalError, TransientError
from vms.hypervisor import DomainNotFound, Hypervisor, HypervisorUnavailable
from vms.lifecycle import ActionKind, DomainState, History, Plan
from vms.models import VirtualMachine

from . import observe, placement, record
from .apply import apply
from .lease import Lease, hold
from .observe import Sight
from .record import Failure, Findings

MAX_PASSES: Final = 10
_LOOK_AGAIN: Final = timedelta(seconds=30)
_BUILDING: Final = frozenset({ActionKind.CREATE_STORAGE, ActionKind.DEFINE, ActionKind.START})
_SURPRISED: Final = (
    "Something went wrong inside the portal. An administrator finds the details in the worker's log; "
    "after that, try again."
)

logger = logging.getLogger(__name__)


def reconcile(machine_id: UUID) -> None:
    """Look at one machine and do what is due. Harmless at any time, for any machine, also one that is gone.

    Raises ``LeaseLost`` when another worker has it and ``HypervisorUnavailable`` when its host does not
    answer: both are worth a retry. Everything permanent ends as the machine's Failure condition.
    """
    try:
        with hold(machine_id) as lease:
            _work(lease)
    except VirtualMachine.DoesNotExist:
        logger.info("machine %s is gone", machine_id)


def _work(lease: Lease) -> None:
    """The guard of one machine: whatever happens here, the next machine is not to suffer."""
    try:
        _bring_nearer(lease)
    except HypervisorUnavailable as error:
        _note_unreachable(lease, error)
        raise
    except (TransientError, DatabaseError, VirtualMachine.DoesNotExist):
        raise
    except Exception:
        logger.exception("machine %s", lease.machine_id)
        machine = _load(lease)
        findings = Findings(
            observe.unseen(machine),
            record.history_of(machine),
            failure=(record.SURPRISE, _SURPRISED),
            settled=True,
            request_done=True,
        )
        record.record(lease, findings)


def _bring_nearer(lease: Lease) -> None:
    machine = _load(lease)
    if machine.host is None and machine.deletion_requested_at is None and not _place(lease, machine):
        return
    machine = _load(lease)
    with observe.connection(machine.host) as hypervisor:
        for _ in range(MAX_PASSES):
            if _pass(lease, hypervisor):
                return
    logger.warning("machine %s did not come to rest in %s passes", lease.machine_id, MAX_PASSES)
    VirtualMachine.objects.filter(pk=lease.machine_id, lease_epoch=lease.epoch).update(
        look_again_at=timezone.now() + _LOOK_AGAIN
    )


def _load(lease: Lease) -> VirtualMachine:
    return VirtualMachine.objects.select_related("team", "host").get(pk=lease.machine_id)


def _place(lease: Lease, machine: VirtualMachine) -> bool:
    """Give a new machine its host. ``False``: it cannot have one, which is now written down."""
    sight = observe.look(machine, None)
    failure = sight.problem
    if sight.manifest is not None:
        try:
            host = placement.place(lease, sight.manifest)
        except TransientError:
            raise
        except PortalError as error:
            failure = error
        else:
            record.step(lease, "host chosen", host.name)
            return True
    findings = Findings(
        sight,
        record.history_of(machine),
        failure=_reason(failure) if failure else None,
        settled=True,
        request_done=True,
    )
    record.record(lease, findings)
    return False


def _pass(lease: Lease, hypervisor: Hypervisor | None) -> bool:
    """One round. ``True`` when the machine has come to rest, or has to wait for time or a person."""
    machine = _load(lease)
    now = timezone.now()
    observe.bring_along(machine)
    sight = observe.look(machine, hypervisor)
    history = record.history_of(machine)
    plan = lifecycle.plan(sight.desired, sight.observed, history, now)
    failure = _known_failure(sight)
    if failure is not None:
        plan = _without_building(plan, history)
    if sight.desired.waits:
        record.step(lease, "waiting for its disks", sight.desired.waits[0].message)
    if plan.actions:
        record.record(lease, Findings(sight, history, failure=failure))
        return _carry_out(lease, hypervisor, sight, plan)
    findings = Findings(
        sight,
        plan.history,
        failure=failure,
        settled=sight.observed.state is not DomainState.UNKNOWN,
        request_done=plan.request_done,
        look_again_at=plan.look_again_at,
    )
    record.record(lease, findings)
    return True


def _without_building(plan: Plan, history: History) -> Plan:
    """What is left to do while a failure forbids to build: stopping and clearing away. A request that needed
    more is answered by the failure."""
    actions = tuple(action for action in plan.actions if action not in _BUILDING)
    if actions == plan.actions:
        return plan
    starts = ActionKind.START in plan.actions
    return replace(plan, actions=actions, history=history if starts else plan.history, request_done=True)


def _carry_out(lease: Lease, hypervisor: Hypervisor | None, sight: Sight, plan: Plan) -> bool:
    """Apply the plan's actions, and write down that they happened. ``True``: an error ends the work."""
    try:
        for action in plan.actions:
            apply(action, sight, hypervisor, lease)
    except TransientError:
        raise
    except DomainNotFound:
        return False  # somebody undefined it a moment ago: look again
    except PortalError as error:
        _note_failure(lease, sight, error, timezone.now())
        return True
    if ActionKind.FORGET_MACHINE in plan.actions:
        return True
    record.done(lease, sight.machine, plan)
    return False


def _known_failure(sight: Sight) -> Failure | None:
    """What stands in the way: the manifest's problem, or a refusal of the host that nobody reacted to yet."""
    if sight.problem is not None:
        return _reason(sight.problem)
    machine = sight.machine
    waits = machine.observed_generation == machine.generation and machine.power_request is None
    off = sight.observed.state in {DomainState.ABSENT, DomainState.SHUTOFF}
    if not waits or not off or sight.desired.deleted:
        return None
    return record.remembered_failure(machine)


def _note_failure(lease: Lease, sight: Sight, error: PortalError, now: datetime) -> None:
    """A permanent error waits for the next edit or request; a deletion is tried again until it succeeds."""
    logger.warning("machine %s: %s", lease.machine_id, error)
    deleted = sight.desired.deleted
    findings = Findings(
        sight,
        record.history_of(sight.machine),
        failure=_reason(error),
        settled=True,
        request_done=True,
        look_again_at=now + _LOOK_AGAIN if deleted else None,
    )
    record.record(lease, findings)
    if deleted:
        record.step(lease, "held up, will be tried again", str(error))


def _note_unreachable(lease: Lease, error: HypervisorUnavailable) -> None:
    machine = _load(lease)
    look_again_at = timezone.now() + _LOOK_AGAIN
    findings = Findings(
        observe.unseen(machine),
        record.history_of(machine),
        failure=record.remembered_failure(machine),
        look_again_at=look_again_at,
    )
    record.record(lease, findings)
    record.step(lease, "waiting for the host", str(error))


def _reason(error: PortalError) -> Failure:
    return type(error).__name__, str(error)
