"""Host CPUs that a machine has to itself: who holds which, so that no two do."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.db import transaction

from vms.compiler import dedicated_count
from vms.hosts import HostFacts, parse_cpus
from vms.lifecycle import DomainState
from vms.manifest import Manifest
from vms.models import Host, VirtualMachine

_OFF: Final = frozenset({DomainState.ABSENT, DomainState.SHUTOFF})


def reserve(machine: VirtualMachine, parsed: Manifest, facts: HostFacts, state: DomainState) -> HostFacts:
    """The host as this machine may use it: the CPUs it holds, then those that nobody does; and where all
    machines run that hold none.

    What it holds it keeps while it is on the host, on or off: a guest that was set up for its CPUs is to find
    them again. What it no longer needs goes back once it is off.
    """
    if machine.host is None or not machine.host.dedicated_cpus:
        return facts
    set_aside = parse_cpus(machine.host.dedicated_cpus)
    shared = tuple(cpu for cpu in range(facts.cpus) if cpu not in set_aside)
    needed = dedicated_count(parsed)
    if needed or machine.pinned_cpus:
        facts = replace(
            facts, dedicated_cpus=_hold(machine, machine.host, needed, set_aside, is_off=state in _OFF)
        )
    return replace(facts, shared_cpus=shared)


def free(host: Host) -> int:
    """How many of those that were set aside nobody holds."""
    held = VirtualMachine.objects.filter(host=host).values_list("pinned_cpus", flat=True)
    return len(set(parse_cpus(host.dedicated_cpus)).difference(*held))


@transaction.atomic
def _hold(
    machine: VirtualMachine, host: Host, needed: int, set_aside: Sequence[int], *, is_off: bool
) -> tuple[int, ...]:
    """The host's row is locked meanwhile, so that two machines cannot take the same CPU. Too few are answered
    as they are, and nothing is taken: the compiler says how many are missing."""
    Host.objects.select_for_update().get(pk=host.pk)
    others = VirtualMachine.objects.filter(host=host).exclude(pk=machine.pk)
    taken = {cpu for held in others.values_list("pinned_cpus", flat=True) for cpu in held}
    own = [cpu for cpu in machine.pinned_cpus if cpu in set_aside]
    free = [cpu for cpu in set_aside if cpu not in taken and cpu not in own]
    if len(own) + len(free) < needed:
        return (*own, *free)
    held = own + free[: max(0, needed - len(own))]
    if is_off:
        held = held[:needed]
    if held != machine.pinned_cpus:
        VirtualMachine.objects.filter(pk=machine.pk).update(pinned_cpus=held)
        machine.pinned_cpus = held
    return tuple(held)
