"""Texts beside each other, line by line."""

from hypothesis import given
from hypothesis import strategies as st

from vms.manifest import line_diff

lines = st.lists(st.sampled_from(["a:", "  b: 1", "  - c", "  - d", "    e: 2", ""]), max_size=12)


@given(lines, lines)
def test_the_marks_lead_from_the_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    told = [pair for pair in line_diff("\n".join(old), "\n".join(new)) if pair[0] != "@"]

    removed = [line for mark, line in told if mark in " -"]
    added = [line for mark, line in told if mark in " +"]
    if len(old) <= 4 and len(new) <= 4 and "\n".join(old) != "\n".join(new):  # nothing is far from a change
        assert removed == "\n".join(old).splitlines()
        assert added == "\n".join(new).splitlines()
    assert (told == []) == ("\n".join(old).splitlines() == "\n".join(new).splitlines())


def test_a_new_entry_is_shown_from_its_dash_on() -> None:
    old = "disks:\n  - name: root\n    disk: {}\nrest: 1\n"
    new = "disks:\n  - name: root\n    disk: {}\n  - name: data\n    disk: {}\nrest: 1\n"

    assert [line for mark, line in line_diff(old, new) if mark == "+"] == ["  - name: data", "    disk: {}"]


def test_an_entry_that_goes_is_shown_from_its_dash_on() -> None:
    old = "disks:\n  - name: data\n    disk: {}\n  - name: root\n    disk: {}\nrest: 1\n"
    new = "disks:\n  - name: root\n    disk: {}\nrest: 1\n"

    assert [line for mark, line in line_diff(old, new) if mark == "-"] == ["  - name: data", "    disk: {}"]


def test_what_is_far_from_a_change_is_left_out() -> None:
    old = "\n".join(f"line{number}: 1" for number in range(20))

    told = list(line_diff(old, old.replace("line9: 1", "line9: 2")))

    assert [mark for mark, _ in told] == ["@", " ", " ", " ", "-", "+", " ", " ", " ", "@"]


def test_texts_that_are_alike_have_nothing_to_show() -> None:
    assert list(line_diff("a: 1\n", "a: 1\n")) == []
