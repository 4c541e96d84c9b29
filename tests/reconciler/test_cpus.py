"""Host CPUs that machines have to themselves."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from tests.data import a_text
from vms.hosts import HostFacts
from vms.models import Host, VirtualMachine
from vms.reconciler import reconcile
from vms.services import hosts, machines

from .conftest import Launch
from .spy import Spy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def set_aside(host: Host) -> None:
    Host.objects.filter(pk=host.pk).update(dedicated_cpus="3,2,5-6")


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


def a_text_with(cores: int, name: str) -> str:
    dedicated = f"cores: {cores}\n          dedicatedCpuPlacement: true"
    return a_text(name=name).replace("cores: 1", dedicated)


def running(launched: Launch, cores: int, name: str = "web") -> VirtualMachine:
    machine = launched(text=a_text_with(cores, name), name=name)
    reconcile(machine.pk)
    machine.refresh_from_db()
    return machine


def failure(machine: VirtualMachine) -> str:
    return next((known["message"] for known in machine.conditions if known["type"] == "Failure"), "")


def test_a_machine_takes_the_first_that_are_free(defined: list[str], launched: Launch) -> None:
    machine = running(launched, 2)

    assert machine.pinned_cpus == [3, 2]
    assert '<vcpupin vcpu="0" cpuset="3"/>' in defined[0]
    assert '<vcpupin vcpu="1" cpuset="2"/>' in defined[0]
    assert '<vcpu placement="static" cpuset="2-3">2</vcpu>' in defined[0]


def test_two_machines_never_share_one(hypervisor: Spy, launched: Launch) -> None:
    first, second = running(launched, 2), running(launched, 2, "db")

    assert set(first.pinned_cpus).isdisjoint(second.pinned_cpus)
    assert second.pinned_cpus == [5, 6]


def test_where_too_few_are_left_it_is_said_how_many(hypervisor: Spy, launched: Launch) -> None:
    running(launched, 3)

    late = running(launched, 2, "db")

    assert "1 of its CPUs are free to be set aside, 2 are needed" in failure(late)
    assert late.pinned_cpus == []


def test_those_of_a_deleted_machine_are_free_again(hypervisor: Spy, launched: Launch, owner: User) -> None:
    first = running(launched, 4)
    machines.delete(actor=owner, machine=first)
    reconcile(first.pk)

    assert running(launched, 4, "db").pinned_cpus == [3, 2, 5, 6]


def test_a_machine_keeps_its_own_when_it_asks_for_more(hypervisor: Spy, launched: Launch, host: Host) -> None:
    machine = running(launched, 2)
    document = machine.document
    document["spec"]["template"]["spec"]["domain"]["cpu"]["cores"] = 3
    VirtualMachine.objects.filter(pk=machine.pk).update(document=document, generation=2)

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.pinned_cpus == [3, 2, 5]


def test_what_it_no_longer_needs_it_holds_until_it_is_off(
    hypervisor: Spy, launched: Launch, owner: User
) -> None:
    machine = running(launched, 2)
    document = machine.document
    document["spec"]["template"]["spec"]["domain"]["cpu"]["cores"] = 1
    VirtualMachine.objects.filter(pk=machine.pk).update(document=document, generation=2)
    reconcile(machine.pk)
    machine.refresh_from_db()
    assert machine.pinned_cpus == [3, 2]

    document["spec"]["runStrategy"] = "Halted"
    VirtualMachine.objects.filter(pk=machine.pk).update(document=document, generation=3)
    hypervisor.inner.destroy(machine.domain_uuid)
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.pinned_cpus == [3]


def test_all_other_machines_keep_off_them(defined: list[str], launched: Launch) -> None:
    machine = launched()
    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.pinned_cpus == []
    assert '<vcpu placement="static" cpuset="0-1,4,7">1</vcpu>' in defined[0]


def test_an_administrator_sets_them_aside(host: Host) -> None:
    facts = HostFacts(name=host.name)

    registered = hosts.register(name=host.name, uri=host.uri, facts=facts, dedicated_cpus="2-3")
    again = hosts.register(name=host.name, uri=host.uri, facts=facts)

    assert (registered.dedicated_cpus, again.dedicated_cpus) == ("2-3", "2-3")


@pytest.mark.parametrize("text", ["two", "7-2", "1,,2"])
def test_what_is_no_set_of_cpus_is_refused(host: Host, text: str) -> None:
    host.dedicated_cpus = text

    with pytest.raises(ValidationError, match="write it like"):
        host.clean_fields()
    with pytest.raises(ValueError, match="write it like"):
        hosts.register(name=host.name, uri=host.uri, facts=HostFacts(name=host.name), dedicated_cpus=text)
