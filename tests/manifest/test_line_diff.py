"""Texts beside each other, line by line."""

from hypothesis import given
from hypothesis import strategies as st

from vms.manifest import line_diff

lines = st.lists(st.sampled_from(["a:", "  b: 1", "  - c", "  - d", "    e: 2", ""]), max_size=12)


@given(lines, lines)
def test_the_marks_lead_from_the_one_text_to_the_other(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old), "\n".join(new)

    told = [pair for pair in line_diff(before, after) if pair[0] != "@"]

    if before.splitlines() == after.splitlines():  # a last blank line is no line
        assert told == []
    elif len(old) <= 4 and len(new) <= 4:  # nothing is far from a change
        assert [line for mark, line in told if mark in " -"] == before.splitlines()
        assert [line for mark, line in told if mark in " +"] == after.splitlines()


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
