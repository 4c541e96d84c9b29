"""Whole files: which machines come out of them, and what is told about everything else."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.manifest.documents import a_fleet_document, documents
from tests.manifest.fixture_files import FIXTURES
from tests.manifest.fixture_files import read as read_manifest
from tests.manifest.importing.fixture_files import read
from vms.manifest import YamlInvalid, check, edit_document, from_yaml, parse, to_yaml
from vms.manifest.importing import bring
from vms.schema import Edit, Severity, get


def _errors(document: object) -> list[str]:
    return [problem.message for problem in check(document) if problem.severity is Severity.ERROR]


def test_what_kubectl_prints_becomes_machines_that_run_here() -> None:
    mail, spool = bring(read("kubectl-get.yaml"), "post").machines

    assert (mail.name, spool.name) == ("mail", "spool")
    assert _errors(mail.document) == _errors(spool.document) == []
    assert parse(mail.document).memory.guest_bytes == 4 * 2**30
    assert {made.conversion.name for made in mail.made} == {
        "server-fields",
        "server-notes",
        "real-names",
        "running",
        "memory-from-resources",
        "empty-machine",
        "mac",
    }
    assert spool.made == ()


def test_nothing_of_the_cluster_is_left_but_what_its_owner_wrote() -> None:
    mail, _ = bring(read("kubectl-get.yaml"), "post").machines

    assert mail.document["metadata"] == {
        "name": "mail",
        "namespace": "post",
        "labels": {"app": "mail"},
        "annotations": {"owner": "post-office"},
    }
    assert mail.document["spec"]["template"]["metadata"] == {"labels": {"app": "mail"}}
    assert "status" not in mail.document
    assert get(mail.document, "/spec/template/spec/architecture") == "amd64"
    assert get(mail.document, "/spec/template/spec/domain/resources/requests/memory") == "4Gi"


def test_a_set_of_objects_gives_its_machine_and_a_word_about_each_other() -> None:
    delivery = bring(read("whole-set.yaml"))

    assert [machine.name for machine in delivery.machines] == ["print"]
    assert [(other.kind, other.line, other.is_used) for other in delivery.others] == [
        ("Secret", 3, False),
        ("DataVolume", 12, True),
        ("NetworkAttachmentDefinition", 64, False),
        ("Pod", 71, False),
    ]
    assert "under Secrets" in delivery.others[0].sentence
    assert "data volume of print" in delivery.others[1].sentence


def test_comments_survive_and_secrets_do_not_come_along() -> None:
    (printer,) = bring(read("whole-set.yaml")).machines

    for comment in ("# The server itself", "# as on the door", "# started by hand", "# the system"):
        assert comment in printer.text
    assert "userDataSecretRef:       # made by the admins\n" in printer.text
    assert "never-to-be-seen" not in printer.text


def test_a_data_volume_that_one_machine_uses_becomes_its_own() -> None:
    (printer,) = bring(read("whole-set.yaml")).machines

    assert printer.document["spec"]["dataVolumeTemplates"] == [
        {
            "metadata": {"name": "print-spool"},
            "spec": {
                "source": {"blank": {}},
                "storage": {"resources": {"requests": {"storage": "10Gi"}}},
            },
        }
    ]
    assert _errors(edit_document(printer.document, [Edit("/metadata/namespace", "x")])) == []


def test_a_data_volume_that_two_machines_use_stays_outside() -> None:
    text = read("whole-set.yaml")
    machine = to_yaml(bring(text).machines[0].document | {"spec": from_yaml(text.split("---\n")[3])["spec"]})

    delivery = bring(f"{text}---\n{machine}")

    assert [len(one.document["spec"].get("dataVolumeTemplates", [])) for one in delivery.machines] == [0, 0]
    assert not any(other.is_used for other in delivery.others)


def test_a_data_volume_of_another_namespace_stays_outside() -> None:
    text = read("whole-set.yaml").replace(
        "name: print-spool\n  creation", "name: print-spool\n  namespace: z\n  creation"
    )

    assert "dataVolumeTemplates" not in bring(text, "blue").machines[0].document["spec"]


def test_a_machine_moves_into_the_namespace_with_what_it_owns() -> None:
    text = (
        "kind: VirtualMachine\nmetadata: {name: a, namespace: old}\nspec:\n  runStrategy: Halted\n"
        "  dataVolumeTemplates:\n  - metadata: {name: d, namespace: old}\n"
    )

    (found,) = bring(text, "blue").machines

    assert found.document["metadata"] == {"name": "a", "namespace": "blue"}
    assert found.document["spec"]["dataVolumeTemplates"] == [{"metadata": {"name": "d"}}]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("VirtualMachineInstance", "Import the VirtualMachine"),
        ("VirtualMachineInstanceReplicaSet", "one VirtualMachine"),
        ("VirtualMachineClusterInstancetype", "Set CPU, memory"),
        ("Template", "oc process"),
        ("PersistentVolumeClaim", "no claims"),
        ("ConfigMap", "not stored"),
        ("Pod", "Only virtual machines"),
        ("Whatever", "does not know"),
    ],
)
def test_every_other_kind_gets_a_sentence(kind: str, words: str) -> None:
    (other,) = bring(f"kind: {kind}\nmetadata: {{name: x}}\n").others

    assert (other.kind, other.name) == (kind, "x")
    assert words in other.sentence


def test_a_document_that_is_no_kubernetes_object_is_told() -> None:
    (other,) = bring("a: 1\n").others

    assert (other.kind, other.name) == ("", "")
    assert "kind: VirtualMachine" in other.sentence


def test_a_machine_of_another_api_is_not_taken_for_one_of_kubevirt() -> None:
    delivery = bring("apiVersion: vmoperator.example/v1\nkind: VirtualMachine\nmetadata: {name: x}\n")

    assert delivery.machines == ()


def test_what_the_text_cannot_take_is_left_with_the_reason() -> None:
    text = (
        "kind: VirtualMachine\napiVersion: kubevirt.io/v1\nmetadata: &m\n  name: a\n  uid: x\n"
        "spec:\n  runStrategy: Halted\n  template:\n    metadata: *m\n"
    )

    (found,) = bring(text).machines

    assert found.text == text
    assert [left.conversion.name for left in found.left] == ["server-fields"]
    assert "anchor" in found.left[0].reason


def test_the_lines_that_each_conversion_touched_are_counted() -> None:
    mail, _ = bring(read("kubectl-get.yaml"), "post").machines
    touched = {made.conversion.name: made.lines for made in mail.made}

    assert touched["running"] == 2  # renamed, then set
    assert touched["mac"] == 1
    assert touched["server-fields"] > 20


@pytest.mark.parametrize("name", FIXTURES)
def test_a_manifest_that_needs_nothing_is_brought_byte_for_byte(name: str) -> None:
    text = read_manifest(name)
    settled = bring(text).machines

    for machine in settled:
        again = bring(machine.text).machines[0]
        assert (again.text, again.made) == (machine.text, ())


def test_a_large_file_is_brought_though_not_all_of_it_converted() -> None:
    machine = a_fleet_document(150)
    machine["spec"]["template"]["spec"]["domain"]["devices"]["interfaces"] = [
        {"name": f"n{number}"} for number in range(200)
    ]

    (found,) = bring(to_yaml(machine)).machines

    assert {left.conversion.name for left in found.left} <= {"binding"}
    assert found.name == "many-disks"


@given(st.lists(documents, max_size=3))
def test_no_file_whatever_breaks_it(found: list[dict[str, object]]) -> None:
    text = "---\n".join(to_yaml({"kind": "VirtualMachine", **document}) for document in found)
    with contextlib.suppress(YamlInvalid):
        for machine in bring(text, "blue").machines:
            assert from_yaml(machine.text) == machine.document
