from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schema.strategies import plain, texts
from vms.schema import UNSET, Edit, apply, exists, get, join, split


@given(st.lists(texts))
def test_a_pointer_made_of_parts_has_these_parts(parts: list[str]) -> None:
    assert split(join(parts)) == tuple(parts)


def test_a_pointer_without_a_slash_is_refused() -> None:
    with pytest.raises(ValueError, match="slash"):
        split("name")


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", {"a": [1, None], "~/": 0}),
        ("/a/0", 1),
        ("/a/1", None),
        ("/~0~1", 0),
        ("/a/2", "?"),
        ("/a/00", "?"),
        ("/a/x/y", "?"),
    ],
)
def test_get_answers_the_value_or_the_default(pointer: str, value: Any) -> None:
    assert get({"a": [1, None], "~/": 0}, pointer, "?") == value


def test_null_exists() -> None:
    assert exists({"a": None}, "/a")
    assert not exists({"a": None}, "/a/b")


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ({}, Edit("/a/b/c", 1), {"a": {"b": {"c": 1}}}),
        ({}, Edit("/a/-", 1), {"a": [1]}),
        ({}, Edit("/a/-/b", 1), {"a": [{"b": 1}]}),
        ({}, Edit("/labels/0", "x"), {"labels": {"0": "x"}}),
        ({"a": [1]}, Edit("/a/-", 2), {"a": [1, 2]}),
        ({"a": [1]}, Edit("/a/1", 2), {"a": [1, 2]}),
        ({"a": [1]}, Edit("/a/0", 2), {"a": [2]}),
        ({"a": [1, 2]}, Edit("/a/0", UNSET), {"a": [2]}),
        ({"a": {"b": 1}}, Edit("/a/b", UNSET), {"a": {}}),
        ({"a": 1}, Edit("/b/c", UNSET), {"a": 1}),
        ({"a": [1]}, Edit("/a/7", UNSET), {"a": [1]}),
        ({"a": [1]}, Edit(f"/a/{'9' * 5000}", UNSET), {"a": [1]}),
        ({"a": None}, Edit("/a/b", 1), {"a": {"b": 1}}),
        ({"a": "text"}, Edit("/a/b", 1), {"a": {"b": 1}}),
        ({"a": [1]}, Edit("/a/b", 1), {"a": {"b": 1}}),
        ([], Edit("/a", 1), {"a": 1}),
        ({"a": 1}, Edit("", {"b": 2}), {"b": 2}),
        ({"a": 1}, Edit("", UNSET), None),
    ],
)
def test_an_edit_changes_its_place_and_makes_room_for_it(before: Any, edit: Edit, after: Any) -> None:
    assert apply(before, [edit]) == after


def test_an_index_beyond_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="1 elements"):
        apply({"a": [1]}, [Edit("/a/2", 3)])


@given(plain, st.lists(texts, min_size=1, max_size=3), plain)
def test_what_was_set_is_found_and_the_original_is_untouched(
    document: Any, parts: list[str], value: Any
) -> None:
    before = repr(document)
    pointer = join(part for part in parts if not part.isdigit() and part != "-")

    assert get(apply(document, [Edit(pointer, value)]), pointer) == value
    assert repr(document) == before
