"""Volumes of the team: claims, and data volumes that are there already."""

import pytest

from tests.builders import a_claim, a_disk, a_host, a_manifest, a_template, a_volume
from vms.compiler import (
    CompileError,
    Element,
    Lifetime,
    StorageKind,
    StorageVolume,
    compile_domain,
    storage_volumes,
)
from vms.hosts import Claim, HostFacts, capable
from vms.manifest import DataVolume, Disk, DiskKind, PersistentVolumeClaim, VolumeSource

VOLUME = "/spec/template/spec/volumes/0"
DISK = "/spec/template/spec/domain/devices/disks/0"


def host_with(claim: Claim) -> HostFacts:
    return a_host(claims={"data": claim})


def the_disk(claim: Claim, disk: Disk | None = None, *, read_only: bool | None = None) -> Element:
    volume = a_volume(source=PersistentVolumeClaim("data", read_only))
    manifest = a_manifest(disks=(disk or a_disk(),), volumes=(volume,))
    (found,) = compile_domain(manifest, host_with(claim)).findall("devices/disk")
    return found


def planned(source: VolumeSource, host: HostFacts) -> StorageVolume:
    (volume,) = storage_volumes(a_manifest(volumes=(a_volume(source=source),)), host)
    return volume


@pytest.mark.parametrize("source", [PersistentVolumeClaim("data"), DataVolume("data")])
def test_claims_and_data_volumes_share_their_names(source: VolumeSource) -> None:
    volume = planned(source, host_with(a_claim(format="qcow2")))

    assert (volume.kind, volume.lifetime, volume.name) == (StorageKind.CLAIM, Lifetime.TEAM, "data")
    assert (volume.path, volume.format) == ("/var/lib/libvirt/images/data.img", "qcow2")


def test_a_template_that_is_made_already_is_that_claim() -> None:
    manifest = a_manifest(
        volumes=(a_volume(source=PersistentVolumeClaim("data")),),
        data_volume_templates=(a_template("data", kind="blank", size="1Gi"),),
    )

    (volume,) = storage_volumes(manifest, host_with(a_claim()))

    assert volume.lifetime is Lifetime.TEAM


def test_a_file_is_a_disk_of_its_format() -> None:
    disk = the_disk(a_claim(format="qcow2"))

    assert disk.get("type") == "file"
    assert disk.find("driver[@type='qcow2']") is not None
    assert disk.find("source[@file='/var/lib/libvirt/images/data.img']") is not None
    assert disk.find("readonly") is None


def test_a_device_is_used_directly() -> None:
    disk = the_disk(a_claim(block=True))

    assert disk.get("type") == "block"
    assert disk.find("driver[@cache='none'][@io='native']") is not None
    assert disk.find("source[@dev='/dev/vg/data']") is not None


def test_a_lun_answers_scsi_commands() -> None:
    disk = the_disk(a_claim(block=True), Disk("rootdisk", DiskKind.LUN))

    assert (disk.get("device"), disk.get("type")) == ("lun", "block")
    assert disk.find("target[@bus='scsi']") is not None
    assert disk.find("address[@type='drive']") is not None


def test_a_lun_over_a_file_is_refused() -> None:
    with pytest.raises(CompileError, match="needs a block device") as refusal:
        the_disk(a_claim(), Disk("rootdisk", DiskKind.LUN))

    assert refusal.value.pointer == f"{DISK}/lun"


@pytest.mark.parametrize("claim", [a_claim(read_only=True), a_claim()])
def test_what_is_read_only_shows_itself_so(claim: Claim) -> None:
    disk = the_disk(claim, read_only=True)

    assert disk.find("readonly") is not None


def test_a_read_only_disk_cannot_be_on_sata() -> None:
    with pytest.raises(CompileError, match="cannot be read-only") as refusal:
        the_disk(a_claim(), a_disk(bus="sata"), read_only=True)

    assert refusal.value.pointer == f"{VOLUME}/persistentVolumeClaim/readOnly"


@pytest.mark.parametrize(
    ("source", "pointer"),
    [
        (PersistentVolumeClaim("other"), "persistentVolumeClaim/claimName"),
        (DataVolume("other"), "dataVolume/name"),
    ],
)
def test_a_name_that_the_team_has_not_is_refused(source: VolumeSource, pointer: str) -> None:
    with pytest.raises(CompileError, match="no volume named other") as refusal:
        planned(source, host_with(a_claim()))

    assert refusal.value.pointer == f"{VOLUME}/{pointer}"


def test_without_facts_every_claim_is_there() -> None:
    assert planned(PersistentVolumeClaim("data"), capable()).path == "/var/lib/libvirt/images/data.img"


def test_without_facts_a_name_is_still_a_name() -> None:
    with pytest.raises(CompileError, match="small letters"):
        planned(PersistentVolumeClaim("../data"), capable())
