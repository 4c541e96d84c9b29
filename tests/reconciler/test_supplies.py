"""Machines that use volumes: their templates become claims, a start waits for them, and they go together."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from tests.data import GIB, TINY, a_claim, a_host, a_text_with_claim
from vms.models import Claim, ClaimOrigin, ClaimPhase, Host, Image, Team, VirtualMachine
from vms.reconciler import fill, reconcile
from vms.services import machines

from .conftest import Launch, newest_operation
from .spy import Spy

pytestmark = pytest.mark.django_db

TEMPLATE = """\
        - name: data
          dataVolume:
            name: web-data
  dataVolumeTemplates:
    - metadata:
        name: web-data
      spec:
        source:
          {source}
        storage:
          resources:
            requests:
              storage: {size}
"""


@pytest.fixture(autouse=True)
def _own_state(settings: Any, tmp_path: Any) -> None:
    settings.STATE_DIR = tmp_path


def with_template(source: str = "blank: {}", size: str = "1Gi", **options: str) -> str:
    text = a_text_with_claim(**options)
    return text[: text.index("        - name: data\n          persistent")] + TEMPLATE.format(
        source=source, size=size
    )


def now(machine: VirtualMachine) -> VirtualMachine:
    reconcile(machine.pk)
    machine.refresh_from_db()
    return machine


def condition(machine: VirtualMachine, kind: str) -> dict[str, str]:
    return next((one for one in machine.conditions if one["type"] == kind), {})


@pytest.mark.parametrize("run_strategy", ["Always", "Halted"])
def test_a_template_becomes_a_volume_of_the_machines(
    launched: Launch, hypervisor: Spy, host: Host, run_strategy: str
) -> None:
    machine = now(launched(text=with_template(run_strategy=run_strategy)))

    claim = Claim.objects.get()
    assert (claim.name, claim.owner, claim.host) == ("web-data", machine, host)
    assert (claim.origin, claim.requested_bytes) == (ClaimOrigin.BLANK, GIB)
    assert machine.printable_status == "Provisioning"


def test_a_start_waits_for_its_volumes_and_says_so(launched: Launch, hypervisor: Spy) -> None:
    machine = now(launched(text=with_template()))

    assert hypervisor.starts() == 0
    assert condition(machine, "DataVolumesReady")["status"] == "False"
    assert "web-data is not ready" in condition(machine, "DataVolumesReady")["message"]
    assert newest_operation(machine).state == "running"
    assert newest_operation(machine).steps[-1]["name"] == "waiting for its disks"


def test_once_they_are_ready_it_starts_with_them(launched: Launch, hypervisor: Spy) -> None:
    machine = now(launched(text=with_template()))
    claim = Claim.objects.get()
    fill(claim.pk)

    now(machine)

    assert machine.printable_status == "Running"
    assert condition(machine, "DataVolumesReady")["status"] == "True"
    assert newest_operation(machine).state == "succeeded"
    assert claim.storage_name in hypervisor.storage_volume_names()


def test_a_registry_template_of_a_catalogue_image_is_thin(launched: Launch, hypervisor: Spy) -> None:
    machine = now(launched(text=with_template(f"registry: {{url: 'docker://{TINY}'}}")))
    fill(Claim.objects.get().pk)

    now(machine)

    claim = Claim.objects.get()
    assert claim.image == Image.objects.get()
    assert claim.capacity_bytes == GIB
    assert machine.printable_status == "Running"


def test_a_volume_that_is_there_already_is_adopted(
    team: Team, launched: Launch, hypervisor: Spy, host: Host
) -> None:
    claim = a_claim(team, "web-data", host=host)
    hypervisor.inner.contents[claim.storage_name] = b"data"

    machine = now(launched(text=with_template()))

    claim.refresh_from_db()
    assert claim.owner == machine
    assert machine.printable_status == "Running"


def test_anothers_volume_is_used_and_left(team: Team, launched: Launch, hypervisor: Spy, host: Host) -> None:
    other = launched(name="other", run_strategy="Halted")
    claim = a_claim(team, "web-data", host=host, owner=other)
    hypervisor.inner.contents[claim.storage_name] = b"data"

    now(launched(text=with_template()))

    claim.refresh_from_db()
    assert claim.owner == other


def test_a_failed_volume_is_told_and_ends_the_launch(team: Team, launched: Launch, hypervisor: Spy) -> None:
    machine = now(launched(text=with_template("pvc: {namespace: blue, name: nothing}")))
    fill(Claim.objects.get().pk)

    now(machine)

    assert condition(machine, "Failure")["reason"] == "VolumeFailed"
    assert "no such volume any more" in condition(machine, "Failure")["message"]
    assert newest_operation(machine).state == "failed"


def test_it_goes_on_by_itself_once_the_volume_came_after_all(
    team: Team, launched: Launch, hypervisor: Spy
) -> None:
    machine = now(launched(text=with_template()))
    Claim.objects.update(phase=ClaimPhase.FAILED, error="The disk is full.")
    now(machine)
    Claim.objects.update(phase=ClaimPhase.PENDING, error="")
    fill(Claim.objects.get().pk)

    assert now(machine).printable_status == "Running"


def test_what_the_portal_cannot_bring_is_said_at_the_field(launched: Launch, hypervisor: Spy) -> None:
    machine = now(launched(text=with_template("vddk: {url: 'https://vcenter'}")))

    assert condition(machine, "Failure")["reason"] == "CompileError"
    assert "/spec/dataVolumeTemplates/0/spec/source/vddk" in condition(machine, "Failure")["message"]
    assert not Claim.objects.exists()


def test_a_deleted_machine_takes_its_own_volumes_along(
    team: Team, owner: User, launched: Launch, hypervisor: Spy, host: Host
) -> None:
    kept = a_claim(team, "kept", host=host)
    hypervisor.inner.contents[kept.storage_name] = b"data"
    machine = now(launched(text=with_template()))
    fill(Claim.objects.get(name="web-data").pk)
    now(machine)
    machines.delete(actor=owner, machine=machine)

    reconcile(machine.pk)
    fill(Claim.objects.get(name="web-data").pk)

    assert list(Claim.objects.all()) == [kept]
    assert hypervisor.storage_volume_names() - {"image-tiny.qcow2"} == {kept.storage_name}


def test_a_claim_outlives_its_machine(
    team: Team, owner: User, launched: Launch, hypervisor: Spy, host: Host
) -> None:
    claim = a_claim(team, host=host)
    hypervisor.inner.contents[claim.storage_name] = b"data"
    machine = now(launched(text=a_text_with_claim()))
    assert machine.printable_status == "Running"
    machines.delete(actor=owner, machine=machine)

    reconcile(machine.pk)

    assert Claim.objects.get() == claim
    assert claim.storage_name in hypervisor.storage_volume_names()


def test_a_new_machine_waits_until_the_old_ones_volume_is_gone(
    team: Team, launched: Launch, hypervisor: Spy, host: Host
) -> None:
    a_claim(team, "web-data", host=host, phase=ClaimPhase.DELETING)

    machine = now(launched(text=with_template()))

    assert "still being deleted" in condition(machine, "DataVolumesReady")["message"]


def test_a_file_that_somebody_removed_is_missed(
    team: Team, launched: Launch, hypervisor: Spy, host: Host
) -> None:
    a_claim(team, host=host)

    machine = now(launched(text=a_text_with_claim()))

    assert hypervisor.starts() == 0
    assert "missing in the host's pool" in condition(machine, "Failure")["message"]


def test_a_name_that_no_volume_has_is_said_at_the_field(launched: Launch, hypervisor: Spy) -> None:
    machine = now(launched(text=a_text_with_claim("nothing")))

    assert "no volume named nothing" in condition(machine, "Failure")["message"]


def test_another_teams_volume_is_none_of_ours(
    other_team: Team, launched: Launch, hypervisor: Spy, host: Host
) -> None:
    a_claim(other_team, host=host)

    assert "no volume named data" in condition(now(launched(text=a_text_with_claim())), "Failure")["message"]


def test_a_machine_goes_where_its_volumes_are(team: Team, launched: Launch, hypervisor: Spy) -> None:
    first = Host.objects.get()
    second = a_host("h2", facts=first.facts)
    claim = a_claim(team, host=second)
    hypervisor.inner.contents[claim.storage_name] = b"data"

    assert now(launched(text=a_text_with_claim())).host == second


def test_a_disk_is_not_started_while_it_is_copied(
    team: Team, launched: Launch, hypervisor: Spy, host: Host
) -> None:
    claim = a_claim(team, host=host)
    hypervisor.inner.contents[claim.storage_name] = b"data"
    a_claim(
        team,
        "copy",
        origin=ClaimOrigin.CLONE,
        source={"name": "data"},
        phase=ClaimPhase.IMPORTING,
        step="copying",
    )

    machine = now(launched(text=a_text_with_claim()))

    assert hypervisor.starts() == 0
    assert "is being copied to copy" in condition(machine, "DataVolumesReady")["message"]


@pytest.mark.parametrize(
    ("source", "origin", "capacity"),
    [("blank: {}", "blank", GIB), (f"registry: {{url: 'docker://{TINY}'}}", "registry", GIB)],
)
def test_what_a_machine_had_before_there_were_claims_becomes_one(
    launched: Launch, host: Host, source: str, origin: str, capacity: int
) -> None:
    machine = launched(
        text=with_template(source), host=host, history={"storageMade": ["blue_web_data.qcow2"]}
    )
    module = import_module("vms.migrations.0010_claims_of_templates")

    module._claims(apps, None)
    module._claims(apps, None)

    claim = Claim.objects.get()
    assert (claim.name, claim.owner, claim.storage_name) == ("web-data", machine, "blue_web_data.qcow2")
    assert (claim.origin, claim.capacity_bytes, claim.phase) == (origin, capacity, ClaimPhase.READY)
