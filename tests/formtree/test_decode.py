from typing import Any

import pytest

from tests.formtree.samples import HINTS, KIND_HINTS, kinds
from tests.schema.shipped import shipped
from vms.formtree import decode
from vms.schema import UNSET, Edit, apply, check, load

DISK = "/spec/template/spec/domain/devices/disks/0"


def _decode(document: Any, **posted: str) -> tuple[Edit, ...]:
    return decode(kinds(), KIND_HINTS, document, [(f"/{name}", text) for name, text in posted.items()])


def _with_disk(**disk: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"domain": {"devices": {"disks": [{"name": "root", **disk}]}}}}}}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("name", "x", "x"),
        ("name", " x ", " x "),
        ("name", "007", "007"),
        ("note", "a\r\nb", "a\nb"),
        ("count", "0", 0),
        ("count", " 12 ", 12),
        ("count", "-3", -3),
        ("share", "0.5", 0.5),
        ("share", "2", 2),
        ("share", "1e3", 1000.0),
        ("wanted", "false", False),
        ("wanted", "true", True),
        ("size", "small", "small"),
        ("size", '=""', ""),
        ("size", "=7", 7),
        ("version", "v1", "v1"),
        ("marker", "present", {}),
        ("extra", '{"a": [null]}', {"a": [None]}),
    ],
)
def test_a_posted_text_becomes_the_value_it_means(name: str, text: str, value: Any) -> None:
    assert _decode({}, **{name: text}) == (Edit(f"/{name}", value),)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("count", "abc"),
        ("count", "1.5"),
        ("count", "1_000"),
        ("count", "٣"),
        ("count", "9" * 5000),
        ("share", "1e999"),
        ("share", "NaN"),
        ("wanted", "perhaps"),
        ("size", "huge"),
        ("marker", "nonsense"),
        ("extra", "{"),
        ("extra", "NaN"),
        ("extra", '"\\ud800"'),
        ("extra", "[" * 100_000),
    ],
)
def test_a_text_that_cannot_be_read_stays_and_is_reported(name: str, text: str) -> None:
    edits = _decode({"name": "n"}, **{name: text})

    assert edits == (Edit(f"/{name}", text),)
    assert f"/{name}" in {problem.pointer for problem in check(kinds(), apply({"name": "n"}, edits))}


@pytest.mark.parametrize(
    "name", ["name", "note", "count", "share", "wanted", "size", "version", "marker", "extra"]
)
def test_an_empty_text_unsets(name: str) -> None:
    assert _decode({name: {"held": 1}}, **{name: ""}) == (Edit(f"/{name}", UNSET),)
    assert _decode({}, **{name: ""}) == ()


@pytest.mark.parametrize(
    ("document", "shown"),
    [
        ({"name": ""}, ""),
        ({"count": 0}, "0"),
        ({"wanted": False}, "false"),
        ({"marker": {}}, "present"),
        ({"size": ""}, '=""'),
    ],
)
def test_zero_empty_and_false_are_values(document: dict[str, Any], shown: str) -> None:
    (name,) = document

    assert _decode(document, **{name: shown}) == ()


def test_an_empty_text_that_is_set_can_be_taken_away() -> None:
    assert decode(kinds(), KIND_HINTS, {"name": ""}, [("/name", ""), ("/name#unset", "yes")]) == (
        Edit("/name", UNSET),
    )


def test_a_text_that_looks_like_a_number_is_told_apart_from_the_number() -> None:
    assert _decode({"count": "4"}, count='"4"') == ()
    assert _decode({"count": "4"}, count="4") == (Edit("/count", 4),)


@pytest.mark.parametrize(
    "name", ["/unknown", "/name/deeper", "", "nonsense", "/self/x", "/rooms/0/title", "/tags/x"]
)
def test_names_the_form_does_not_show_are_ignored(name: str) -> None:
    assert decode(kinds(), KIND_HINTS, {"name": "n"}, [(name, "x"), ("_action", "add:/words")]) == ()


def test_a_hidden_field_cannot_be_posted() -> None:
    hints = {"fields": {"/name": {"hidden": True}}}

    assert decode(kinds(), hints, {"name": "n"}, [("/name", "x")]) == ()


def test_removals_come_last_and_from_the_end() -> None:
    document = {"words": ["a", "b", "c"], "name": "n"}
    posted = [("/words/0", ""), ("/words/1", "B"), ("/words/2", ""), ("/name", "")]

    edits = decode(kinds(), KIND_HINTS, document, posted)

    assert apply(document, edits) == {"words": ["B"]}


def test_a_removal_leaves_an_emptied_parent() -> None:
    document = {"b": {"x": "1"}}

    assert apply(document, _decode(document, **{"#choice": "b", "b/x": ""})) == {"b": {}}


def test_setting_a_member_of_what_is_absent_makes_it() -> None:
    edits = decode(shipped(), HINTS, {}, [("/spec/template/spec/domain/cpu/cores", "2")])

    assert apply({}, edits) == {"spec": {"template": {"spec": {"domain": {"cpu": {"cores": 2}}}}}}


def test_a_new_choice_arrives_whole_and_takes_the_old_one_away() -> None:
    document = _with_disk(disk={"bus": "virtio"})
    posted = [(f"{DISK}#choice", "cdrom"), (f"{DISK}/disk/bus", "scsi"), (f"{DISK}/cdrom/bus", "sata")]

    edits = decode(shipped(), HINTS, document, posted)

    assert edits == (Edit(f"{DISK}/cdrom", {"bus": "sata"}), Edit(f"{DISK}/disk", UNSET))


def test_a_new_choice_without_fields_is_an_empty_object() -> None:
    document = {"d": {"kept": 1}}

    assert _decode(document, **{"/": ""}) == ()
    assert decode(kinds(), KIND_HINTS, document, [("#choice/1", "e")]) == (Edit("/e", {}), Edit("/d", UNSET))


def test_the_same_choice_again_keeps_what_it_holds() -> None:
    assert decode(kinds(), KIND_HINTS, {"d": {"kept": 1}}, [("#choice/1", "d")]) == ()


def test_no_choice_takes_the_present_one_away() -> None:
    document = _with_disk(disk={"bus": "virtio"})

    assert decode(shipped(), HINTS, document, [(f"{DISK}#choice", "")]) == (Edit(f"{DISK}/disk", UNSET),)


def test_of_several_choices_one_can_be_kept_and_none_is_lost_untouched() -> None:
    document = _with_disk(disk={"bus": "virtio"}, lun={})

    assert decode(shipped(), HINTS, document, [(f"{DISK}#choice", "=several")]) == ()
    assert decode(shipped(), HINTS, document, [(f"{DISK}#choice", "lun")]) == (Edit(f"{DISK}/disk", UNSET),)


def test_without_its_radio_buttons_a_choice_stays_and_its_fields_are_read() -> None:
    document = _with_disk(disk={"bus": "virtio"})

    assert decode(
        shipped(), HINTS, document, [(f"{DISK}/disk/bus", "sata"), (f"{DISK}/lun/bus", "scsi")]
    ) == (Edit(f"{DISK}/disk/bus", "sata"),)


@pytest.mark.parametrize(
    ("before", "posted", "after"),
    [
        ({}, {"key/0": "a", "value/0": "1"}, {"a": "1"}),
        ({}, {"key/0": "", "value/0": ""}, None),
        ({}, {"key/0": "a", "value/0": ""}, {"a": ""}),
        ({}, {"key/0": "", "value/0": "lost?"}, {"": "lost?"}),
        ({"a": "1"}, {"key/0": "a", "value/0": "2"}, {"a": "2"}),
        ({"a": "1"}, {"key/0": "b", "value/0": "1"}, {"b": "1"}),
        (
            {"a": "1", "b": "2"},
            {"key/0": "b", "key/1": "a", "value/0": "1", "value/1": "2"},
            {"b": "1", "a": "2"},
        ),
        ({"a": "1"}, {"key/0": "", "value/0": "1"}, {}),
        ({"a": "1"}, {"key/0": "a", "value/0": ""}, {"a": ""}),
        ({"a": "1"}, {"key/1": "a~/b", "value/1": "2"}, {"a": "1", "a~/b": "2"}),
        ({"a": 5}, {"key/0": "a", "value/0": "5"}, {"a": 5}),
    ],
)
def test_rows_of_a_map_set_rename_and_remove(before: Any, posted: dict[str, str], after: Any) -> None:
    document = {"tags": before} if before else {}
    pairs = [(f"/tags#{name}", text) for name, text in posted.items()]

    changed = apply(document, decode(kinds(), KIND_HINTS, document, pairs))

    assert changed.get("tags") == after


def test_values_of_a_map_of_numbers_are_numbers() -> None:
    pairs = [("/limits#key/0", "cpu"), ("/limits#value/0", "3")]

    assert decode(kinds(), KIND_HINTS, {}, pairs) == (Edit("/limits/cpu", 3),)


def test_a_null_where_an_object_belongs_gives_way_to_what_is_set_in_it() -> None:
    document: dict[str, Any] = {"spec": None}
    edits = decode(shipped(), HINTS, document, [("/spec/runStrategy", "Always")])

    assert apply(document, edits) == {"spec": {"runStrategy": "Always"}}


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [(80, "90", 90), (80, "http", "http"), ("http", "80", 80), ("80", '"80"', "80"), (80, "80", 80)],
)
def test_a_whole_number_or_a_text_is_what_it_looks_like(before: Any, typed: str, after: Any) -> None:
    schema = load(
        {"properties": {"port": {"x-kubernetes-int-or-string": True, "type": ["integer", "string"]}}}
    )
    edits = decode(schema, {}, {"port": before}, [("/port", typed)])

    assert apply({"port": before}, edits) == {"port": after}
