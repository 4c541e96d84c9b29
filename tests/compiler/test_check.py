"""What no host can do yet is told before anybody asks for it."""

from tests.compiler.test_ledger import DOCUMENT, VOLUMES
from vms.compiler import check
from vms.schema import Edit, Severity, StandingKind, apply

MACHINE = apply(DOCUMENT, [Edit(f"{VOLUMES}/2", {"name": "drive", "emptyDisk": {"capacity": "1Gi"}})])
SOURCE = "/spec/dataVolumeTemplates/0/spec/source"
FROM_A_VCENTER = {
    "url": "https://vcenter.example.org",
    "uuid": "52260566-b032-36cb-55b1-79bf29e30490",
    "backingFile": "[store] web/web.vmdk",
    "thumbprint": "20:6C:8A:5D:44:40:B3:79:4B:28:EA:76:13:60:90:6E:49:D9:D9:A3",
    "secretRef": "vcenter",
}


def test_a_machine_that_runs_has_nothing_to_tell() -> None:
    assert check(MACHINE) == []


def test_a_source_that_nobody_can_fill_a_disk_from_is_told_once() -> None:
    document = apply(MACHINE, [Edit(f"{SOURCE}/blank"), Edit(f"{SOURCE}/vddk", FROM_A_VCENTER)])

    (told,) = check(document)

    assert (told.pointer, told.keyword, told.severity) == (f"{SOURCE}/vddk", "not-here", Severity.WARNING)
    assert told.standing is StandingKind.NOT_HERE
    assert told.message.endswith(".")


def test_other_rules_come_first() -> None:
    document = apply(MACHINE, [Edit(f"{SOURCE}/blank"), Edit(f"{SOURCE}/pvc", {})])

    assert f"{SOURCE}/pvc" in {problem.pointer for problem in check(document)}
    assert "not-here" not in {problem.keyword for problem in check(document)}
