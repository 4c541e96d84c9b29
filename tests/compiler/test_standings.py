"""Where fields stand: the ledger's answers in words, for fields, groups of fields and single values."""

from typing import Any

import pytest

from vms.compiler import LEDGER, standing_of, standings, tally, value_standings
from vms.manifest import schema
from vms.schema import StandingKind, walk

SPEC = "/spec/template/spec"
DISKS = f"{SPEC}/domain/devices/disks"


def test_every_leaf_of_the_schema_has_a_standing() -> None:
    assert {pointer for pointer, _ in walk(schema())} <= set(standings())
    assert set(LEDGER) <= set(standings())


def test_what_does_not_run_here_says_why_in_a_sentence() -> None:
    every = [*standings().values(), *value_standings().values()]

    assert all(
        standing.kind is StandingKind.RUNS_HERE
        or (standing.reason[0].isupper() and standing.reason.endswith("."))
        for standing in every
    )


def test_values_that_stand_apart_are_choices_of_the_schema() -> None:
    for pattern, value in value_standings():
        node = schema().at(pattern)
        assert node is not None
        assert value in node.enum


@pytest.mark.parametrize(
    ("pointer", "value", "kind"),
    [
        (f"{SPEC}/domain/memory/guest", "2Gi", StandingKind.RUNS_HERE),
        ("/metadata/labels/app", "web", StandingKind.EXPORT_ONLY),
        ("/metadata/labels/example.org~1app", "web", StandingKind.EXPORT_ONLY),
        (f"{SPEC}/domain/cpu/dedicatedCpuPlacement", True, StandingKind.RUNS_HERE),
        (f"{SPEC}/domain/cpu/maxSockets", 4, StandingKind.EXPORT_ONLY),
        (f"{SPEC}/domain/clock/timer/hpet/present", False, StandingKind.RUNS_HERE),
        (f"{DISKS}/3/disk/bus", "ide", StandingKind.REFUSED_BY_KUBEVIRT),
        (f"{DISKS}/3/disk/bus", "virtio", StandingKind.RUNS_HERE),
        (f"{DISKS}/3/cdrom/bus", "virtio", StandingKind.REFUSED_BY_KUBEVIRT),
        (f"{DISKS}/0/io", "io_uring", StandingKind.REFUSED_BY_KUBEVIRT),
        (f"{SPEC}/networks/0/pod", {}, StandingKind.RUNS_HERE),
        (f"{SPEC}/volumes/0/sysprep", {}, StandingKind.RUNS_HERE),
        (f"{SPEC}/volumes/0/emptyDisk", {}, StandingKind.RUNS_HERE),
        ("/spec/template/metadata/labels/a", "b", StandingKind.EXPORT_ONLY),
        ("/spec/dataVolumeTemplates/0/spec/storage/storageClassName", "x", StandingKind.RUNS_HERE),
        ("/spec/dataVolumeTemplates/0/spec/source/s3/url", "https://x", StandingKind.NOT_HERE),
        (f"{SPEC}/domain/features/hyperv/vapic/enabled", True, StandingKind.RUNS_HERE),
    ],
)
def test_a_place_of_a_document_stands_where_its_field_does(
    pointer: str, value: Any, kind: StandingKind
) -> None:
    standing = standing_of(pointer, value)

    assert standing is not None
    assert standing.kind is kind


@pytest.mark.parametrize(
    "pointer",
    [
        "",
        "/",
        "/spec/",
        f"{SPEC}/domain/launchSecurity",
        f"{SPEC}/domain/launchSecurity/sev",
        f"{SPEC}/networks/0/pod/x",
    ],
)
def test_what_nobody_knows_stands_nowhere(pointer: str) -> None:
    assert standing_of(pointer) is None


def test_fields_of_a_document_are_counted_by_where_they_stand() -> None:
    document = {
        "metadata": {"name": "web", "labels": {"app": "web"}},
        "spec": {
            "running": None,
            "template": {
                "spec": {
                    "domain": {
                        "launchSecurity": {"sev": {}},
                        "devices": {"disks": [{"name": "a", "disk": {"bus": "ide"}}]},
                    },
                    "networks": [{"name": "n", "pod": {}}],
                }
            },
        },
    }

    assert tally(document) == {
        StandingKind.RUNS_HERE: 4,
        StandingKind.EXPORT_ONLY: 1,
        StandingKind.REFUSED_BY_KUBEVIRT: 1,
        None: 1,
    }


@pytest.mark.parametrize("document", [None, [], {}, "x", {"": {"": [{}]}}])
def test_any_document_can_be_counted(document: Any) -> None:
    assert set(tally(document)) <= {None}
