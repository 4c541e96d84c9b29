from typing import Any

import pytest

from tests.schema.shipped import shipped
from tests.schema.uploads import a_newer_schema
from vms.schema import compare, load, load_text

MEMORY = "/spec/template/spec/domain/memory"


def _words(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    found = compare(load({"properties": {"a": old}}), load({"properties": {"a": new}}))
    assert (found.added, found.removed) == ((), ())
    return [change.words for change in found.changed]


def test_a_schema_adds_nothing_to_itself() -> None:
    found = compare(shipped(), shipped())

    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_new_fields_and_new_choices_are_told_by_their_places() -> None:
    found = compare(shipped(), load_text(a_newer_schema()))

    assert [change.pointer for change in found.added] == [
        f"{MEMORY}/reserve",
        "/spec/instancetype/name",
        "/spec/instancetype/kind",
    ]
    assert [(change.pointer, change.words) for change in found.changed] == [
        ("/spec/runStrategy", "new choices: Sometimes")
    ]
    assert compare(load_text(a_newer_schema()), shipped()).removed == found.added


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({"type": "string"}, {"type": "integer"}, "was text, is a whole number now"),
        ({"type": "string"}, {"type": ["integer", "string"]}, "was text, is a whole number or text now"),
        ({"type": "string"}, {"type": ["string", "null"]}, "may be null now"),
        ({"type": "integer", "maximum": 4}, {"type": "integer", "maximum": 8}, "the most: 4 → 8"),
        ({"type": "string"}, {"type": "string", "pattern": "^a$"}, 'the form of the text: none → "^a$"'),
        ({"enum": ["a", "b"]}, {"enum": ["b"]}, "choices that are gone: a"),
        ({"type": "string"}, {"type": "string", "enum": ["a"]}, "only a now"),
    ],
)
def test_what_is_different_is_said_in_words(old: dict[str, Any], new: dict[str, Any], words: str) -> None:
    assert _words(old, new) == [words]


def test_a_value_that_became_an_object_is_told_once() -> None:
    old = load({"properties": {"a": {"type": "string"}}})
    new = load({"properties": {"a": {"properties": {"b": {}, "c": {}}}}})

    assert [change.words for change in compare(old, new).changed] == ["was text, is an object now"]
    assert compare(old, new).added == ()
    assert [change.words for change in compare(new, old).changed] == ["was an object, is text now"]


def test_what_must_be_there_now_is_told() -> None:
    member = {"properties": {"b": {"type": "string"}}}
    (change,) = compare(
        load({"properties": {"a": member}}), load({"properties": {"a": {**member, "required": ["b"]}}})
    ).changed

    assert (change.pointer, change.words) == ("/a/b", "is required now")
