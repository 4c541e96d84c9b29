"""The ledger holds every leaf of the schema, and every entry is true."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import pytest

from tests.builders import FEDORA, a_claim, a_host, an_identity, an_image
from vms.compiler import (
    LEDGER,
    STAGES,
    Compiled,
    Enacted,
    ExportOnly,
    answer_files,
    compile_domain,
    seeds,
    storage_volumes,
    to_xml,
)
from vms.manifest import parse, schema
from vms.schema import Edit, apply, get, split, walk

DOMAIN: Final = "/spec/template/spec/domain"
DEVICES: Final = f"{DOMAIN}/devices"
VOLUMES: Final = "/spec/template/spec/volumes"
NETWORKS: Final = "/spec/template/spec/networks"

# One of everything that compiles, so that each leaf can be changed alone.
DOCUMENT: Final[dict[str, Any]] = {
    "apiVersion": "kubevirt.io/v1",
    "kind": "VirtualMachine",
    "metadata": {"name": "web", "namespace": "blue"},
    "spec": {
        "runStrategy": "Halted",
        "template": {
            "spec": {
                "domain": {
                    "cpu": {"cores": 2, "sockets": 1, "threads": 1},
                    "memory": {"guest": "2Gi"},
                    "firmware": {"bootloader": {"efi": {"secureBoot": False}}},
                    "features": {"smm": {}},
                    "devices": {
                        "disks": [
                            {"name": "root", "disk": {"bus": "virtio"}},
                            {"name": "seed", "cdrom": {"bus": "sata"}},
                            {"name": "drive", "disk": {"bus": "virtio"}},
                            {"name": "data", "disk": {"bus": "virtio"}},
                            {"name": "scratch", "disk": {"bus": "virtio"}},
                            {"name": "more", "disk": {"bus": "virtio"}},
                            {"name": "archive", "disk": {"bus": "scsi"}},
                            {"name": "device", "disk": {"bus": "scsi"}},
                            {"name": "answers", "cdrom": {"bus": "sata"}},
                            {"name": "other-answers", "cdrom": {"bus": "sata"}},
                        ],
                        "interfaces": [
                            {
                                "name": "default",
                                "model": "virtio",
                                "masquerade": {},
                                "ports": [{"name": "ssh", "port": 22, "protocol": "TCP"}],
                            },
                            {"name": "lan", "bridge": {}},
                        ],
                    },
                },
                "networks": [
                    {"name": "default", "pod": {}},
                    {"name": "lan", "multus": {"networkName": "lan"}},
                ],
                "volumes": [
                    {"name": "root", "containerDisk": {"image": FEDORA}},
                    {"name": "seed", "cloudInitNoCloud": {"userData": "#cloud-config\n"}},
                    {"name": "drive", "cloudInitConfigDrive": {"userData": "#cloud-config\n"}},
                    {"name": "data", "dataVolume": {"name": "one"}},
                    {"name": "scratch", "emptyDisk": {"capacity": "1Gi"}},
                    {"name": "more", "dataVolume": {"name": "two"}},
                    {"name": "archive", "persistentVolumeClaim": {"claimName": "archive"}},
                    {"name": "device", "persistentVolumeClaim": {"claimName": "device"}},
                    {"name": "answers", "sysprep": {"secret": {"name": "windows"}}},
                    {"name": "other-answers", "sysprep": {"configMap": {"name": "windows"}}},
                ],
            }
        },
        "dataVolumeTemplates": [
            {
                "metadata": {"name": name},
                "spec": {
                    "source": {"blank": {}},
                    "storage": {"resources": {"requests": {"storage": size}}},
                },
            }
            for name, size in (("one", "1Gi"), ("two", "2Gi"))
        ],
    },
}

# What to change for each compiled leaf; a second edit where a name has a partner or one choice ousts another.
CHANGES: Final[Mapping[str, tuple[Edit, ...]]] = {
    "/metadata/name": (Edit("/metadata/name", "db"),),
    "/metadata/namespace": (Edit("/metadata/namespace", "red"),),
    f"{DOMAIN}/cpu/cores": (Edit(f"{DOMAIN}/cpu/cores", 4),),
    f"{DOMAIN}/cpu/sockets": (Edit(f"{DOMAIN}/cpu/sockets", 2),),
    f"{DOMAIN}/cpu/threads": (Edit(f"{DOMAIN}/cpu/threads", 2),),
    f"{DOMAIN}/cpu/model": (Edit(f"{DOMAIN}/cpu/model", "Haswell"),),
    f"{DOMAIN}/cpu/dedicatedCpuPlacement": (Edit(f"{DOMAIN}/cpu/dedicatedCpuPlacement", True),),
    f"{DOMAIN}/cpu/isolateEmulatorThread": (
        Edit(f"{DOMAIN}/cpu/dedicatedCpuPlacement", True),
        Edit(f"{DOMAIN}/cpu/isolateEmulatorThread", True),
    ),
    f"{DOMAIN}/memory/guest": (Edit(f"{DOMAIN}/memory/guest", "4Gi"),),
    f"{DOMAIN}/memory/hugepages/pageSize": (Edit(f"{DOMAIN}/memory/hugepages/pageSize", "2Mi"),),
    f"{DEVICES}/disks/*/name": (
        Edit(f"{DEVICES}/disks/0/name", "system"),
        Edit(f"{VOLUMES}/0/name", "system"),
    ),
    f"{DEVICES}/disks/*/bootOrder": (Edit(f"{DEVICES}/disks/0/bootOrder", 1),),
    f"{DEVICES}/disks/*/disk/bus": (Edit(f"{DEVICES}/disks/0/disk/bus", "scsi"),),
    f"{DEVICES}/disks/*/disk/pciAddress": (Edit(f"{DEVICES}/disks/0/disk/pciAddress", "0000:05:00.0"),),
    f"{DEVICES}/disks/*/lun/bus": (
        Edit(f"{DEVICES}/disks/7/disk"),
        Edit(f"{DEVICES}/disks/7/lun/bus", "scsi"),
    ),
    f"{DEVICES}/disks/*/cdrom/bus": (Edit(f"{DEVICES}/disks/1/cdrom/bus", "scsi"),),
    f"{DEVICES}/disks/*/cdrom/readonly": (Edit(f"{DEVICES}/disks/1/cdrom/readonly", False),),
    f"{DEVICES}/disks/*/io": (Edit(f"{DEVICES}/disks/0/io", "threads"),),
    f"{DEVICES}/disks/*/cache": (Edit(f"{DEVICES}/disks/0/cache", "writeback"),),
    f"{DEVICES}/disks/*/dedicatedIOThread": (Edit(f"{DEVICES}/disks/0/dedicatedIOThread", True),),
    f"{DEVICES}/interfaces/*/name": (
        Edit(f"{DEVICES}/interfaces/0/name", "net"),
        Edit(f"{NETWORKS}/0/name", "net"),
    ),
    f"{DEVICES}/interfaces/*/model": (Edit(f"{DEVICES}/interfaces/0/model", "e1000"),),
    f"{DEVICES}/interfaces/*/macAddress": (Edit(f"{DEVICES}/interfaces/0/macAddress", "52:54:00:00:00:01"),),
    f"{DEVICES}/interfaces/*/masquerade": (
        Edit(f"{DEVICES}/interfaces/1/masquerade", {}),
        Edit(f"{DEVICES}/interfaces/1/bridge"),
        Edit(f"{NETWORKS}/1/multus"),
        Edit(f"{NETWORKS}/1/pod", {}),
        Edit(f"{DEVICES}/interfaces/0"),
        Edit(f"{NETWORKS}/0"),
    ),
    f"{DEVICES}/interfaces/*/bridge": (
        Edit(f"{DEVICES}/interfaces/0/bridge", {}),
        Edit(f"{DEVICES}/interfaces/0/masquerade"),
        Edit(f"{NETWORKS}/0/pod"),
        Edit(f"{NETWORKS}/0/multus/networkName", "lan"),
    ),
    f"{DEVICES}/interfaces/*/sriov": (
        Edit(f"{DEVICES}/interfaces/1/bridge"),
        Edit(f"{DEVICES}/interfaces/1/sriov", {}),
    ),
    f"{DEVICES}/interfaces/*/binding/name": (
        Edit(f"{DEVICES}/interfaces/1/bridge"),
        Edit(f"{DEVICES}/interfaces/1/binding/name", "passt"),
    ),
    f"{DEVICES}/interfaces/*/ports/*/name": (Edit(f"{DEVICES}/interfaces/0/ports/0/name", "shell"),),
    f"{DEVICES}/interfaces/*/ports/*/port": (Edit(f"{DEVICES}/interfaces/0/ports/0/port", 2222),),
    f"{DEVICES}/interfaces/*/ports/*/protocol": (Edit(f"{DEVICES}/interfaces/0/ports/0/protocol", "UDP"),),
    f"{DEVICES}/autoattachPodInterface": (
        Edit(f"{DEVICES}/autoattachPodInterface", False),
        Edit(f"{DEVICES}/interfaces"),
        Edit(NETWORKS),
    ),
    f"{DEVICES}/autoattachSerialConsole": (Edit(f"{DEVICES}/autoattachSerialConsole", False),),
    f"{DEVICES}/autoattachGraphicsDevice": (Edit(f"{DEVICES}/autoattachGraphicsDevice", False),),
    f"{DEVICES}/rng": (Edit(f"{DEVICES}/rng", {}),),
    f"{DEVICES}/blockMultiQueue": (Edit(f"{DEVICES}/blockMultiQueue", True),),
    f"{DEVICES}/networkInterfaceMultiQueue": (Edit(f"{DEVICES}/networkInterfaceMultiQueue", True),),
    f"{DOMAIN}/firmware/bootloader/bios": (
        Edit(f"{DOMAIN}/firmware/bootloader/efi"),
        Edit(f"{DOMAIN}/firmware/bootloader/bios", {}),
    ),
    f"{DOMAIN}/firmware/bootloader/efi/secureBoot": (
        Edit(f"{DOMAIN}/firmware/bootloader/efi/secureBoot", True),
    ),
    f"{DOMAIN}/firmware/uuid": (Edit(f"{DOMAIN}/firmware/uuid", "99999999-2222-4333-8444-555555555555"),),
    f"{DOMAIN}/firmware/serial": (Edit(f"{DOMAIN}/firmware/serial", "rack-7"),),
    f"{DOMAIN}/machine/type": (Edit(f"{DOMAIN}/machine/type", "pc-q35-6.2"),),
    f"{DOMAIN}/features/acpi": (Edit(f"{DOMAIN}/features/acpi", {"enabled": False}),),
    f"{DOMAIN}/features/smm": (Edit(f"{DOMAIN}/features/smm"),),
    f"{DOMAIN}/features/hyperv": (Edit(f"{DOMAIN}/features/hyperv", {"relaxed": {}}),),
    f"{NETWORKS}/*/name": (
        Edit(f"{NETWORKS}/1/name", "office"),
        Edit(f"{DEVICES}/interfaces/1/name", "office"),
    ),
    f"{NETWORKS}/*/pod/vmNetworkCIDR": (Edit(f"{NETWORKS}/0/pod/vmNetworkCIDR", "10.11.0.0/24"),),
    f"{NETWORKS}/*/multus/networkName": (Edit(f"{NETWORKS}/1/multus/networkName", "wan"),),
    f"{VOLUMES}/*/name": (
        Edit(f"{VOLUMES}/4/name", "swap"),
        Edit(f"{DEVICES}/disks/4/name", "swap"),
    ),
    f"{VOLUMES}/*/containerDisk/image": (Edit(f"{VOLUMES}/0/containerDisk/image", "debian:12"),),
    f"{VOLUMES}/*/dataVolume/name": (
        Edit(f"{VOLUMES}/3/dataVolume/name", "two"),
        Edit(f"{VOLUMES}/5/dataVolume/name", "one"),
    ),
    f"{VOLUMES}/*/persistentVolumeClaim/claimName": (
        Edit(f"{VOLUMES}/6/persistentVolumeClaim/claimName", "device"),
        Edit(f"{VOLUMES}/7/persistentVolumeClaim/claimName", "archive"),
    ),
    f"{VOLUMES}/*/persistentVolumeClaim/readOnly": (
        Edit(f"{VOLUMES}/6/persistentVolumeClaim/readOnly", True),
    ),
    f"{VOLUMES}/*/sysprep/secret/name": (Edit(f"{VOLUMES}/8/sysprep/secret/name", "server"),),
    f"{VOLUMES}/*/sysprep/configMap/name": (Edit(f"{VOLUMES}/9/sysprep/configMap/name", "server"),),
    f"{VOLUMES}/*/cloudInitNoCloud/userData": (
        Edit(f"{VOLUMES}/1/cloudInitNoCloud/userData", "#!/bin/sh\n"),
    ),
    f"{VOLUMES}/*/cloudInitNoCloud/networkData": (
        Edit(f"{VOLUMES}/1/cloudInitNoCloud/networkData", "version: 2\n"),
    ),
    f"{VOLUMES}/*/cloudInitNoCloud/userDataSecretRef/name": (
        Edit(f"{VOLUMES}/1/cloudInitNoCloud/userData"),
        Edit(f"{VOLUMES}/1/cloudInitNoCloud/userDataSecretRef/name", "user-data"),
    ),
    f"{VOLUMES}/*/cloudInitConfigDrive/userData": (
        Edit(f"{VOLUMES}/2/cloudInitConfigDrive/userData", "#!/bin/sh\n"),
    ),
    f"{VOLUMES}/*/cloudInitConfigDrive/networkData": (
        Edit(f"{VOLUMES}/2/cloudInitConfigDrive/networkData", "{}\n"),
    ),
    f"{VOLUMES}/*/emptyDisk/capacity": (Edit(f"{VOLUMES}/4/emptyDisk/capacity", "2Gi"),),
    "/spec/template/spec/hostname": (Edit("/spec/template/spec/hostname", "www"),),
    "/spec/dataVolumeTemplates/*": (
        Edit("/spec/dataVolumeTemplates/0/spec/storage/resources/requests/storage", "3Gi"),
    ),
}

COMPILED: Final = [pattern for pattern, entry in LEDGER.items() if isinstance(entry, Compiled)]
ABSENT_IN_XML: Final = [
    pattern for pattern, entry in LEDGER.items() if isinstance(entry, ExportOnly | Enacted)
]
HOST: Final = a_host(
    networks={"lan": "lan7", "wan": "wan8"},
    sriov_pools={"lan": "functions"},
    bindings={"passt": "user"},
    claims={"archive": a_claim("archive"), "device": a_claim("device", block=True)},
    images={FEDORA: an_image(), "debian:12": an_image("debian-12")},
)


def output(document: Mapping[str, Any]) -> tuple[object, ...]:
    """All that the compiler tells the portal, for a machine whose uuid was chosen as the portal does."""
    wanted = get(document, f"{DOMAIN}/firmware/uuid")
    identity = replace(an_identity(), uuid=UUID(wanted)) if wanted else an_identity()
    manifest = parse(dict(document), identity)
    return (
        to_xml(compile_domain(manifest, HOST)),
        storage_volumes(manifest, HOST),
        (
            seeds(manifest),
            answer_files(manifest),
        ),
    )


def fits(pointer: str, pattern: str) -> bool:
    """Whether the pointer is the leaf of the pattern, or lies within it."""
    parts, wanted = split(pointer), split(pattern)
    return len(parts) >= len(wanted) and all(
        want in ("*", part) for part, want in zip(parts, wanted, strict=False)
    )


def test_every_leaf_of_the_schema_is_in_the_ledger_and_nothing_else() -> None:
    assert set(LEDGER) == {pointer for pointer, _ in walk(schema())}


def test_every_compiled_leaf_is_proven_here() -> None:
    assert set(CHANGES) == set(COMPILED)
    assert all(any(fits(edit.pointer, pattern) for edit in edits) for pattern, edits in CHANGES.items())


@pytest.mark.parametrize("pattern", COMPILED)
def test_a_compiled_leaf_changes_the_domain_its_storage_or_its_seed(pattern: str) -> None:
    assert output(apply(DOCUMENT, CHANGES[pattern])) != output(DOCUMENT)


def test_without_the_pod_switch_the_same_machine_has_an_interface() -> None:
    bare = apply(DOCUMENT, [Edit(f"{DEVICES}/interfaces"), Edit(NETWORKS)])

    assert output(apply(bare, [Edit(f"{DEVICES}/autoattachPodInterface", False)])) != output(bare)


@pytest.mark.parametrize(
    "edit",
    [
        Edit("/metadata/labels", {"app": "web"}),
        Edit("/metadata/annotations", {"note": "x"}),
        Edit("/spec/runStrategy", "Always"),
        Edit("/spec/template/metadata", {"labels": {"app": "web"}}),
        Edit("/spec/template/spec/terminationGracePeriodSeconds", 7),
        Edit("/spec/template/spec/evictionStrategy", "LiveMigrate"),
        Edit("/spec/template/spec/priorityClassName", "high"),
        Edit(f"{VOLUMES}/0/containerDisk/imagePullPolicy", "Never"),
        Edit(f"{NETWORKS}/1/multus/default", False),
        Edit("/status", {"ready": True, "created": True}),
    ],
)
def test_what_is_not_compiled_leaves_the_domain_as_it_is(edit: Edit) -> None:
    assert any(fits(edit.pointer, pattern[: len(edit.pointer)]) for pattern in ABSENT_IN_XML)
    assert output(apply(DOCUMENT, [edit])) == output(DOCUMENT)


def test_every_stage_named_in_the_ledger_exists() -> None:
    known = {stage.__name__ for stage in STAGES} | {"volumes", "seeds"}

    assert {entry.stage for entry in LEDGER.values() if isinstance(entry, Compiled)} <= known


def test_every_reason_is_a_sentence() -> None:
    reasons = [entry.reason for entry in LEDGER.values() if isinstance(entry, ExportOnly)]

    assert all(reason[0].isupper() and reason.endswith(".") for reason in reasons)
