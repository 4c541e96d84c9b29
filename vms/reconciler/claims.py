"""Bring one team-owned volume nearer what is wanted of it: made, filled, made larger, removed."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from vms import dispatch, events
from vms.errors import PortalError, TransientError
from vms.hypervisor import Hypervisor
from vms.images import ImageRefused, NoRoom
from vms.lifecycle import back_off
from vms.models import Claim, ClaimOrigin, ClaimPhase, Host, HostState
from vms.selectors import claims as reading
from vms.services import uploads

from . import transfer
from .admitting import told
from .claim_content import FILLERS, Filling
from .errors import LeaseLost, NotYet, Withdrawn
from .lease import Lease, hold
from .observe import connection

MOST_ATTEMPTS: Final = 6  # in a row; then a person has to say: try again
_LOOK_AGAIN: Final = timedelta(seconds=10)
_SURPRISED: Final = (
    "Something went wrong inside the portal. An administrator finds the details in the worker's log; "
    "after that, try again."
)
_UNDER_WAY: Final = (ClaimPhase.PENDING, ClaimPhase.IMPORTING)

logger = logging.getLogger(__name__)


def fill(claim_id: UUID) -> None:
    """Look at one volume and do what is due. Harmless at any time, twice, and for one that is gone.

    Nothing is raised but what the database says: the sweep comes by again for whatever is left to do.
    """
    try:
        with hold(claim_id, Claim) as lease:
            _work(lease)
    except Claim.DoesNotExist:
        logger.info("volume %s is gone", claim_id)
    except LeaseLost as elsewhere:
        logger.info("%s", elsewhere)


def ring_for_the_due(now: datetime) -> int:
    """Volumes that somebody should look at although no message says so; answers how many."""
    unfinished = Q(deletion_requested_at__isnull=False) | Q(phase__in=_UNDER_WAY)
    smaller = Q(phase=ClaimPhase.READY, capacity_bytes__lt=F("requested_bytes"))
    ripe = Q(look_again_at=None) | Q(look_again_at__lte=now)
    due = Claim.objects.filter(unfinished | smaller).filter(ripe).exclude(lease_until__gt=now)
    claim_ids = list(due.order_by("created_at").values_list("pk", flat=True))
    for claim_id in claim_ids:
        dispatch.fill_soon(claim_id)
    return len(claim_ids)


def _work(lease: Lease) -> None:
    """The guard of one volume: whatever happens here, the next is not to suffer."""
    try:
        _bring_nearer(lease, _load(lease))
    except (LeaseLost, DatabaseError, Claim.DoesNotExist):
        raise
    except Withdrawn:
        _bring_nearer(lease, _load(lease))
    except NotYet as wait:
        known = {} if wait.pause > _LOOK_AGAIN and _load(lease).done_bytes else {"step": str(wait)[:60]}
        _save(lease, **known, look_again_at=timezone.now() + wait.pause)
    except TransientError as error:
        _note_cut(lease, error)
    except (ImageRefused, NoRoom) as error:
        _note_failure(lease, told(error))
    except PortalError as error:
        _note_failure(lease, str(error))
    except Exception:
        logger.exception("volume %s", lease.machine_id)
        _note_failure(lease, _SURPRISED)


def _load(lease: Lease) -> Claim:
    return Claim.objects.select_related("team", "host", "owner", "image").get(pk=lease.machine_id)


def _bring_nearer(lease: Lease, claim: Claim) -> None:
    if claim.deletion_requested_at is not None:
        _remove(lease, claim)
    elif claim.phase == ClaimPhase.READY and claim.requested_bytes > claim.capacity_bytes:
        _grow(lease, claim)
    elif claim.phase in _UNDER_WAY:
        _fill(lease, claim)


def _fill(lease: Lease, claim: Claim) -> None:
    if claim.host is None:
        _save(lease, host=_host_for(claim))
        claim = _load(lease)
    with connection(claim.host) as hypervisor:
        assert hypervisor is not None  # noqa: S101  it has a host by now
        lease.check()
        if claim.phase == ClaimPhase.PENDING and _is_begun(claim):
            _save(lease, phase=ClaimPhase.IMPORTING, error="")
        filled = FILLERS[ClaimOrigin(claim.origin)](
            Filling(lease, claim, hypervisor, transfer.Progress(lease))
        )
        stored = hypervisor.storage_volume(claim.storage_name)
    capacity = stored.capacity_bytes if stored else claim.requested_bytes
    transfer.discard(claim.pk)
    _save(
        lease,
        phase=ClaimPhase.READY,
        capacity_bytes=capacity,
        requested_bytes=max(capacity, claim.requested_bytes),
        image=filled.image,
        format=filled.format,
        read_only=claim.read_only or filled.read_only,
        step="",
        rate=0,
        error="",
        attempts=0,
        look_again_at=None,
    )
    _ring_for_users(claim)


def _is_begun(claim: Claim) -> bool:
    """A file that still comes from a browser is not the worker's yet."""
    return claim.origin != ClaimOrigin.UPLOAD or uploads.whole_of(claim.pk).exists()


def _grow(lease: Lease, claim: Claim) -> None:
    holder = reading.held_by(claim)
    if holder is not None:
        raise NotYet(f"waits until {holder.name} is off")
    try:
        with connection(claim.host) as hypervisor:
            assert hypervisor is not None  # noqa: S101  what is ready lies on a host
            lease.check()
            hypervisor.grow_storage_volume(claim.storage_name, claim.requested_bytes)
    except TransientError:
        raise
    except PortalError as error:
        _save(lease, requested_bytes=claim.capacity_bytes, error=str(error), step="", look_again_at=None)
        return
    values = {"capacity_bytes": claim.requested_bytes, "error": "", "step": "", "attempts": 0}
    _save(lease, **values, look_again_at=None)


def _remove(lease: Lease, claim: Claim) -> None:
    """First the storage, then the row: whoever dies in between leaves a trace to follow."""
    with connection(claim.host) as hypervisor:
        if hypervisor is not None:
            lease.check()
            hypervisor.delete_storage_volumes([claim.storage_name])
    transfer.discard(claim.pk)
    with transaction.atomic():
        row = Claim.objects.select_for_update().order_by().get(pk=claim.pk)
        if row.lease_epoch != lease.epoch:
            raise LeaseLost(claim.pk)
        events.claim_changed(row, gone=True)
        _ring_for_users(claim)
        row.delete()


def _host_for(claim: Claim) -> Host:
    """Where its machine or its original is; else the ready host with the fewest volumes."""
    if claim.owner is not None and claim.owner.host is not None:
        return claim.owner.host
    if claim.origin == ClaimOrigin.CLONE:
        original = Claim.objects.filter(team=claim.team, name=claim.source.get("name")).first()
        if original is not None and original.host is not None:
            return original.host
    ready = Host.objects.filter(schedulable=True, state=HostState.READY)
    chosen = min(ready, key=lambda host: (host.claims.count(), host.name), default=None)
    if chosen is None:
        raise NotYet("waits for a host that answers")
    return chosen


def _note_cut(lease: Lease, error: TransientError) -> None:
    """It may work later, and what came so far is kept for that."""
    attempts = _load(lease).attempts + 1
    if attempts >= MOST_ATTEMPTS:
        _note_failure(lease, str(error))
        return
    logger.warning("volume %s: %s", lease.machine_id, error)
    pause = back_off(attempts)
    _save(lease, attempts=attempts, error=str(error), rate=0, look_again_at=timezone.now() + pause)


def _note_failure(lease: Lease, reason: str) -> None:
    """It waits for a person now; nothing half-made stays on the host or with us. A deletion goes on."""
    logger.warning("volume %s: %s", lease.machine_id, reason)
    claim = _load(lease)
    if claim.deletion_requested_at is not None or claim.phase == ClaimPhase.READY:
        _save(lease, error=reason, look_again_at=timezone.now() + 3 * _LOOK_AGAIN)
        return
    transfer.discard(claim.pk)
    _clear(claim, lambda hypervisor: hypervisor.delete_storage_volumes([claim.storage_name]))
    values: Mapping[str, Any] = {"rate": 0, "done_bytes": 0, "total_bytes": 0, "look_again_at": None}
    _save(lease, phase=ClaimPhase.FAILED, error=reason, step="", **values)
    _ring_for_users(claim)


def _clear(claim: Claim, tidy: Callable[[Hypervisor], None]) -> None:
    try:
        with connection(claim.host) as hypervisor:
            if hypervisor is not None:
                tidy(hypervisor)
    except PortalError as error:  # what is left there is found by its marker at the next attempt
        logger.warning("volume %s could not be cleared away: %s", claim.pk, error)


def _save(lease: Lease, **values: Any) -> None:
    """Under the lease. Raises ``LeaseLost`` if another worker took over."""
    with transaction.atomic():
        row = Claim.objects.select_for_update().order_by().get(pk=lease.machine_id)
        if row.lease_epoch != lease.epoch:
            raise LeaseLost(lease.machine_id)
        if row.deletion_requested_at is not None:
            values.pop("phase", None)
        for name, value in values.items():
            setattr(row, name, value)
        # Waiting is no change: how long nothing came is what tells that an upload was given up.
        row.save(update_fields=[*values, *(["changed_at"] if "phase" in values else [])])
        events.claim_changed(row)


def _ring_for_users(claim: Claim) -> None:
    for machine in reading.machines_with(claim):
        dispatch.reconcile_soon(machine.pk)
