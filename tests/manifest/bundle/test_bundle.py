"""What leaves for a cluster: accepted there, explained, and the same bytes each time."""

import io
import zipfile
from time import perf_counter
from typing import Any

import pytest

from tests.manifest.fixture_files import FIXTURES, read
from tests.manifest.importing.fixture_files import read as read_file
from vms.manifest import check, digest, from_yaml, to_yaml
from vms.manifest.bundle import LARGEST_INLINE, all_in_one, as_zip, bundle, is_known, unknown
from vms.manifest.importing import bring
from vms.schema import Edit, Severity, apply, get

DOMAIN = "/spec/template/spec/domain"
DISKS = f"{DOMAIN}/devices/disks"
VOLUMES = "/spec/template/spec/volumes"


def _printer() -> str:
    return bring(read_file("whole-set.yaml"), "office").machines[0].text


def _with(*edits: Edit) -> str:
    return to_yaml(apply(from_yaml(_printer()), edits))


def _errors(document: Any) -> int:
    return sum(problem.severity is Severity.ERROR for problem in check(document))


def _files(text: str) -> dict[str, str]:
    return dict(bundle(text).files)


@pytest.mark.parametrize("name", FIXTURES)
def test_every_machine_that_is_emitted_holds_real_fields_alone(name: str) -> None:
    packed = bundle(read(name))

    assert list(unknown(packed.machine.document)) == []
    assert from_yaml(packed.machine.text) == packed.machine.document
    assert "status" not in packed.machine.document


@pytest.mark.parametrize("name", FIXTURES)
def test_what_is_in_order_here_is_in_order_there(name: str) -> None:
    text = bring(read(name)).machines[0].text
    before = [problem for problem in check(from_yaml(text)) if problem.severity is Severity.ERROR]

    after = [
        problem for problem in check(bundle(text).machine.document) if problem.severity is Severity.ERROR
    ]

    assert len(after) <= len(before)


def test_comments_leave_with_the_machine() -> None:
    text = bundle(_printer()).machine.text

    for comment in ("# The server itself", "# as on the door", "# the system", "# made by the admins"):
        assert comment in text
    assert "secretRef:       # made by the admins" in text


@pytest.mark.parametrize(
    ("edit", "pointer", "expected"),
    [
        (
            Edit(f"{DOMAIN}/devices/networkInterfaceMultiQueue", True),
            f"{DOMAIN}/devices/networkInterfaceMultiqueue",
            True,
        ),
        (Edit(f"{DISKS}/0/disk/bus", "ide"), f"{DISKS}/0/disk/bus", "sata"),
        (Edit(f"{DISKS}/0", {"name": "root", "cdrom": {"bus": "virtio"}}), f"{DISKS}/0/cdrom/bus", "sata"),
        (Edit(f"{DISKS}/0/io", "io_uring"), f"{DISKS}/0/io", None),
        (
            Edit(f"{DOMAIN}/firmware/bootloader/efi", {}),
            f"{DOMAIN}/firmware/bootloader/efi/secureBoot",
            True,
        ),
        (Edit(f"{DOMAIN}/firmware/bootloader/efi", {}), f"{DOMAIN}/features/smm", {"enabled": True}),
        (
            Edit(f"{DOMAIN}/firmware/bootloader/efi/secureBoot", False),
            f"{DOMAIN}/features",
            None,
        ),
        (Edit(f"{DOMAIN}/devices"), f"{DOMAIN}/devices/interfaces/0/masquerade", {}),
        (Edit(f"{DOMAIN}/memBalloon", {}), f"{DOMAIN}/memBalloon", None),
        (Edit("/status", {"ready": True}), "/status", None),
        (Edit("/spec/runStrategy"), "/spec/runStrategy", "Halted"),
    ],
)
def test_what_a_cluster_would_refuse_is_written_as_it_takes_it(
    edit: Edit, pointer: str, expected: object
) -> None:
    gone = [Edit("/spec/template/spec/networks")] if edit.pointer == f"{DOMAIN}/devices" else []
    packed = bundle(_with(edit, *gone))

    assert get(packed.machine.document, pointer) == expected


def test_each_change_is_told_in_the_page_with_its_place_and_its_reason() -> None:
    page = _files(_with(Edit(f"{DISKS}/0/disk/bus", "ide")))["README.md"]

    assert "Put disks on the SATA bus. KubeVirt has no IDE bus" in page
    assert f"  - `{DISKS}/0/disk/bus`" in page


def test_the_page_names_the_manifest_and_the_order() -> None:
    page = _files(_printer())["README.md"]

    assert digest(from_yaml(_printer())) in page
    assert page.index("1-secrets.yaml") < page.index("2-networks.yaml") < page.index("4-virtual-machine.yaml")
    assert "kubectl create -f 1-secrets.yaml" in page


def test_a_claim_is_never_made_up() -> None:
    text = _with(Edit(f"{VOLUMES}/0", {"name": "root", "persistentVolumeClaim": {"claimName": "old-disk"}}))

    assert "PersistentVolumeClaim `old-disk`: it must be there" in _files(text)["README.md"]
    assert "old-disk" not in "".join(content for file, content in bundle(text).files if file[0] in "123")


def test_what_the_machine_refers_to_comes_as_stubs() -> None:
    text = _with(
        Edit(f"{VOLUMES}/-", {"name": "more", "dataVolume": {"name": "shared"}}),
        Edit(f"{VOLUMES}/-", {"name": "answers", "sysprep": {"configMap": {"name": "unattended"}}}),
        Edit("/spec/template/spec/networks/0/multus/networkName", "lab/office"),
    )
    packed = bundle(text)

    assert [(one.kind, one.name, one.is_stub) for one in packed.companions] == [
        ("Secret", "print-login", True),
        ("ConfigMap", "unattended", True),
        ("NetworkAttachmentDefinition", "lab/office", True),
        ("DataVolume", "shared", True),
    ]
    network = packed.companions[2].document["metadata"]
    assert network == {"name": "office", "namespace": "lab"}
    assert all("# A stub" in content for file, content in packed.files if file[0] in "123")


def test_a_data_volume_of_the_machine_needs_no_stub() -> None:
    assert "DataVolume" not in [one.kind for one in bundle(_printer()).companions]


@pytest.mark.parametrize(
    ("inline", "reference", "key"),
    [("userData", "secretRef", "userdata"), ("networkData", "networkDataSecretRef", "networkdata")],
)
def test_data_too_large_for_a_cluster_moves_into_a_secret(inline: str, reference: str, key: str) -> None:
    data = "#cloud-config\n" + "# long\n" * (LARGEST_INLINE // 7)
    text = _with(Edit(f"{VOLUMES}/2/cloudInitNoCloud", {inline: data}))

    packed = bundle(text)

    (secret,) = (one for one in packed.companions if one.kind == "Secret")
    assert secret.document["stringData"] == {key: data}
    assert not secret.is_stub
    assert get(packed.machine.document, f"{VOLUMES}/2/cloudInitNoCloud") == {reference: {"name": secret.name}}


def test_data_of_exactly_the_allowed_size_stays() -> None:
    data = "#cloud-config\n".ljust(LARGEST_INLINE, "#")

    packed = bundle(_with(Edit(f"{VOLUMES}/2/cloudInitNoCloud", {"userData": data})))

    assert get(packed.machine.document, f"{VOLUMES}/2/cloudInitNoCloud/userData") == data


def test_a_text_that_cannot_take_a_change_is_written_anew_and_that_is_told() -> None:
    text = (
        "apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: &m {name: a, uid: x}  # shared\n"
        "spec:\n  runStrategy: Halted\n  template:\n    metadata: *m\n    spec: {domain: {devices: {}}}\n"
    )

    packed = bundle(text)

    assert packed.machine.is_rewritten
    assert from_yaml(packed.machine.text) == packed.machine.document
    assert "its comments are not here" in dict(packed.files)["README.md"]


def test_a_zip_is_the_same_bytes_each_time() -> None:
    assert as_zip(bundle(_printer())) == as_zip(bundle(_printer()))


def test_a_zip_holds_its_files_in_one_folder() -> None:
    archive = zipfile.ZipFile(io.BytesIO(as_zip(bundle(_printer()))))

    assert archive.testzip() is None
    assert archive.namelist() == [
        "print/README.md",
        "print/1-secrets.yaml",
        "print/2-networks.yaml",
        "print/4-virtual-machine.yaml",
    ]
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("name", ["../../etc/passwd", "/root/x", "..", "a\\b", "", "é", "x" * 300, "a\nb"])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(as_zip(bundle(_with(Edit("/metadata/name", name))))))

    for file in archive.namelist():
        folder, _, rest = file.partition("/")
        assert folder.strip(".")
        assert "/" not in rest
        assert "\\" not in file


def test_a_name_cannot_break_the_page() -> None:
    text = _with(Edit(f"{VOLUMES}/0/containerDisk/image", "a`b\n# c"))

    assert "Image `a_b_# c`" in _files(text)["README.md"]


@pytest.mark.parametrize(
    ("pointer", "known"),
    [
        (f"{DISKS}/0/disk/bus", True),
        (f"{DISKS}/0/disk/speed", False),
        (f"{DOMAIN}/devices/networkInterfaceMultiQueue", False),
        ("/metadata/labels/a~1b", True),
        ("/spec/template/spec/affinity/nodeAffinity/whatever", True),
        ("/spec/template/volumes", False),
        ("", True),
    ],
)
def test_a_field_is_known_to_kubevirt_or_it_is_not(pointer: str, known: bool) -> None:
    assert is_known(pointer) is known


def test_one_text_of_several_documents_is_read_back_as_the_same_objects() -> None:
    delivery = bring(all_in_one(bundle(_printer())))

    assert [machine.name for machine in delivery.machines] == ["print"]
    assert [other.kind for other in delivery.others] == ["Secret", "NetworkAttachmentDefinition"]


def test_a_manifest_full_of_strange_fields_is_packed_soon() -> None:
    started = perf_counter()

    packed = bundle(
        _with(Edit("/spec/template/spec/domain/cpu", {f"x{number}": 1 for number in range(3000)}))
    )

    assert perf_counter() - started < 30
    assert list(unknown(packed.machine.document)) == []
    assert packed.machine.is_rewritten
