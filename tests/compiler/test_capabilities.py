"""What a host has told of itself decides what it is asked for."""

from typing import Any

import pytest

from tests.builders import a_claim, a_disk, a_host, a_manifest, a_volume, an_interface
from vms.compiler import CompileError, compile_domain
from vms.hosts import Capability, HostFacts
from vms.manifest import Cpu, Disk, DiskKind, Features, Manifest, PersistentVolumeClaim

DOMAIN = "/spec/template/spec/domain"
DEVICES = f"{DOMAIN}/devices"


def asking(devices: dict[str, Any]) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"domain": {"devices": devices}}}}}


LUN = a_manifest(
    disks=(Disk("rootdisk", DiskKind.LUN),), volumes=(a_volume(source=PersistentVolumeClaim("data")),)
)
CASES = [
    (Capability.DISK_BUS, a_manifest(disks=(a_disk(),)), f"{DEVICES}/disks/0/disk/bus", "choose sata, scsi"),
    (Capability.DISK_DEVICE, LUN, f"{DEVICES}/disks/0/lun", "use a disk instead"),
    (
        Capability.INTERFACE_MODEL,
        a_manifest(interfaces=(an_interface(model="rtl8139"),)),
        f"{DEVICES}/interfaces/0/model",
        "choose one of sata, scsi",
    ),
    (
        Capability.VIDEO_MODEL,
        a_manifest(document=asking({"video": {"type": "virtio"}})),
        f"{DEVICES}/video/type",
        "no graphics card virtio",
    ),
    (Capability.TPM_MODEL, a_manifest(document=asking({"tpm": {}})), f"{DEVICES}/tpm", "tpm-tis"),
    (Capability.TPM_BACKEND, a_manifest(document=asking({"tpm": {}})), f"{DEVICES}/tpm", "swtpm"),
    (Capability.RNG_BACKEND, a_manifest(rng=True), f"{DEVICES}/rng", "no randomness"),
    (Capability.GRAPHICS, a_manifest(), f"{DEVICES}/autoattachGraphicsDevice", "cannot show a screen"),
    (
        Capability.CPU_MODE,
        a_manifest(cpu=Cpu(model="host-passthrough")),
        f"{DOMAIN}/cpu/model",
        "no host-passthrough",
    ),
    (
        Capability.HYPERV,
        a_manifest(features=Features(hyperv={"relaxed": {}})),
        f"{DOMAIN}/features/hyperv/relaxed",
        "no Hyper-V feature relaxed",
    ),
]


def with_told(capability: Capability, *words: str) -> HostFacts:
    return a_host(claims={"data": a_claim(block=True)}, capabilities={capability: frozenset(words)})


def test_every_capability_is_asked_for() -> None:
    assert {capability for capability, *_ in CASES} == set(Capability)


@pytest.mark.parametrize(("capability", "manifest", "pointer", "words"), CASES)
def test_what_a_host_has_not_is_refused_at_the_field(
    capability: Capability, manifest: Manifest, pointer: str, words: str
) -> None:
    with pytest.raises(CompileError, match=words) as refusal:
        compile_domain(manifest, with_told(capability, "sata", "scsi"))

    assert refusal.value.pointer == pointer
    assert refusal.value.reason.startswith("The host host-1 ")


@pytest.mark.parametrize(("capability", "manifest", "pointer", "words"), CASES)
def test_of_what_a_host_does_not_tell_everything_is_tried(
    capability: Capability, manifest: Manifest, pointer: str, words: str
) -> None:
    host = a_host(claims={"data": a_claim(block=True)})

    assert compile_domain(manifest, host).tag == "domain"


def test_a_machine_type_that_the_host_cannot_be_is_answered_with_some_that_it_can() -> None:
    host = a_host(machines={"q35": "pc-q35-7.2", "pc-q35-7.2": "pc-q35-7.2", "pc-q35-7.1": "pc-q35-7.1"})

    with pytest.raises(CompileError, match=r"one of pc-q35-7\.1, pc-q35-7\.2") as refusal:
        compile_domain(a_manifest(machine="pc-q35-9.0"), host)

    assert refusal.value.pointer == f"{DOMAIN}/machine/type"


def test_a_cpu_model_that_the_host_has_not_is_answered_with_some_that_it_has() -> None:
    host = a_host(cpu_models=frozenset({"EPYC", "Nehalem"}))

    with pytest.raises(CompileError, match="use host-model, EPYC, Nehalem"):
        compile_domain(a_manifest(cpu=Cpu(model="Haswell")), host)
