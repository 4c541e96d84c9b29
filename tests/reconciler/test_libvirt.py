"""The whole life of a machine on libvirt's own test driver."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests.data import an_image
from vms.hypervisor import Hypervisor, open_hypervisor
from vms.lifecycle import DomainState
from vms.models import Host, VirtualMachine
from vms.reconciler import observe, reconcile
from vms.services import hosts, machines, power

from .conftest import Clock, Launch

pytestmark = [pytest.mark.django_db, pytest.mark.libvirt]

URI = "test:///default"


@pytest.fixture
def libvirt() -> Iterator[Hypervisor]:
    """Kept open: the driver's state goes with its last connection."""
    hypervisor = open_hypervisor(URI)
    yield hypervisor
    hypervisor.close()


@pytest.fixture
def host(db: None, libvirt: Hypervisor, tmp_path: Path) -> Host:
    image = tmp_path / "tiny.qcow2"
    image.write_bytes(b"QFI\xfb")
    an_image(source=str(image))
    return hosts.register(name="h1", uri=URI, facts=libvirt.facts())


def test_launch_stop_start_delete(libvirt: Hypervisor, launched: Launch, owner: User, clock: Clock) -> None:
    machine = launched()
    prefix = observe.storage_prefix(machine)

    def now() -> tuple[str, DomainState]:
        reconcile(machine.pk)
        machine.refresh_from_db()
        return machine.printable_status, libvirt.observe(machine.domain_uuid, prefix).state

    assert now() == ("Running", DomainState.RUNNING)
    power.stop(actor=owner, machine=machine)
    assert now() == ("Stopped", DomainState.SHUTOFF)
    assert libvirt.observe(machine.domain_uuid, prefix).storage == frozenset()
    power.start(actor=owner, machine=machine)
    assert now() == ("Running", DomainState.RUNNING)
    machines.delete(actor=owner, machine=machine)
    reconcile(machine.pk)

    left = libvirt.observe(machine.domain_uuid, prefix)
    assert (left.state, left.storage) == (DomainState.ABSENT, frozenset())
    assert not VirtualMachine.objects.filter(pk=machine.pk).exists()
