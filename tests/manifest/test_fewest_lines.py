"""Manners of authors that an edit keeps: anchors, comments around what goes, lists, scripts, JSON."""

import json
from typing import Any

import pytest

from tests.manifest.fixture_files import read
from tests.manifest.measure import changed_lines
from vms.manifest import edit_yaml, from_yaml
from vms.schema import UNSET, Edit, get

_SPEC = "/spec/template/spec"
_DOMAIN = f"{_SPEC}/domain"
_DISKS = f"{_DOMAIN}/devices/disks"


def _edited(text: str, *edits: Edit) -> str:
    return edit_yaml(text, edits)


def test_comments_inside_parents_that_go_with_their_last_member_stay() -> None:
    text = (
        "metadata:\n  name: a\n  # who pays\n"
        "  labels:   # gone\n    # never empty\n    cost: x   # gone\n  # end\n"
    )

    edited = _edited(text, Edit("/metadata/labels/cost", UNSET))

    assert edited == "metadata:\n  name: a\n  # who pays\n    # never empty\n  # end\n"


def test_what_is_removed_by_name_takes_its_comments_along() -> None:
    text = "metadata:\n  name: a\n  labels:\n    # never empty\n    cost: x\n"

    assert _edited(text, Edit("/metadata/labels", UNSET)) == "metadata:\n  name: a\n"


def test_an_anchor_stays_at_a_value_that_changes() -> None:
    assert _edited("a: &x 1   # one\nb: 2\n", Edit("/a", 3)) == "a: &x 3   # one\nb: 2\n"
    assert _edited("a: &x\n  # c\n  b: 1\n", Edit("/a/b", UNSET)) == "a: &x {}\n  # c\n"


def test_a_mapping_set_as_a_whole_changes_the_members_that_differ() -> None:
    text = "a:\n  b: 1   # b\n  # c\n  c: 'x'\n  d: [1, 2]\n"

    edited = _edited(text, Edit("/a", {"b": 1, "c": "y", "e": True}))

    assert edited == "a:\n  b: 1   # b\n  # c\n  c: 'y'\n  e: true\n"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ([{"name": "a"}, {"name": "c", "v": 1}], "l:\n# a\n- name: a   # A\n- {name: c, v: 1}\n"),
        (
            [{"name": "a"}, {"name": "b"}, {"name": "x"}, {"name": "c", "v": 1}],
            "l:\n# a\n- name: a   # A\n# b\n- name: b\n- name: x\n- {name: c, v: 1}\n",
        ),
        ([{"name": "b"}, {"name": "c", "v": 2}], "l:\n# a\n# b\n- name: b\n- {name: c, v: 2}\n"),
    ],
)
def test_a_list_set_as_a_whole_keeps_the_entries_of_the_same_name(new: list[Any], expected: str) -> None:
    text = "l:\n# a\n- name: a   # A\n# b\n- name: b\n- {name: c, v: 1}\n"

    edited = _edited(text, Edit("/l", new))

    assert from_yaml(edited) == {"l": new}
    assert changed_lines(text, edited) <= (2, 1)
    assert edited.replace("# b\n- {", "- {") == expected


def test_one_line_of_a_long_script_is_one_line_of_the_text() -> None:
    text = read("script-behind-a-bar.yaml")
    pointer = f"{_SPEC}/volumes/0/cloudInitNoCloud/userData"
    script = get(from_yaml(text), pointer)

    edited = _edited(text, Edit(pointer, script.replace("lab@example", "ops@example")))

    assert edited == text.replace("lab@example", "ops@example")


def test_json_stays_json() -> None:
    text = read("pretty-json.yaml")

    edited = _edited(
        text,
        Edit("/metadata/labels/app", "web"),
        Edit(f"{_DOMAIN}/cpu/cores", UNSET),
        Edit(f"{_DOMAIN}/memory/guest", "2Gi"),
        Edit(f"{_DISKS}/-", {"name": "data", "disk": {}}),
        Edit(f"{_DISKS}/0/bootOrder", UNSET),
    )

    assert json.loads(edited) == from_yaml(edited)
    assert edited.count("\n") <= text.count("\n") + 2


def test_what_follows_a_script_with_empty_lines_can_go() -> None:
    assert _edited("a: |+\n  x\n\nb: 1", Edit("/b", UNSET)) == "a: |+\n  x\n\n"
    assert _edited("a: |+\n  x\n\nb: 1\n\nc: 2\n", Edit("/b", UNSET)) == "a: |+\n  x\n\nc: 2\n"


@pytest.mark.parametrize(
    ("pointer", "stays"),
    [
        (f"{_DOMAIN}/firmware/bootloader/efi/secureBoot", f"{_DOMAIN}/firmware/bootloader/efi"),
        (f"{_DISKS}/0/disk/bus", f"{_DISKS}/0/disk"),
        (f"{_SPEC}/networks/0/pod/x", f"{_SPEC}/networks/0/pod"),
        (f"{_DOMAIN}/features/acpi/enabled", f"{_DOMAIN}/features/acpi"),
        (f"{_DISKS}/0/name", f"{_DISKS}/0"),
        (f"{_DOMAIN}/unheardOf/x", f"{_DOMAIN}/unheardOf"),
        (f"{_DOMAIN}/devices/rng/x", f"{_DOMAIN}/devices/rng"),
        (_DISKS, f"{_DOMAIN}/devices"),
    ],
)
def test_what_says_something_by_being_there_stays(pointer: str, stays: str) -> None:
    text = _edited("kind: VirtualMachine\n", Edit(pointer.replace("/0", "/-"), "x"))

    assert get(from_yaml(_edited(text, Edit(pointer, UNSET))), stays) == {}


@pytest.mark.parametrize(
    "pointer",
    [
        f"{_DOMAIN}/cpu/cores",
        f"{_DOMAIN}/memory/hugepages/pageSize",
        f"{_SPEC}/nodeSelector/zone",
        "/metadata/labels/12",
        "/spec/template/metadata/annotations/note",
        f"{_SPEC}/volumes/0/cloudInitNoCloud/userDataSecretRef/name",
    ],
)
def test_setting_and_unsetting_leaves_no_byte_behind(pointer: str) -> None:
    text = read("every-volume.yaml").replace("emptyDisk: {capacity: 2Gi}", "cloudInitNoCloud: {userData: x}")
    pointer = pointer.replace("volumes/0", "volumes/2")

    assert _edited(_edited(text, Edit(pointer, "x")), Edit(pointer, UNSET)) == text
