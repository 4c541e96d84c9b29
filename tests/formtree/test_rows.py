"""Long lists: each entry is a head until it is opened; what is open stays so when the document changes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formtree.browser import Controls, patched
from tests.formtree.samples import HINTS
from tests.schema.shipped import shipped
from vms.formtree import FieldNode, build, changed, decode, find, follow, render
from vms.schema import Edit, Problem, apply

DISKS = "/spec/template/spec/domain/devices/disks"
VOLUMES = "/spec/template/spec/volumes"


def _machine(disks: int) -> dict[str, Any]:
    names = [f"disk-{number}" for number in range(disks)]
    entries = [{"name": name, "disk": {"bus": "virtio"}} for name in names]
    volumes = [{"name": name, "containerDisk": {"image": f"registry.example/{name}:1"}} for name in names]
    machine: dict[str, Any] = apply({}, [Edit(DISKS, entries), Edit(VOLUMES, volumes)])
    return machine


def _tree(document: Any, rows: Any = (), problems: Any = ()) -> FieldNode:
    return build(shipped(), HINTS, document, problems, rows=rows)


def _row(tree: FieldNode, pointer: str) -> str:
    node = find(tree, pointer)
    assert node is not None
    return render(node)


def test_a_row_of_a_long_list_is_its_head() -> None:
    row = _row(_tree(_machine(13)), f"{DISKS}/4")

    assert Controls(row).controls == set()
    assert f'aria-expanded="false" href="?fields=all&amp;open={DISKS.replace("/", "%2F")}%2F4#field' in row
    assert 'disk-4 <span class="row__ordinal">Disk 5</span>' in row
    assert f"remove:{DISKS}/4" in Controls(row).buttons


def test_a_row_of_a_short_list_has_its_fields() -> None:
    assert _row(_tree(_machine(12)), f"{DISKS}/4") == _row(_tree(_machine(12), None), f"{DISKS}/4")


def test_without_a_word_on_rows_all_are_open() -> None:
    assert "row--long" not in render(build(shipped(), HINTS, _machine(13)))


@pytest.mark.parametrize(
    "asked", [{"rows": [f"{DISKS}/4"]}, {"rows": [DISKS]}, {"rows": (), "opened": [f"{DISKS}/4/disk/bus"]}]
)
def test_a_row_is_open_where_it_its_list_or_something_in_it_was_asked_for(asked: Any) -> None:
    tree = build(shipped(), HINTS, _machine(13), **asked)

    assert f"{DISKS}/4/name" in dict(Controls(_row(tree, f"{DISKS}/4")).pairs)


def test_asking_for_a_row_opens_no_other() -> None:
    tree = _tree(_machine(13), [f"{DISKS}/4"])

    assert "row--closed" in _row(tree, f"{DISKS}/5")


@pytest.mark.parametrize(
    ("pointer", "entry", "said"),
    [
        (DISKS, {"name": "a", "cdrom": {"bus": "sata"}}, "Cdrom · sata"),
        (DISKS, {"name": "a", "bootOrder": 2, "cache": "none"}, "Boot order 2 · Cache: none"),
        (VOLUMES, {"name": "a", "containerDisk": {"image": "x/y:1"}}, "Container disk · x/y:1"),
        (VOLUMES, {"name": "a", "emptyDisk": {"capacity": "2Gi"}}, "2Gi"),
        (VOLUMES, {"name": "a", "containerDisk": {"image": "x" * 300}}, f"{'x' * 59}…"),
        (DISKS, "nonsense", ""),
        (DISKS, {"name": "a", "disk": {"bus": "\x00"}, "bootOrder": "\ud800"}, "Boot order · Disk · Bus"),
    ],
)
def test_a_head_says_in_a_few_words_what_the_entry_holds(pointer: str, entry: Any, said: str) -> None:
    row = _row(_tree(apply(_machine(13), [Edit(f"{pointer}/4", entry)])), f"{pointer}/4")

    words = row.partition('<span class="row__words">')[2].partition("</span>")[0]
    assert words.endswith(said)
    assert bool(words) == bool(said)


def test_a_head_counts_what_is_wrong_with_the_entry() -> None:
    problem = Problem(f"{DISKS}/4/disk/bus", "Odd.", "rule")
    row = _row(_tree(_machine(13), (), [problem]), f"{DISKS}/4")

    assert "has-error" in row
    assert '<span class="group__problems group__problems--error">1 problem</span>' in row


def test_a_long_list_can_be_opened_as_a_whole() -> None:
    shown = _row(_tree(_machine(13)), DISKS)

    assert f'data-open-all="{DISKS}"' in shown
    assert "data-open-all" not in _row(_tree(_machine(12)), DISKS)


def test_a_post_without_the_fields_of_closed_rows_changes_nothing() -> None:
    document = _machine(20)
    posted = Controls(render(_tree(document, [f"{DISKS}/4"]))).pairs

    assert decode(shipped(), HINTS, document, posted) == ()


def test_a_change_in_a_closed_row_draws_its_head() -> None:
    document = _machine(13)
    (part,) = changed(_tree(document), _tree(apply(document, [Edit(f"{DISKS}/4/disk/bus", "sata")])))

    assert part.id == "field-spec-template-spec-domain-devices-disks-4"
    assert Controls(str(part.html)).controls == set()


def test_a_change_in_an_open_row_draws_its_field_and_its_outline() -> None:
    document, rows = _machine(13), [f"{DISKS}/4"]
    parts = changed(
        _tree(document, rows), _tree(apply(document, [Edit(f"{DISKS}/4/disk/bus", "sata")]), rows)
    )

    assert [part.id.removeprefix("field-spec-template-spec-domain-devices-") for part in parts] == [
        "outline-spec-template-spec-domain-devices-disks-4",
        "disks-4-disk-bus",
    ]


_ENTRIES = st.sampled_from([{"name": "new"}, {"name": "disk-3"}, {"name": "disk-1", "cdrom": {}}, 4])
_PLACES = st.sampled_from([f"{DISKS}/-", f"{DISKS}/0", f"{DISKS}/9", f"{VOLUMES}/3", f"{DISKS}/3/bootOrder"])


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_parts_of_a_change_make_the_new_page_whatever_is_open(data: st.DataObject) -> None:
    before = _machine(data.draw(st.integers(12, 14)))
    edits = data.draw(st.lists(st.builds(Edit, _PLACES, _ENTRIES) | st.builds(Edit, _PLACES), max_size=3))
    after: Any = before
    for edit in edits:
        if not edit.pointer.endswith("-") or isinstance(edit.value, dict):
            after = apply(after, [edit])
    rows = data.draw(st.sets(st.sampled_from([DISKS, *(f"{DISKS}/{place}" for place in range(14))])))
    old = _tree(before, rows, [Problem(f"{DISKS}/2/name", "Odd.", "rule")])
    new = _tree(after, follow(old, after, rows), [Problem(f"{DISKS}/4/name", "Odd.", "rule")])
    page = str(render(old))
    for part in changed(old, new):
        page = patched(page, part.id, part.html, part.after)

    assert page == render(new)


@pytest.mark.parametrize(
    ("edits", "rows", "followed"),
    [
        ([Edit(f"{DISKS}/1")], [f"{DISKS}/0", f"{DISKS}/1", f"{DISKS}/5"], [f"{DISKS}/0", f"{DISKS}/4"]),
        ([Edit(f"{DISKS}/5/disk/bus", "sata")], [f"{DISKS}/5"], [f"{DISKS}/5"]),
        ([Edit(f"{DISKS}/5/name", "root")], [f"{DISKS}/5"], [f"{DISKS}/5"]),
        ([Edit(f"{DISKS}/-", {"name": "more"})], [f"{DISKS}/12"], [f"{DISKS}/12"]),
        ([Edit(DISKS, [])], [f"{DISKS}/5", DISKS], [DISKS]),
        ([Edit(DISKS)], [f"{DISKS}/5", DISKS], []),
        ([], [f"{DISKS}/x", f"{DISKS}/99", "nonsense", "/metadata/name"], []),
    ],
)
def test_an_open_row_is_followed_by_its_name(edits: list[Edit], rows: list[str], followed: list[str]) -> None:
    document = _machine(13)

    assert follow(_tree(document), apply(document, edits), rows) == frozenset(followed)


def test_rows_that_change_places_take_along_that_they_are_open() -> None:
    document = _machine(13)
    entries = document["spec"]["template"]["spec"]["domain"]["devices"]["disks"]
    swapped = apply(document, [Edit(f"{DISKS}/4", entries[5]), Edit(f"{DISKS}/5", entries[4])])

    assert follow(_tree(document), swapped, [f"{DISKS}/4"]) == {f"{DISKS}/5"}
