import pytest

from tests.builders import (
    FEDORA,
    a_host,
    a_manifest,
    a_template,
    a_volume,
    an_empty_disk,
    an_image,
    cloud_init,
)
from vms.compiler import (
    CompileError,
    Lifetime,
    Seed,
    StorageKind,
    StorageVolume,
    seeds,
    storage_prefix,
    storage_volumes,
    supplies,
)
from vms.hosts import Claim, HostFacts
from vms.manifest import (
    ContainerDisk,
    DataVolume,
    DataVolumeTemplate,
    EmptyDisk,
    Sysprep,
    Volume,
)

VOLUME = "/spec/template/spec/volumes/0"
TEMPLATE = "/spec/dataVolumeTemplates/0/spec"
DV = a_volume("data", DataVolume("fedora-dv"))


def the_volume(
    volume: Volume, *templates: DataVolumeTemplate, host: HostFacts | None = None
) -> StorageVolume:
    manifest = a_manifest(volumes=(volume,), data_volume_templates=templates)
    (planned,) = storage_volumes(manifest, host or a_host())
    return planned


def test_a_machine_without_volumes_needs_no_storage() -> None:
    assert storage_volumes(a_manifest(), a_host()) == ()


def test_all_names_begin_with_namespace_and_name() -> None:
    manifest = a_manifest(volumes=(a_volume("root"), a_volume("seed", cloud_init())))

    names = [planned.name for planned in storage_volumes(manifest, a_host())]

    assert storage_prefix(manifest) == "blue_web_"
    assert names == ["blue_web_root.qcow2", "blue_web_seed.iso"]


def test_a_container_disk_is_an_overlay_for_one_run() -> None:
    assert the_volume(a_volume("root")) == StorageVolume(
        volume="root",
        name="blue_web_root.qcow2",
        path="/var/lib/libvirt/images/blue_web_root.qcow2",
        kind=StorageKind.OVERLAY,
        lifetime=Lifetime.RUN,
        format="qcow2",
        capacity_bytes=an_image().virtual_bytes,
        backing=an_image(),
    )


def test_an_image_that_is_not_in_the_catalogue_is_refused_with_the_choices() -> None:
    with pytest.raises(CompileError, match=f"example.org/moon is not in the catalogue.*{FEDORA}") as refusal:
        the_volume(a_volume("root", ContainerDisk("example.org/moon")))

    assert refusal.value.pointer == f"{VOLUME}/containerDisk/image"


def test_a_host_that_assumes_images_finds_every_one_at_its_conventional_path() -> None:
    host = a_host(images={}, assume_images=True)

    planned = the_volume(a_volume("root"), host=host)

    assert planned.backing is not None
    assert planned.backing.path == "/var/lib/libvirt/images/quay.io-containerdisks-fedora-38.qcow2"


@pytest.mark.parametrize(("size", "capacity"), [("20Gi", 20 * 2**30), ("1Gi", 5 * 2**30), (None, 5 * 2**30)])
def test_a_data_volume_is_kept_and_at_least_as_large_as_its_image(size: str | None, capacity: int) -> None:
    planned = the_volume(DV, a_template(size=size))

    assert planned.kind is StorageKind.OVERLAY
    assert planned.lifetime is Lifetime.MACHINE
    assert planned.capacity_bytes == capacity
    assert planned.backing == an_image()


def test_a_blank_data_volume_is_empty_and_kept() -> None:
    planned = the_volume(DV, a_template(kind="blank", size="3Gi"))

    assert planned.kind is StorageKind.EMPTY
    assert planned.lifetime is Lifetime.MACHINE
    assert planned.capacity_bytes == 3 * 2**30
    assert planned.backing is None


@pytest.mark.parametrize(
    ("template", "pointer", "words"),
    [
        (a_template("other"), f"{VOLUME}/dataVolume/name", "no volume named fedora-dv"),
        (a_template(kind="http"), f"{TEMPLATE}/source/http/url", "address of a file"),
        (a_template(kind="vddk"), f"{TEMPLATE}/source/vddk", "no vCenter"),
        (
            a_template(kind="http", source={"url": "https://a/b", "secretRef": "s"}),
            f"{TEMPLATE}/source/http/secretRef",
            "without a password",
        ),
        (
            a_template(kind="pvc", source={"namespace": "red", "name": "data"}),
            f"{TEMPLATE}/source/pvc/namespace",
            "own team",
        ),
        (
            a_template(kind="blank", size=None),
            f"{TEMPLATE}/storage/resources/requests/storage",
            "how large",
        ),
        (
            a_template(source={"url": "oci-archive:x"}),
            f"{TEMPLATE}/source/registry/url",
            "docker://",
        ),
        (
            a_template(source={"url": "docker://moon"}),
            f"{TEMPLATE}/source/registry/url",
            "moon is not in the catalogue",
        ),
    ],
)
def test_a_data_volume_that_cannot_be_filled_is_refused(
    template: DataVolumeTemplate, pointer: str, words: str
) -> None:
    with pytest.raises(CompileError, match=words) as refusal:
        the_volume(DV, template)

    assert refusal.value.pointer == pointer


def test_a_data_volume_that_is_there_is_used_as_it_is() -> None:
    claim = Claim("/pool/claim-1.qcow2", "qcow2", 7 * 2**30, backing=an_image())

    planned = the_volume(DV, a_template(), host=a_host(claims={"fedora-dv": claim}))

    assert (planned.kind, planned.lifetime, planned.path) == (StorageKind.CLAIM, Lifetime.TEAM, claim.path)
    assert planned.backing == an_image()


@pytest.mark.parametrize("kind", ["http", "pvc", "upload", "registry", "blank"])
def test_what_a_template_asks_for_is_told_by_its_name(kind: str) -> None:
    source = {
        "http": {"url": "https://a/b.qcow2", "checksum": "sha256:00", "other": "x"},
        "pvc": {"namespace": "blue", "name": "data"},
        "registry": {"url": "docker://a/b:1"},
    }.get(kind, {})
    manifest = a_manifest(data_volume_templates=(a_template("dv", kind=kind, source=source, size="2Gi"),))

    asked = supplies(manifest)["dv"]

    assert (asked.kind, asked.size_bytes) == (kind, 2 * 2**30)
    assert asked.source == {name: source[name] for name in source if name not in {"other", "namespace"}}


def test_an_empty_disk_is_made_for_one_run_in_whole_mebibytes() -> None:
    planned = the_volume(a_volume("scratch", EmptyDisk(3 * 2**20 + 17)))

    assert (planned.kind, planned.lifetime) == (StorageKind.EMPTY, Lifetime.RUN)
    assert planned.capacity_bytes == 3 * 2**20


def test_an_empty_disk_of_nothing_is_refused() -> None:
    with pytest.raises(CompileError) as refusal:
        the_volume(a_volume("scratch", an_empty_disk("1Ki")))

    assert refusal.value.pointer == f"{VOLUME}/emptyDisk/capacity"


def test_cloud_init_is_a_raw_seed_for_one_run() -> None:
    planned = the_volume(a_volume("seed", cloud_init()))

    assert (planned.kind, planned.lifetime) == (StorageKind.SEED, Lifetime.RUN)
    assert planned.format == "raw"
    assert planned.path == "/var/lib/libvirt/images/blue_web_seed.iso"


def test_user_data_from_a_secret_is_a_seed_too() -> None:
    planned = the_volume(a_volume("seed", cloud_init(user_data=None, user_data_secret="secret")))

    assert (planned.kind, planned.name) == (StorageKind.SEED, "blue_web_seed.iso")


def test_sysprep_is_a_raw_seed_for_one_run() -> None:
    planned = the_volume(a_volume("answers", Sysprep(secret="windows")))

    assert (planned.kind, planned.name, planned.lifetime) == (
        StorageKind.SEED,
        "blue_web_answers.iso",
        Lifetime.RUN,
    )


@pytest.mark.parametrize("name", ["../etc/passwd", "a/b", "a_b", "", ".", "A", "a\n"])
def test_no_name_can_leave_the_pool(name: str) -> None:
    with pytest.raises(CompileError) as refusal:
        the_volume(a_volume(name))

    assert refusal.value.pointer == f"{VOLUME}/name"


def test_a_seed_carries_the_machines_identity_and_the_users_data() -> None:
    source = cloud_init(flavour="ConfigDrive", user_data="#!/bin/sh\n", network_data="version: 2\n")
    manifest = a_manifest(name="web.example", volumes=(a_volume("root"), a_volume("seed", source)))

    assert seeds(manifest) == {
        "seed": Seed(
            instance_id=str(manifest.identity.uuid),
            hostname="web",
            user_data="#!/bin/sh\n",
            network_data="version: 2\n",
            flavour="ConfigDrive",
        )
    }


def test_a_seed_names_its_secret_and_holds_nothing_of_it() -> None:
    source = cloud_init(user_data=None, user_data_secret="web-user-data")

    (seed,) = seeds(a_manifest(volumes=(a_volume("seed", source),))).values()

    assert (seed.user_data, seed.user_data_secret) == (None, "web-user-data")
