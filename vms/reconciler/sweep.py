"""Find the machines and volumes that somebody should look at although no message says so."""

from datetime import timedelta
from typing import Final

from django.db.models import F, Q
from django.utils import timezone

from vms import dispatch
from vms.models import Host, HostState, VirtualMachine

from . import claims, images
from .liveness import host_lost

UNWATCHED: Final = timedelta(seconds=90)


def sweep() -> int:
    """Ring for everything that is due, and give up on hosts that nobody has seen for long.

    Answers how many machines and volumes were rung for. One that a worker holds now is left to it.
    """
    _lose_unwatched_hosts()
    now = timezone.now()
    reachable = Q(host=None) | Q(host__state=HostState.READY)
    unplanned = Q(look_again_at=None)
    edited = Q(observed_generation__lt=F("generation"))
    asked = Q(power_request__isnull=False)
    deleting = Q(deletion_requested_at__isnull=False)
    orphaned = Q(lease_until__lte=now)
    due = VirtualMachine.objects.filter(
        Q(look_again_at__lte=now)
        | (asked & reachable)
        | (edited & reachable & unplanned)
        | (deleting & unplanned)
        | orphaned
    ).exclude(lease_until__gt=now)
    machine_ids = list(due.values_list("pk", flat=True))
    for machine_id in machine_ids:
        dispatch.reconcile_soon(machine_id)
    return len(machine_ids) + claims.ring_for_the_due(now) + images.ring_for_the_due(now)


def _lose_unwatched_hosts() -> None:
    """A host that no watcher has seen for long is not known to be well, whatever its row says."""
    silent_since = timezone.now() - UNWATCHED
    for host in Host.objects.filter(state=HostState.READY, seen_at__lt=silent_since):
        host_lost(host.pk, "Nobody has watched this host for a while. Is watch_hosts running?")
