"""A port of a machine on a real host: set aside, forwarded while it runs, given back with it."""

from dataclasses import replace
from pathlib import Path
from subprocess import CalledProcessError

import pytest
from django.contrib.auth.models import User

from tests.data import a_text, an_image
from tests.hypervisor.conftest import RealHost, real_host, tiny
from tests.hypervisor.wire import Wire
from tests.real import tiny_image
from tests.stack import eventually
from vms.hypervisor import open_hypervisor
from vms.images import look
from vms.models import Host
from vms.reconciler import reconcile
from vms.selectors import networks
from vms.services import hosts, machines

from .conftest import Clock, Launch

__all__ = ["real_host", "tiny", "tiny_image"]

pytestmark = [pytest.mark.django_db, pytest.mark.qemu]

BOOT_SECONDS = 180
CHANGES = (
    ("masquerade: {}", "masquerade: {}\n              ports: [{name: http, port: 80}]"),
    ("          interfaces:", "            - name: seed\n              disk: {}\n          interfaces:"),
)
SEED = """\
        - name: seed
          cloudInitNoCloud:
            userData: |
              #cloud-config
              runcmd: ["echo hello >/index.html; httpd -h /"]
"""


@pytest.fixture
def host(db: None, real_host: RealHost, tiny: Path) -> Host:
    an_image(source=str(tiny), virtual_bytes=look(tiny).virtual_bytes)
    facts = open_hypervisor(real_host.uri).facts(emulation=True)
    return hosts.register(name="h1", uri=real_host.uri, facts=replace(facts, name="h1"), emulation=True)


def answers(wire: Wire, address: str, port: int) -> bool:
    try:
        return "hello" in wire.answer_from(address, port, "/index.html")
    except CalledProcessError:
        return False


def test_a_port_leads_to_a_running_guest_and_goes_with_it(
    launched: Launch, real_host: RealHost, owner: User, clock: Clock
) -> None:
    text = a_text()
    for before, after in CHANGES:
        text = text.replace(before, after)
    machine = launched(text=text + SEED)
    wire = Wire(real_host.pid)

    reconcile(machine.pk)
    (way,) = networks.forwards_of(machine)
    with wire.neighbour() as neighbour:
        eventually(
            lambda: answers(neighbour, "198.51.100.1", way.host_port),
            seconds=BOOT_SECONDS,
            what="nobody answers at the port of the host",
        )

    machines.delete(actor=owner, machine=machine)
    machine.refresh_from_db()
    reconcile(machine.pk)
    clock.tick(3600)  # no guest is waited for as long as that
    reconcile(machine.pk)
    assert f"slipway:{machine.domain_uuid}" not in wire.run("iptables-save")
    assert open_hypervisor(real_host.uri).networks() == {}
