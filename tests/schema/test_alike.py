"""Large values compared at once."""

from datetime import date
from typing import Any

import pytest

from vms.schema import UNSET, alike


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a": [1, "x"]}, {"a": [1, "x"]}, True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ([1], [True], False),
        ([1], [1.0], False),
        ([1], {"0": 1}, False),
        ({}, UNSET, False),
        ({"day": date(2024, 1, 1)}, {"day": date(2024, 1, 1)}, False),
        ("x", "x", False),
    ],
)
def test_only_what_is_the_same_to_the_last_key_is_alike(one: Any, other: Any, expected: bool) -> None:
    assert alike(one, other) is expected


def test_equal_texts_are_alike_wherever_they_come_from() -> None:
    assert alike(["".join(["a", "b"])] * 2, ["ab", "".join(["a", "b"])])
