"""A machine goes where it can run."""

from dataclasses import replace

import pytest

from tests.data import GIB, a_host, a_text
from vms.hosts import capable, to_json
from vms.models import Host, VirtualMachine
from vms.reconciler import reconcile

from .conftest import Launch
from .spy import Spy

pytestmark = pytest.mark.django_db


def a_text_with_a_model() -> str:
    return a_text().replace("cores: 1", "cores: 1\n          model: Haswell")


def a_host_without_models(name: str) -> Host:
    facts = replace(
        capable(), name=name, cpus=8, memory_bytes=16 * GIB, cpu_models=frozenset({"EPYC", "Nehalem"})
    )
    return a_host(name, facts=to_json(facts))


def failure(machine: VirtualMachine) -> str:
    return next((known["message"] for known in machine.conditions if known["type"] == "Failure"), "")


def test_a_host_that_has_not_the_cpu_is_passed_over(hypervisor: Spy, launched: Launch, host: Host) -> None:
    a_host_without_models("a1")  # before h1 in the order of their names
    machine = launched(text=a_text_with_a_model())

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.host == host
    assert machine.printable_status == "Running"


def test_where_no_host_has_it_each_says_so(hypervisor: Spy, launched: Launch, host: Host) -> None:
    host.delete()
    for name in ("a1", "a2"):
        a_host_without_models(name)
    machine = launched(text=a_text_with_a_model())

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert machine.host is None
    assert failure(machine).count("has no CPU model named Haswell") == 2


def test_the_only_host_says_at_which_field_it_cannot(hypervisor: Spy, launched: Launch, host: Host) -> None:
    host.delete()
    a_host_without_models("a1")
    machine = launched(text=a_text_with_a_model())

    reconcile(machine.pk)

    machine.refresh_from_db()
    assert failure(machine).startswith("/spec/template/spec/domain/cpu/model: ")
