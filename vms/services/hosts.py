"""Hypervisor nodes: made known by an administrator's command, kept up to date by the watcher."""

from collections.abc import Mapping

from django.utils import timezone

from vms.hosts import HostFacts, parse_cpus, to_json
from vms.models import Host, HostState


def register(
    *,
    name: str,
    uri: str,
    facts: HostFacts,
    labels: Mapping[str, str] | None = None,
    emulation: bool = False,
    dedicated_cpus: str | None = None,
) -> Host:
    """Make a host known, or bring what is known of it up to date. ``emulation`` says that its KVM, if it
    offers one, does not work. ``dedicated_cpus`` stay as they are unless given.

    Raises ``ValueError`` for a text that is no set of CPUs."""
    if dedicated_cpus is not None:
        parse_cpus(dedicated_cpus)
    more = {} if dedicated_cpus is None else {"dedicated_cpus": dedicated_cpus}
    host, _ = Host.objects.update_or_create(
        name=name,
        defaults={
            "uri": uri,
            "facts": to_json(facts),
            "emulation": emulation,
            "labels": dict(labels or {}),
            "state": HostState.READY,
            "state_reason": "",
            "seen_at": timezone.now(),
            **more,
        },
    )
    return host
