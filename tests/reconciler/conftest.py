"""One host, one catalogue image, and a clock that stands still unless a test moves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests.data import GIB, a_host, a_machine, a_revision, a_text, an_image
from tests.hypervisor.fake import FakeHypervisor
from vms.hosts import capable, to_json
from vms.models import Host, Operation, Team, VirtualMachine
from vms.services import operations

from .spy import Spy

Launch = Callable[..., VirtualMachine]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)  # no two rows are made at the same time
        return self.now

    def tick(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


@pytest.fixture
def host(db: None, tmp_path: Path) -> Host:
    image = tmp_path / "tiny.qcow2"
    image.write_bytes(b"QFI\xfb")
    an_image(source=str(image))
    return a_host(facts=to_json(replace(capable(), name="h1", cpus=8, memory_bytes=16 * GIB)))


@pytest.fixture
def hypervisor(monkeypatch: pytest.MonkeyPatch) -> Spy:
    spy = Spy(FakeHypervisor())
    monkeypatch.setattr("vms.reconciler.observe.open_hypervisor", lambda uri: spy)
    return spy


@pytest.fixture
def launched(team: Team, owner: User, host: Host, dispatched: list[str]) -> Launch:
    """A machine whose launch was just approved."""

    def launch(run_strategy: str = "Always", name: str = "web", **options: object) -> VirtualMachine:
        text = a_text(name=name, team=team.slug, run_strategy=run_strategy)
        text = str(options.pop("text", text))
        revision = a_revision(team, owner, text)
        machine = a_machine(team, owner, name, revision=revision, printable_status="Provisioning", **options)
        operations.begin(actor=owner, machine=machine, verb="launch")
        return machine

    return launch


def newest_operation(machine: VirtualMachine) -> Operation:
    return Operation.objects.filter(machine_name=machine.name).order_by("-created_at")[0]
