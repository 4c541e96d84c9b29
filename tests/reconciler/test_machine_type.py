"""A machine stays the hardware that it was made as."""

from dataclasses import replace

import pytest

from vms.hosts import capable, from_json, to_json
from vms.models import Host, VirtualMachine
from vms.reconciler import reconcile

from .conftest import Launch
from .spy import Spy

pytestmark = pytest.mark.django_db


def edit(machine: VirtualMachine) -> None:
    VirtualMachine.objects.filter(pk=machine.pk).update(generation=2)


def upgrade(host: Host) -> None:
    """Its QEMU learns a newer board, which the alias means from then on."""
    facts = from_json(host.facts)
    machines = {**facts.machines, "q35": "pc-q35-9.0", "pc-q35-9.0": "pc-q35-9.0"}
    Host.objects.filter(pk=host.pk).update(facts=to_json(replace(facts, machines=machines)))


@pytest.fixture
def defined(hypervisor: Spy, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The domains that were defined, as XML."""
    written: list[str] = []
    define = hypervisor.inner.define

    def note(xml: str) -> None:
        written.append(xml)
        define(xml)

    monkeypatch.setattr(hypervisor.inner, "define", note)
    return written


def test_what_an_alias_meant_at_first_outlives_an_upgrade(
    defined: list[str], launched: Launch, host: Host
) -> None:
    machine = launched("Halted")
    reconcile(machine.pk)
    machine.refresh_from_db()
    assert machine.machine_type == capable().machines["q35"]

    upgrade(host)
    edit(machine)
    reconcile(machine.pk)

    assert len(defined) == 2
    assert f'machine="{capable().machines["q35"]}"' in defined[1]
    machine.refresh_from_db()
    assert machine.machine_type == capable().machines["q35"]
