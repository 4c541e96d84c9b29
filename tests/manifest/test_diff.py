"""Two documents compared."""

from typing import Any

import pytest
from hypothesis import given, settings

from tests.manifest.documents import documents
from vms.manifest import Change, diff, digest, from_yaml


def test_what_is_new_is_told_value_by_value() -> None:
    assert diff(None, {"a": {"b": 1}, "c": [1]}) == (Change("/a/b", None, 1), Change("/c/0", None, 1))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 2}, [Change("/a", 1, 2)]),
        ({"a": 1}, {}, [Change("/a", 1, None)]),
        ({"a": {"b": 1}}, {}, [Change("/a/b", 1, None)]),
        ({"a": {}}, {}, [Change("/a", {}, None)]),
        ({"a": {"b": 1}}, {"a": "x"}, [Change("/a", {"b": 1}, "x")]),
        ({"a": 1}, {"a": True}, [Change("/a", 1, True)]),
        ({"a": [{"b": 1}]}, {"a": [{"b": True}]}, [Change("/a/0/b", 1, True)]),
        ({"a~/b": 1}, {"a~/b": 2}, [Change("/a~0~1b", 1, 2)]),
        ({"a": [1, 2]}, {"a": [1, 3, 4]}, [Change("/a/1", 2, 3), Change("/a/2", None, 4)]),
        ({"a": [1, 2]}, {"a": [1]}, [Change("/a/1", 2, None)]),
    ],
)
def test_differences_are_told_at_their_places(
    old: dict[str, Any], new: dict[str, Any], expected: list[Change]
) -> None:
    assert list(diff(old, new)) == expected


def test_entries_with_names_are_followed_when_they_move() -> None:
    old = {"disks": [{"name": "a", "size": 1}, {"name": "b"}, {"name": "c"}]}
    new = {"disks": [{"name": "d"}, {"name": "a", "size": 2}, {"name": "c"}]}

    assert diff(old, new) == (
        Change("/disks/0", None, {"name": "d"}),
        Change("/disks/1/size", 1, 2),
        Change("/disks/1", {"name": "b"}, None),
    )


def test_a_new_order_is_one_change() -> None:
    old, new = {"disks": [{"name": "a"}, {"name": "b"}]}, {"disks": [{"name": "b"}, {"name": "a"}]}

    assert diff(old, new) == (Change("/disks", ["a", "b"], ["b", "a"]),)


def test_data_volume_templates_are_followed_by_the_name_in_their_metadata() -> None:
    old = {"templates": [{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}]}

    assert diff(old, {"templates": old["templates"][1:]}) == (
        Change("/templates/0", {"metadata": {"name": "a"}}, None),
    )


@given(documents)
@settings(max_examples=60, deadline=None)
def test_nothing_differs_from_itself(document: dict[str, Any]) -> None:
    assert diff(document, document) == ()


@given(documents, documents)
@settings(max_examples=100, deadline=None)
def test_different_documents_differ_somewhere(old: dict[str, Any], new: dict[str, Any]) -> None:
    if digest(old) == digest(new):
        assert diff(old, new) == ()


def test_comments_quotes_and_the_order_of_keys_do_not_count() -> None:
    one = from_yaml("a: x   # why\nb: {c: 1}\n")
    other = from_yaml("b:\n  c: 0x1\na: 'x'\n")

    assert digest(one) == digest(other)
    assert digest(one) != digest(from_yaml("a: x\nb: {c: '1'}\n"))
    assert digest(one).startswith("sha256:")
    assert len(digest(one)) == 71
