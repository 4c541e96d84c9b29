"""One running machine of the blue team, its stand-in host, and a member's browser."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.consoles.standin import FakeHypervisor
from tests.data import a_host, a_machine
from tests.sockets import signed_in
from vms.consoles import gate, relay
from vms.models import Team, VirtualMachine


@pytest.fixture
def hypervisor(monkeypatch: pytest.MonkeyPatch) -> FakeHypervisor:
    fake = FakeHypervisor()

    def open_hypervisor(uri: str) -> FakeHypervisor:
        assert uri == "test:///h1"
        return fake

    monkeypatch.setattr(gate, "open_hypervisor", open_hypervisor)
    return fake


@pytest.fixture
def machine(team: Team) -> VirtualMachine:
    return a_machine(team, host=a_host(), printable_status="Running")


@pytest.fixture
def client(member: User) -> Client:
    return signed_in(member)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "RECHECK_SECONDS", 0.01)
