"""Hypervisor nodes: made known by an administrator's command, kept up to date by the watcher."""

from collections.abc import Mapping

from django.utils import timezone

from vms.hosts import HostFacts, to_json
from vms.models import Host, HostState


def register(
    *,
    name: str,
    uri: str,
    facts: HostFacts,
    labels: Mapping[str, str] | None = None,
    emulation: bool = False,
) -> Host:
    """Make a host known, or bring what is known of it up to date. ``emulation`` says that its KVM, if it
    offers one, does not work."""
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
        },
    )
    return host
