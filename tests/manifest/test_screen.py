"""The quick look and the rules agree: what the screen lets pass, no rule has anything to say of."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.manifest.admission import ADMISSION
from tests.manifest.documents import a_fleet_document, documents, values
from tests.manifest.rule_cases import CASES, DEVICES, DISK, DOMAIN, INTERFACE, SPEC, a_document
from vms.manifest import check, edit_document, schema
from vms.manifest.check import check_plainly
from vms.manifest.screen import screen
from vms.schema import Edit, Problem, walk

_RICH: dict[str, Any] = edit_document(
    a_document(),
    [
        Edit("/metadata/labels", {"app.example.org/name": "web"}),
        Edit("/metadata/annotations", {"note": "two\nlines"}),
        Edit(
            "/spec/dataVolumeTemplates",
            [
                {
                    "metadata": {"name": "system"},
                    "spec": {
                        "source": {"registry": {"url": "docker://fedora:40"}},
                        "storage": {"resources": {"requests": {"storage": "20Gi"}}},
                    },
                },
                {
                    "metadata": {"name": "more"},
                    "spec": {
                        "source": {"blank": {}},
                        "storage": {
                            "resources": {"requests": {"storage": "1Gi"}},
                            "storageClassName": "fast",
                        },
                    },
                },
            ],
        ),
        Edit(f"{DOMAIN}/cpu", {"cores": 4, "sockets": 1, "threads": 2, "model": "host-model"}),
        Edit(f"{DOMAIN}/machine/type", "q35"),
        Edit(f"{DOMAIN}/firmware", {"bootloader": {"efi": {"secureBoot": False}}, "serial": "rack-7"}),
        Edit(f"{DOMAIN}/features", {"acpi": {}, "smm": {}}),
        Edit(f"{DEVICES}/rng", {}),
        Edit(f"{DEVICES}/blockMultiQueue", value=True),
        Edit(f"{DISK}/bootOrder", 1),
        Edit(f"{DISK}/cache", "none"),
        Edit(f"{DEVICES}/disks/-", {"name": "system", "disk": {"bus": "sata"}, "bootOrder": 2}),
        Edit(f"{DEVICES}/disks/-", {"name": "more", "disk": {"bus": "scsi"}, "io": "threads"}),
        Edit(f"{DEVICES}/disks/-", {"name": "image", "cdrom": {"bus": "sata", "readonly": True}}),
        Edit(f"{DEVICES}/disks/-", {"name": "claim"}),
        Edit(f"{DEVICES}/disks/-", {"name": "seed", "disk": {"bus": "virtio"}}),
        Edit(f"{SPEC}/volumes/-", {"name": "system", "dataVolume": {"name": "system"}}),
        Edit(f"{SPEC}/volumes/-", {"name": "more", "dataVolume": {"name": "more"}}),
        Edit(
            f"{SPEC}/volumes/-",
            {"name": "image", "containerDisk": {"image": "fedora:40", "imagePullPolicy": "Never"}},
        ),
        Edit(f"{SPEC}/volumes/-", {"name": "claim", "persistentVolumeClaim": {"claimName": "gold"}}),
        Edit(
            f"{SPEC}/volumes/-",
            {"name": "seed", "cloudInitNoCloud": {"userData": "#cloud-config\nhostname: a\n"}},
        ),
        Edit(f"{INTERFACE}/macAddress", "52:54:00:AA:BB:CC"),
        Edit(f"{INTERFACE}/model", "virtio"),
        Edit(f"{DEVICES}/interfaces/-", {"name": "lan", "bridge": {}, "macAddress": "52:54:00:aa:bb:cd"}),
        Edit(f"{SPEC}/networks/-", {"name": "lan", "multus": {"networkName": "office"}}),
        Edit(f"{SPEC}/hostname", "web-1"),
        Edit(f"{SPEC}/nodeSelector", {"example.org/zone": "a"}),
        Edit(f"{SPEC}/priorityClassName", "high"),
        Edit(f"{SPEC}/evictionStrategy", "None"),
    ],
)


def _plainly(document: Any) -> list[Problem]:
    return check_plainly(document, schema())


def _places(value: Any, place: str = "") -> list[str]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [place] + [
        inner
        for key, member in members
        for inner in _places(member, f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}")
    ]


_PLACES = _places(_RICH)
_LEAVES = [pointer.replace("*", "0") for pointer, _ in walk(schema())]
_NASTY: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    65,
    513,
    2.5,
    1e40,
    "",
    " ",
    "x",
    "X",
    "a.b",
    "-a",
    "a-",
    "a" * 64,
    "a\n",
    "\x00",
    "\x7f",
    "\u2028",
    "\ud800",
    "ü",
    "1Gi",
    "0Gi",
    "512m",
    "1",
    "10000Gi",
    "2 Gi",
    "virtio",
    "sata",
    "scsi",
    "ide",
    "io_uring",
    "native",
    "writeback",
    "q35",
    "q36",
    "root",
    "system",
    "seed",
    "default",
    "lan",
    "gold",
    "02:00:00:00:00:00",
    "01:00:5e:00:00:01",
    "52:54:00:aa:bb:cc",
    "docker://x",
    "docker:// x",
    "http://x",
    "#cloud-config\na: [",
    [],
    {},
    [[]],
    [{}],
    {"name": None},
    {"name": "root"},
    {"x": "y"},
    {"enabled": False},
    {"secureBoot": True},
    {"secureBoot": False},
    {"bus": "virtio"},
]
_KEYS = [
    "name",
    "disk",
    "cdrom",
    "lun",
    "bus",
    "bootOrder",
    "serial",
    "pod",
    "multus",
    "masquerade",
    "bridge",
    "sriov",
    "ports",
    "running",
    "status",
    "instancetype",
    "resources",
    "dedicatedIOThread",
    "emptyDisk",
    "sysprep",
    "pvc",
    "source",
    "sourceRef",
    "namespace",
    "creationTimestamp",
    "secretRef",
    "networkData",
    "userDataBase64",
    "readonly",
    "Name",
    "x",
    "\x07",
    "kubevirt.io/nodeName",
    "a b",
    "",
]

_changes = st.one_of(
    st.tuples(st.sampled_from(_PLACES + _LEAVES), st.sampled_from(_NASTY)),
    st.tuples(
        st.builds(lambda place, key: f"{place}/{key}", st.sampled_from(_PLACES), st.sampled_from(_KEYS)),
        st.sampled_from(_NASTY),
    ),
)


def _changed(changes: list[tuple[str, Any]]) -> Any:
    document: Any = deepcopy(_RICH)
    for pointer, value in changes:
        document = edit_document(document, [Edit(pointer, deepcopy(value))])
    return document


def test_a_rich_machine_passes_the_screen() -> None:
    assert _plainly(_RICH) == []
    assert screen().passes(_RICH)


@pytest.mark.parametrize("disks", [0, 1, 200])
def test_a_plain_machine_passes_the_screen(disks: int) -> None:
    assert screen().passes(a_fleet_document(disks))


@pytest.mark.parametrize(
    "edits", [*(edits for _, _, edits in CASES), *(edits for _, _, _, edits in ADMISSION)]
)
def test_no_broken_rule_hides_behind_the_screen(edits: list[Edit]) -> None:
    document = a_document(*edits)

    assert check(document) == _plainly(document) != []


@given(st.lists(_changes, min_size=1, max_size=3))
@settings(max_examples=500, deadline=None)
def test_a_changed_machine_is_judged_alike_with_and_without_the_screen(
    changes: list[tuple[str, Any]],
) -> None:
    document = _changed(changes)

    assert check(document) == _plainly(document)


@pytest.mark.full
@given(st.lists(_changes, min_size=1, max_size=4))
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_changed_machines_are_judged_alike(changes: list[tuple[str, Any]]) -> None:
    document = _changed(changes)

    assert check(document) == _plainly(document)


@given(values | documents)
@settings(max_examples=200, deadline=None)
def test_any_json_is_judged_alike_with_and_without_the_screen(document: Any) -> None:
    assert check(document) == _plainly(document)


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("value", [None, "\x07", "a\nb", "\ud800", {"": "\x07"}])
def test_nothing_odd_at_any_place_hides_behind_the_screen(place: str, value: Any) -> None:
    document = _changed([(place, value)])

    assert check(document) == _plainly(document)


def test_what_cloud_init_says_is_told_of_machines_that_pass() -> None:
    document = edit_document(_RICH, [Edit(f"{SPEC}/volumes/5/cloudInitNoCloud/userData", "packages: []\n")])

    assert screen().passes(document)
    assert [problem.keyword for problem in check(document)] == ["user-data-heading"]


def test_a_place_that_is_added_to_the_schema_is_closed_until_a_rule_is_thought_of() -> None:
    free = [pointer for pointer, node in walk(schema()) if node.kind == "free"]

    for pointer in free:
        document = _changed([(pointer.replace("*", "0"), {"x": "\x07"})])
        assert not screen().passes(document)
