"""What the database says of a host: it answered, it was seen, it went away."""

from dataclasses import replace

from django.utils import timezone

from vms import dispatch, hosts
from vms.hosts import HostFacts
from vms.models import Host, HostState, VirtualMachine

from . import observe, record
from .record import Findings


def host_ready(host: Host, facts: HostFacts) -> None:
    """The host answered: keep its facts, and look at each of its machines, whose events may be missed."""
    host.facts = hosts.to_json(_with_what_the_portal_knows(host, facts))
    host.state, host.state_reason, host.seen_at = HostState.READY, "", timezone.now()
    host.save(update_fields=["facts", "state", "state_reason", "seen_at"])
    for machine_id in host.machines.values_list("pk", flat=True):
        dispatch.reconcile_soon(machine_id)


def host_seen(host: Host) -> None:
    Host.objects.filter(pk=host.pk).update(seen_at=timezone.now())


def host_lost(host_id: int, reason: str) -> None:
    """The host does not answer: its machines keep living there, but nobody knows how."""
    Host.objects.filter(pk=host_id).update(state=HostState.UNREACHABLE, state_reason=reason[:300])
    for machine in VirtualMachine.objects.filter(host_id=host_id).select_related("team", "host"):
        # The watcher holds no lease; a worker that saw the machine meanwhile writes after this, or before.
        failure = record.remembered_failure(machine)
        findings = Findings(observe.unseen(machine), record.history_of(machine), failure=failure)
        record.record(None, findings)


def _with_what_the_portal_knows(host: Host, facts: HostFacts) -> HostFacts:
    try:
        known = hosts.from_json(host.facts)
    except hosts.HostFactsInvalid:
        return replace(facts, name=host.name)
    return replace(facts, name=host.name, networks=known.networks)
