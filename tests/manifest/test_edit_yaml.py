"""Edits: exactly the lines that must change."""

import contextlib

import pytest

from tests.manifest.documents import a_fleet_document
from tests.manifest.fixture_files import read
from vms.manifest import EditRefused, edit_document, edit_yaml, from_yaml, to_yaml
from vms.schema import UNSET, Edit, get

_DOMAIN = "/spec/template/spec/domain"
_DISKS = f"{_DOMAIN}/devices/disks"
_VOLUMES = "/spec/template/spec/volumes"


def _edited(text: str, *edits: Edit) -> str:
    return edit_yaml(text, edits)


def test_a_value_keeps_its_quotes_and_its_comment() -> None:
    assert _edited("a: 'x'   # why\n", Edit("/a", "y")) == "a: 'y'   # why\n"


def test_quotes_appear_where_a_reader_would_see_something_else() -> None:
    assert _edited("a: x\n", Edit("/a", "no")) == 'a: "no"\n'


def test_a_number_put_into_quotes_becomes_a_number() -> None:
    assert _edited("a: '1'\n", Edit("/a", 1)) == "a: 1\n"


def test_an_equal_value_is_left_as_it_was_written() -> None:
    text = "a: 0x10  # hex\nb: {c:   'd'}\n"

    assert _edited(text, Edit("/a", 16), Edit("/b", {"c": "d"}), Edit("/gone", UNSET)) == text


def test_true_is_not_one() -> None:
    assert _edited("a: 1\n", Edit("/a", value=True)) == "a: true\n"


def test_a_key_is_added_behind_its_siblings_in_their_indentation() -> None:
    text = "a:\n    b: 1   # b\n# about c\nc: 2\n"

    assert _edited(text, Edit("/a/d", "x")) == "a:\n    b: 1   # b\n    d: x\n# about c\nc: 2\n"


def test_missing_parents_are_made() -> None:
    assert _edited("a: 1\n", Edit("/b/c/-/d", "x")) == "a: 1\nb:\n  c:\n  - d: x\n"


def test_a_list_under_its_key_without_indentation_grows_alike() -> None:
    text = "a:\n- x   # x\nb: 1\n"

    assert _edited(text, Edit("/a/-", {"v": 1, "w": 2})) == "a:\n- x   # x\n- v: 1\n  w: 2\nb: 1\n"


def test_an_indented_list_grows_alike() -> None:
    assert _edited("a:\n    - x\n", Edit("/a/-", "v")) == "a:\n    - x\n    - v\n"


def test_brackets_stay_brackets() -> None:
    text = "a: {b: 1, c: [x]}   # one line\n"

    edited = _edited(text, Edit("/a/c/-", "y: z"), Edit("/a/d", {"e": True}), Edit("/a/b", UNSET))

    assert edited == 'a: {c: [x, "y: z"], d: {e: true}}   # one line\n'


def test_empty_brackets_open_into_lines() -> None:
    assert _edited("a: {}   # soon\n", Edit("/a/b/c", 1)) == "a:   # soon\n  b:\n    c: 1\n"


def test_a_text_of_several_lines_stands_behind_a_bar() -> None:
    assert (
        _edited("a: x   # script\nb: 1\n", Edit("/a", "one\ntwo\n"))
        == "a: |   # script\n  one\n  two\nb: 1\n"
    )


def test_a_text_behind_a_bar_becomes_one_line_again() -> None:
    text = "a: |   # script\n  one\n  two\n\n# about b\nb: 1\n"

    assert _edited(text, Edit("/a", "one")) == "a: one   # script\n\n# about b\nb: 1\n"


def test_a_text_behind_a_bar_keeps_its_bar_where_only_lines_go() -> None:
    text = "a: |-   # script\n     one\n     two\nb: 1\n"

    assert _edited(text, Edit("/a", "one")) == "a: |-   # script\n     one\nb: 1\n"


def test_a_removed_key_takes_its_lines_and_no_others() -> None:
    text = "a: 1\n# about b\nb:\n  c: 1   # gone too\n  d: 2\n\n# about e\ne: 3\n"

    assert _edited(text, Edit("/b", UNSET)) == "a: 1\n# about b\n\n# about e\ne: 3\n"


def test_the_first_key_behind_a_dash_can_go() -> None:
    assert _edited("a:\n- b: 1   # b\n  c: 2\n", Edit("/a/0/b", UNSET)) == "a:\n- c: 2\n"


def test_comments_below_a_removed_first_key_stay() -> None:
    edited = _edited("a:\n- b: 1\n  # about c\n  c: 2\n", Edit("/a/0/b", UNSET))

    assert "# about c" in edited
    assert from_yaml(edited) == {"a": [{"c": 2}]}


def test_a_list_entry_can_go_and_its_successors_stay_as_written() -> None:
    text = "a:\n  - b: 1\n    c: 1\n  # second\n  - b: 2   # two\n"

    assert _edited(text, Edit("/a/0", UNSET)) == "a:\n  # second\n  - b: 2   # two\n"


def test_a_list_entry_can_go_from_a_list_that_begins_behind_a_dash() -> None:
    assert _edited("a:\n- - x\n  - y\n", Edit("/a/0/0", UNSET)) == "a:\n- - y\n"


def test_containers_that_mean_nothing_when_empty_go_with_their_last_member() -> None:
    text = read("commented.yaml")

    edited = _edited(text, Edit(f"{_DOMAIN}/cpu/cores", UNSET))

    assert "cpu" not in edited
    assert edited.count("\n") == text.count("\n") - 2


def test_containers_that_mean_something_by_being_there_stay() -> None:
    edited = _edited(read("windows.yaml"), Edit(f"{_DOMAIN}/firmware/bootloader/efi/secureBoot", UNSET))

    assert "            efi: {}\n" in edited


def test_an_emptied_list_entry_stays_an_entry() -> None:
    text = to_yaml(edit_document({}, [Edit(f"{_DISKS}", [{"name": "a"}])]))

    assert _edited(text, Edit(f"{_DISKS}/0/name", UNSET)).endswith("          disks:\n          - {}\n")


def test_an_object_that_is_set_empty_is_written_so() -> None:
    assert _edited("a: 1\n", Edit("/b", {}), Edit("/c", [])) == "a: 1\nb: {}\nc: []\n"


def test_line_ends_of_windows_stay() -> None:
    text = read("crlf.yaml")

    edited = _edited(
        text,
        Edit("/metadata/labels/app", "ledger"),
        Edit(f"{_DISKS}/0", UNSET),
        Edit(f"{_VOLUMES}/1/cloudInitNoCloud/userData", "#cloud-config\nhostname: new\n"),
    )

    assert edited.count("\n") == edited.count("\r\n")
    assert from_yaml(edited)["spec"]["template"]["spec"]["volumes"][1]["cloudInitNoCloud"] == {
        "userData": "#cloud-config\nhostname: new\n"
    }


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (Edit("/b", 2), "a: 1\nb: 2"),
        (Edit("/c/d", "x"), "a: 1\nb: x\nc:\n  d: x"),
        (Edit("/b", UNSET), "a: 1"),
        (Edit("/a", UNSET), "b: x"),
    ],
)
def test_a_missing_last_line_break_stays_missing(edit: Edit, expected: str) -> None:
    assert _edited("a: 1\nb: x", edit) == expected


def test_a_byte_order_mark_stays() -> None:
    assert _edited("\ufeffa: 1\n", Edit("/a", 2)) == "\ufeffa: 2\n"


def test_an_alias_is_written_out_where_an_edit_reaches_into_it() -> None:
    text = "a: &a\n  x: 1\nb: *a   # as a\nc: *a\n"

    edited = _edited(text, Edit("/b/x", 2))

    assert edited == "a: &a\n  x: 1\nb:   # as a\n  x: 2\nc: *a\n"


def test_an_alias_can_be_replaced() -> None:
    assert _edited("a: &a [1]\nb: *a\n", Edit("/b", "x")) == "a: &a [1]\nb: x\n"


def test_what_others_repeat_is_never_changed_behind_their_back() -> None:
    with pytest.raises(EditRefused, match="&a"):
        _edited("a: &a\n  x: 1\nb: *a\n", Edit("/a/x", 2))


def test_a_merged_key_is_overridden_where_it_is_used() -> None:
    text = "base: &base {a: 1, b: {c: 1, d: 1}}\nhere:\n  <<: *base\n  e: 1\n"

    edited = _edited(text, Edit("/here/a", 2), Edit("/here/b/c", 2))

    assert edited == text + "  a: 2\n  b:\n    c: 2\n    d: 1\n"


def test_a_merged_key_cannot_be_removed_from_one_place() -> None:
    with pytest.raises(EditRefused, match="merge"):
        _edited("base: &base {a: 1}\nhere:\n  <<: *base\n", Edit("/here/a", UNSET))


def test_an_index_beyond_the_end_of_a_list_is_an_error() -> None:
    with pytest.raises(EditRefused, match="array"):
        _edited("a: [1]\n", Edit("/a/5", 2))


@pytest.mark.parametrize("value", [float("nan"), "half \ud800", {1: "x"}, {"x" * 2000: 1}, object()])
def test_what_yaml_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises((EditRefused, TypeError)):
        to_yaml({"a": value})


def test_one_edit_among_many_disks_changes_one_line() -> None:
    text = to_yaml(a_fleet_document(200))

    edited = _edited(text, Edit(f"{_DISKS}/150/disk/bus", "scsi"))

    different = [
        (one, other)
        for one, other in zip(text.splitlines(), edited.splitlines(), strict=True)
        if one != other
    ]
    assert different == [("              bus: virtio", "              bus: scsi")]


def _swap(text: str, one: str, other: str) -> str:
    document = from_yaml(text)
    return _edited(text, Edit(one, get(document, other)), Edit(other, get(document, one)))


def test_entries_that_change_places_take_their_comments_along() -> None:
    text = "a:\n  - b: 1   # one\n    c: |\n      x\n  # about two\n  - b: 2\n# end\n"

    assert (
        _swap(text, "/a/0", "/a/1")
        == "a:\n  # about two\n  - b: 2\n  - b: 1   # one\n    c: |\n      x\n# end\n"
    )


@pytest.mark.parametrize("text", ["a: [1, 2]   # c\n", "a:\n- - 1\n  - 2\n", "a: &a [{b: 1}]\nc: [*a, 2]\n"])
def test_entries_without_lines_of_their_own_change_places_too(text: str) -> None:
    at = "/c" if "c: [" in text else "/a/0" if "- -" in text else "/a"

    assert get(from_yaml(_swap(text, f"{at}/0", f"{at}/1")), at) == get(from_yaml(text), at)[::-1]


def test_setting_two_entries_alike_is_no_exchange() -> None:
    assert _edited("a:\n- 1\n- 2\n", Edit("/a/0", 2), Edit("/a/1", 2)) == "a:\n- 2\n- 2\n"


def test_equal_entries_beyond_the_end_are_an_error_as_ever() -> None:
    with pytest.raises(EditRefused, match="array"):
        _edited("a: [1]\n", Edit("/a/5", None), Edit("/a/6", None))


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("? a\n? b\n", Edit("/a", "x")),
        ("? a\n: 1\n", Edit("/a", {"b": 1})),
        ("a: &a\n- 1\nb: 2\n", Edit("/a/0", [1])),
        ("? a\n? b\n", Edit("/a", UNSET)),
    ],
)
def test_rare_spellings_are_edited_rightly_or_refused(text: str, edit: Edit) -> None:
    with contextlib.suppress(EditRefused):
        assert from_yaml(_edited(text, edit)) == edit_document(from_yaml(text), [edit])


def test_a_place_deeper_than_a_text_can_be_is_refused() -> None:
    with pytest.raises(EditRefused, match="levels deep"):
        _edited("a: 1\n", Edit("/a" * 3000, 1))


def test_an_index_of_any_length_is_beyond_the_end() -> None:
    with pytest.raises(EditRefused, match="1 elements"):
        _edited("a: [1]\n", Edit(f"/a/{'9' * 5000}", 1))


def test_edits_at_many_places_are_made_at_once() -> None:
    text = to_yaml(a_fleet_document(200))
    edits = [Edit(f"{_DISKS}/{index}/disk/bus", "scsi") for index in range(200)]

    assert _edited(text, *edits) == text.replace("bus: virtio", "bus: scsi")


def test_more_edits_that_build_on_each_other_than_a_text_of_its_length_bears_are_refused() -> None:
    text = to_yaml(a_fleet_document(200))
    edits = [Edit(f"{_DISKS}/0/disk/bus", str(number)) for number in range(200)]

    assert _edited(text, *edits[:10]) != text
    with pytest.raises(EditRefused, match="too many"):
        _edited(text, *edits)
