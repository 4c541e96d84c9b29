"""Events ring, silence is written down, and a watcher ends when it is told to."""

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User

from tests.data import a_host, a_machine
from vms.hosts import DomainType, HostFacts
from vms.hypervisor import HypervisorUnavailable
from vms.models import Host, HostState, Team, VirtualMachine
from vms.reconciler import HostWatch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch looks after its thread's connection, and closes it; here that would be the test's own."""
    monkeypatch.setattr("vms.reconciler.watching.close_old_connections", lambda: None)
    monkeypatch.setattr("vms.reconciler.watching.connections.close_all", lambda: None)


class ScriptedWatcher:
    """Plays its events at once, and then says that the connection is lost."""

    def __init__(self, events: list[UUID], then: Callable[[], None]) -> None:
        self.events, self.then, self.closed = events, then, False

    def start(self, on_event: Callable[[UUID], None], on_lost: Callable[[str], None]) -> None:
        for event in self.events:
            on_event(event)
        on_lost("the connection broke")

    def close(self) -> None:
        self.closed = True
        self.then()


class Answering:
    def facts(self, *, emulation: bool = False) -> HostFacts:
        domain_type = DomainType.QEMU if emulation else DomainType.KVM
        return HostFacts(name="its-own-name", domain_type=domain_type, cpus=4, memory_bytes=2**30)

    def close(self) -> None:
        pass


@pytest.fixture
def host(db: None) -> Host:
    return a_host(
        state=HostState.UNREACHABLE,
        state_reason="never reached",
        facts={"name": "h1", "networks": {"lab": "br-lab"}},
    )


@pytest.fixture
def machine(team: Team, owner: User, host: Host) -> VirtualMachine:
    return a_machine(team, owner, host=host, printable_status="Running", observed_generation=1)


def play(monkeypatch: pytest.MonkeyPatch, host: Host, events: list[UUID]) -> ScriptedWatcher:
    """Run a watch through one connection; it is stopped when that connection has been closed."""
    watch = HostWatch(host.pk)
    watcher = ScriptedWatcher(events, lambda: None)
    monkeypatch.setattr("vms.reconciler.watching.open_watcher", lambda uri: watcher)
    monkeypatch.setattr("vms.reconciler.watching.open_hypervisor", lambda uri: Answering())
    monkeypatch.setattr(watch, "_stopped", StopsAtTheFirstPause())
    watch.run()
    return watcher


class StopsAtTheFirstPause(threading.Event):
    """In place of the pause before the next connection, the end."""

    pauses: list[float]

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        self.pauses = [timeout or 0.0]
        return True


def test_an_event_rings_for_its_machine(
    monkeypatch: pytest.MonkeyPatch,
    host: Host,
    machine: VirtualMachine,
    dispatched: list[str],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        play(monkeypatch, host, [machine.domain_uuid, uuid4()])

    # once because the host came back, once for the event; the stranger's domain is nobody's
    assert dispatched == [str(machine.pk)] * 2


def test_a_lost_host_makes_its_machines_unknown(
    monkeypatch: pytest.MonkeyPatch, host: Host, machine: VirtualMachine, dispatched: list[str]
) -> None:
    watcher = play(monkeypatch, host, [])

    host.refresh_from_db()
    machine.refresh_from_db()
    assert (host.state, host.state_reason) == (HostState.UNREACHABLE, "the connection broke")
    assert machine.printable_status == "Unknown"
    assert watcher.closed


def test_a_connection_brings_the_facts_up_to_date_and_keeps_what_is_the_portals(
    monkeypatch: pytest.MonkeyPatch, host: Host
) -> None:
    play(monkeypatch, host, [])

    host.refresh_from_db()
    assert (host.facts["name"], host.facts["cpus"]) == ("h1", 4)
    assert host.facts["networks"] == {"lab": "br-lab"}
    assert host.seen_at is not None


def test_a_host_that_cannot_be_reached_is_noted(monkeypatch: pytest.MonkeyPatch, host: Host) -> None:
    class Refusing(ScriptedWatcher):
        def start(self, on_event: object, on_lost: object) -> None:
            raise HypervisorUnavailable("h1", "connection refused")

    monkeypatch.setattr(ScriptedWatcher, "start", Refusing.start)

    play(monkeypatch, host, [])

    host.refresh_from_db()
    assert host.state == HostState.UNREACHABLE
    assert "connection refused" in host.state_reason


def test_the_watch_of_a_removed_host_ends_by_itself(host: Host) -> None:
    watch = HostWatch(host.pk)
    host.delete()

    watch.run()

    assert not watch._stopped.is_set()


def test_a_host_whose_kvm_does_not_work_stays_emulated(monkeypatch: pytest.MonkeyPatch, host: Host) -> None:
    Host.objects.update(emulation=True)

    play(monkeypatch, host, [])

    host.refresh_from_db()
    assert host.facts["domain_type"] == "qemu"
