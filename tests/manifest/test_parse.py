"""What a document means."""

from typing import Any
from uuid import UUID

import pytest

from tests.manifest.fixture_files import FAULTY, FIXTURES, read
from vms.manifest import (
    Binding,
    CloudInit,
    ContainerDisk,
    Cpu,
    DataVolume,
    Disk,
    DiskKind,
    Document,
    Efi,
    EmptyDisk,
    Identity,
    Interface,
    ManifestInvalid,
    Memory,
    Network,
    PersistentVolumeClaim,
    Port,
    Resources,
    RunStrategy,
    Sysprep,
    edit_document,
    from_yaml,
    identity_for,
    parse,
    resources,
    schema,
)
from vms.schema import UNSET, Edit

_SPEC = "/spec/template/spec"
_DOMAIN = f"{_SPEC}/domain"


def _a_document(*edits: Edit) -> Document:
    return edit_document(from_yaml(read("minimal.yaml")), edits)


def test_an_empty_machine_gets_what_kubevirt_gives_it() -> None:
    manifest = parse(_a_document())

    assert manifest.namespace == "default"
    assert manifest.run_strategy is RunStrategy.HALTED
    assert manifest.memory == Memory(guest_bytes=256 * 2**20)
    assert manifest.cpu == Cpu()
    assert manifest.interfaces == (Interface("default", Binding.MASQUERADE),)
    assert manifest.networks == (Network("default"),)
    assert manifest.grace_seconds == 30
    assert manifest.domain_name == "default_tiny"


def test_every_field_of_a_windows_machine_is_read() -> None:
    manifest = parse(from_yaml(read("windows.yaml")))

    assert (manifest.hostname, manifest.grace_seconds) == ("office-1", 600)
    assert (manifest.eviction_strategy, manifest.priority_class) == ("LiveMigrate", "office")
    assert manifest.node_selector == {"disk": "ssd"}
    assert manifest.cpu == Cpu(cores=4, sockets=1, threads=2, model="host-model")
    assert manifest.cpu.count == 8
    assert manifest.machine_type == "q35"
    assert manifest.firmware.uuid == UUID("0e2b5a7c-7f0a-4d3b-9c3e-5a1b2c3d4e5f")
    assert (manifest.firmware.serial, manifest.firmware.efi) == ("OFFICE-1", Efi(secure_boot=True))
    assert (manifest.features.acpi, manifest.features.smm) == (True, True)
    assert manifest.features.hyperv == {"relaxed": {}, "vapic": {}, "spinlocks": {"spinlocks": 8191}}
    assert manifest.autoattach_serial_console is False
    assert manifest.autoattach_graphics_device is True
    assert manifest.block_multi_queue is True
    assert manifest.network_interface_multi_queue is True
    assert manifest.rng is True
    assert manifest.disks == (
        Disk("system", bus="sata", boot_order=1, io="threads", cache="writeback"),
        Disk("answers", DiskKind.CDROM, bus="sata", readonly=True),
        Disk("drivers", DiskKind.CDROM, bus="sata", boot_order=2),
    )
    assert manifest.interfaces == (
        Interface("lan", Binding.BRIDGE, model="e1000e", mac_address="52:54:00:ab:cd:ef"),
    )
    assert manifest.networks == (Network("lan", multus_name="office-lan", multus_default=True),)
    assert [volume.source for volume in manifest.volumes] == [
        PersistentVolumeClaim("office-system"),
        Sysprep(config_map="office-answers"),
    ]


def test_every_kind_of_card_disk_and_network_is_read() -> None:
    manifest = parse(from_yaml(read("ports.yaml")))

    assert [interface.binding for interface in manifest.interfaces] == [
        Binding.MASQUERADE,
        Binding.SRIOV,
        Binding.PLUGIN,
    ]
    assert manifest.interfaces[0].ports == (Port(22, "ssh"), Port(53, "dns", "UDP"))
    assert manifest.interfaces[2].plugin_name == "passt"
    assert manifest.networks[0] == Network("default", pod_cidr="10.10.0.0/24")
    assert manifest.disks == (
        Disk("root", bus="virtio", pci_address="0000:05:00.0", dedicated_io_thread=True),
        Disk("raw", DiskKind.LUN, bus="scsi"),
    )
    assert [volume.source for volume in manifest.volumes] == [
        ContainerDisk("registry.example:5000/gateway", "IfNotPresent"),
        PersistentVolumeClaim("raw-device", read_only=True),
    ]


def test_a_dump_from_a_cluster_is_read_in_kubevirts_own_spelling() -> None:
    manifest = parse(from_yaml(read("unknown-keys.yaml")))

    assert manifest.run_strategy is RunStrategy.ALWAYS  # running: true
    assert manifest.memory == Memory(guest_bytes=3 * 2**30)  # the request
    assert manifest.cpu == Cpu(sockets=3)  # 2200m, rounded up
    assert manifest.network_interface_multi_queue is True
    assert manifest.disks[-1] == Disk("seed")  # added for the volume without a disk
    assert manifest.volumes[-1].source == CloudInit("NoCloud", user_data_secret="seed-data")
    assert manifest.template_metadata["labels"] == {"vm": "from-a-cluster"}


def test_running_false_means_halted() -> None:
    edits = [Edit("/spec/runStrategy", UNSET), Edit("/spec/running", value=False)]

    assert parse(_a_document(*edits)).run_strategy is RunStrategy.HALTED


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([Edit(f"{_DOMAIN}/resources/limits/memory", "2Gi")], Memory(2**31)),
        (
            [Edit(f"{_DOMAIN}/resources", {"limits": {"memory": "2Gi"}, "requests": {"memory": 1048576}})],
            Memory(2**20),
        ),
        ([Edit(f"{_DOMAIN}/memory/hugepages/pageSize", "1Gi")], Memory(2**30, 2**30)),
    ],
)
def test_memory_comes_from_the_next_best_place(edits: list[Edit], expected: Memory) -> None:
    assert parse(_a_document(Edit(f"{_DOMAIN}/memory/guest", UNSET), *edits)).memory == expected


def test_a_topology_is_never_mixed_with_resources() -> None:
    document = _a_document(Edit(f"{_DOMAIN}/cpu/cores", 2), Edit(f"{_DOMAIN}/resources/requests/cpu", "4"))

    assert parse(document).cpu == Cpu(cores=2)


def test_whole_numbers_may_be_written_with_a_point() -> None:
    assert parse(_a_document(Edit(f"{_DOMAIN}/cpu/cores", 2.0))).cpu.cores == 2


@pytest.mark.parametrize(("acpi", "expected"), [({}, True), ({"enabled": False}, False), (UNSET, None)])
def test_a_feature_that_is_present_is_on(acpi: Any, expected: bool | None) -> None:
    assert parse(_a_document(Edit(f"{_DOMAIN}/features/acpi", acpi))).features.acpi is expected


def test_a_machine_may_have_no_network_at_all() -> None:
    manifest = parse(_a_document(Edit(f"{_DOMAIN}/devices/autoattachPodInterface", value=False)))

    assert (manifest.interfaces, manifest.networks) == ((), ())


def test_the_schemas_own_example_is_read() -> None:
    manifest = parse(schema().raw["examples"][0])

    template = manifest.data_volume_templates[0]
    assert (template.name, template.source_kind, template.storage_bytes) == (
        "fedora-dv",
        "registry",
        20 * 2**30,
    )
    assert template.source == {"url": "docker://quay.io/containerdisks/fedora:38"}
    assert manifest.volumes[0].source == DataVolume("fedora-dv")


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        ({"sourceRef": {"kind": "DataSource", "name": "x"}, "storage": {}}, "sourceRef"),
        ({"pvc": {"dataSource": {"name": "x"}}}, "dataSource"),
        ({"storage": {"dataSourceRef": {"name": "x"}}}, "dataSourceRef"),
        ({"source": {"blank": {}}, "storage": {"resources": {"requests": {"storage": "1Gi"}}}}, "blank"),
    ],
)
def test_a_data_volume_may_come_from_anywhere(spec: dict[str, Any], kind: str) -> None:
    document = _a_document(
        Edit("/spec/dataVolumeTemplates", [{"metadata": {"name": "x"}, "spec": spec}]),
        Edit(f"{_SPEC}/volumes", [{"name": "x", "dataVolume": {"name": "x"}}]),
    )

    assert parse(document).data_volume_templates[0].source_kind == kind


def test_an_invalid_document_raises_all_its_problems() -> None:
    with pytest.raises(ManifestInvalid) as caught:
        parse(from_yaml(read("broken-rules.yaml")))

    assert {"bus-ide", "duplicate-name", "run-strategy-twice"} <= {p.keyword for p in caught.value.problems}
    assert str(caught.value).startswith("/")
    assert "more problems" in str(caught.value)


def test_warnings_do_not_stand_in_the_way() -> None:
    document = _a_document(Edit(f"{_SPEC}/volumes", [{"name": "data", "emptyDisk": {"capacity": "1Gi"}}]))

    assert parse(document).volumes[0].source == EmptyDisk(2**30)


def test_an_identity_is_derived_from_the_names_and_always_the_same() -> None:
    assert parse(_a_document()).identity == identity_for("default", "tiny")
    assert identity_for("a", "b") == identity_for("a", "b")
    assert identity_for("a", "b").uuid != identity_for("a", "c").uuid


def test_a_given_identity_is_kept() -> None:
    identity = Identity(UUID(int=1), UUID(int=2), "serial", generation=7)

    assert parse(_a_document(), identity).identity is identity


def test_a_manifest_does_not_change_with_the_document_it_came_from() -> None:
    document = _a_document(Edit("/metadata/labels/app", "web"))
    manifest = parse(document)

    document["metadata"]["labels"]["app"] = "other"

    assert manifest.labels == {"app": "web"}


def test_resources_are_summed_up() -> None:
    document = _a_document(
        Edit(f"{_DOMAIN}/cpu", {"cores": 2, "threads": 2}),
        Edit(
            f"{_SPEC}/volumes",
            [{"name": "a", "emptyDisk": {"capacity": "1Gi"}}, {"name": "b", "dataVolume": {"name": "x"}}],
        ),
        Edit(
            "/spec/dataVolumeTemplates",
            [
                {
                    "metadata": {"name": "x"},
                    "spec": {"source": {"blank": {}}, "pvc": {"resources": {"requests": {"storage": "2Gi"}}}},
                }
            ],
        ),
    )

    assert resources(parse(document)) == Resources(4, 256 * 2**20, 3 * 2**30)


@pytest.mark.parametrize("name", [name for name in FIXTURES if name not in FAULTY])
def test_every_good_fixture_has_a_meaning(name: str) -> None:
    document = from_yaml(read(name))

    assert parse(document).name == document["metadata"]["name"]
