"""Hypervisor nodes: made known by an administrator's command, kept up to date by the watcher."""

from collections.abc import Mapping
from ipaddress import IPv4Address

from django.utils import timezone

from vms.hosts import HostFacts, parse_cpus, to_json
from vms.models import Host, HostState
from vms.networks import parse_range


def register(
    *,
    name: str,
    uri: str,
    facts: HostFacts,
    labels: Mapping[str, str] | None = None,
    emulation: bool = False,
    dedicated_cpus: str | None = None,
    network_range: str | None = None,
    port_address: str | None = None,
) -> Host:
    """Make a host known, or bring what is known of it up to date. ``emulation`` says that its KVM, if it
    offers one, does not work. ``dedicated_cpus``, ``network_range`` and ``port_address`` stay as they are
    unless given.

    Raises ``ValueError`` for a text that is no set of CPUs, no private range or no address."""
    if dedicated_cpus is not None:
        parse_cpus(dedicated_cpus)
    if network_range is not None:
        parse_range(network_range)
    if port_address is not None:
        IPv4Address(port_address)
    asked = {
        "dedicated_cpus": dedicated_cpus,
        "network_range": network_range,
        "port_address": port_address,
    }
    more = {name: value for name, value in asked.items() if value is not None}
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
