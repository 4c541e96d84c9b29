"""Values of any shape as a text by themselves."""

from typing import Any

import pytest
from hypothesis import given, settings

from tests.schema.strategies import plain
from vms.manifest import read_free, write_free


@given(plain)
@settings(max_examples=150, deadline=None)
def test_what_is_written_reads_as_it_was(value: Any) -> None:
    assert read_free(write_free(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": {"b": [1, "no"]}}, 'a:\n  b:\n  - 1\n  - "no"'),
        ({}, "{}"),
        ([], "[]"),
        (["x", {"name": 1}], "- x\n- name: 1"),
        ("plain", "plain"),
        (4, "4"),
    ],
)
def test_it_is_written_as_people_write_yaml(value: Any, text: str) -> None:
    assert write_free(value) == text


@pytest.mark.parametrize("text", ["a: [", "a: 1\na: 2", "\ta: 1", "- x\ny: 1"])
def test_what_cannot_be_read_says_why(text: str) -> None:
    with pytest.raises(ValueError, match=r"[A-Za-z]"):
        read_free(text)
