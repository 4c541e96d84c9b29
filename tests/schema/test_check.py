from typing import Any

import pytest

from tests.schema.shipped import raw, shipped
from vms.schema import UNSET, Edit, Problem, apply, check, get, load


def _only(schema: dict[str, Any], document: Any) -> Problem:
    (problem,) = check(load(schema), document)
    return problem


@pytest.mark.parametrize(
    ("schema", "value", "sentence"),
    [
        ({"const": "v1"}, "v2", 'This must be "v1", but it is "v2".'),
        ({"enum": ["a", "b"]}, "c", '"c" is not one of the choices. Choose one of: a, b.'),
        ({"pattern": "^a$"}, "b", '"b" does not have the form that is asked for here: ^a$'),
        ({"pattern": "^a$"}, "a\n", "This ends with a line break. Remove it."),
        ({"type": "integer"}, "x", 'This must be a whole number, but it is the text "x".'),
        ({"type": "string"}, None, "This must be text, but it is empty."),
        ({"type": ["string", "null"]}, [1], "This must be empty or text, but it is a list."),
        ({"type": "boolean"}, {}, "This must be true or false, but it is an object."),
        ({"minimum": 1}, 0, "This must be at least 1, but it is 0."),
        ({"maximum": 9}, 10, "This must be at most 9, but it is 10."),
        ({"exclusiveMinimum": 1}, 1, "This must be more than 1, but it is 1."),
        ({"exclusiveMaximum": 1}, 1, "This must be less than 1, but it is 1."),
        ({"multipleOf": 2}, 3, "This must be a multiple of 2, but it is 3."),
        ({"minLength": 2}, "a", "This needs at least 2 characters, but it has 1."),
        ({"maxLength": 1}, "ab", "This may have at most 1 characters, but it has 2. Shorten it."),
        ({"minItems": 1}, [], "This list needs at least 1 entries, but it has 0. Add one."),
        ({"maxItems": 0}, [1], "This list may have at most 0 entries, but it has 1. Remove some."),
        ({"uniqueItems": True}, [1, 1], "This list has an entry twice. Remove one of them."),
        (
            {"properties": {"a": {}}, "additionalProperties": False},
            {"z": 1},
            "These names are not known here: z. Remove or rename them.",
        ),
        (False, 1, "Nothing may stand here. Remove it or correct its name."),
        ({"not": {}}, "a", '"a" breaks the rule “not” of the schema. Change it.'),
        ({"format": "uuid"}, "a", '"a" is not a UUID such as 5d307ca9-b3ef-428c-8861-06e72d69f223.'),
        ({"format": "date-time"}, "a", '"a" is not a date and time such as 2026-01-31T12:00:00Z.'),
    ],
)
def test_each_keyword_has_a_plain_sentence(schema: Any, value: Any, sentence: str) -> None:
    problem = _only({"properties": {"here": schema}}, {"here": value})

    assert problem.message == sentence
    assert problem.pointer == "/here"


def test_a_long_value_is_cut_in_the_sentence() -> None:
    assert len(_only({"const": 1}, "x" * 5000).message) < 120


def test_a_missing_property_is_reported_where_it_belongs() -> None:
    problem = _only({"properties": {"a/b": {"required": ["name"]}}}, {"a/b": {}})

    assert problem == Problem("/a~1b/name", "“name” is required. Fill it in.", "required")


def test_the_example_of_the_shipped_schema_has_no_problem() -> None:
    assert check(shipped(), raw()["examples"][0]) == []


def test_all_problems_are_found_at_once() -> None:
    document = {
        "apiVersion": "v1",
        "metadata": {"name": "n" * 254, "labels": {"a": 1}},
        "spec": {"runStrategy": "On"},
    }

    assert {problem.pointer for problem in check(shipped(), document)} == {
        "/apiVersion",
        "/kind",
        "/metadata/name",
        "/metadata/labels/a",
        "/spec/runStrategy",
    }


@pytest.mark.parametrize("document", [{"a": "\ud800"}, {1: 2}, {"a": object()}])
def test_what_is_no_json_is_one_problem_of_the_whole(document: Any) -> None:
    assert [(problem.pointer, problem.keyword) for problem in check(shipped(), document)] == [("", "json")]


@pytest.mark.parametrize(
    ("wanted", "value", "repaired"),
    [
        ("string", 5, "5"),
        ("string", True, "true"),
        ("string", 1.5, "1.5"),
        ("integer", "4", 4),
        ("boolean", "yes", True),
        ("boolean", "Off", False),
    ],
)
def test_a_type_that_yaml_guessed_wrong_has_a_repair(wanted: str, value: Any, repaired: Any) -> None:
    schema = load({"properties": {"here": {"type": wanted}}})
    document = {"here": value}
    (problem,) = check(schema, document)

    assert problem.fix is not None
    changed = apply(document, problem.fix.edits)
    assert changed == {"here": repaired}
    assert check(schema, changed) == []


def test_a_null_can_be_removed() -> None:
    problem = _only({"properties": {"here": {"type": "object"}}}, {"here": None})

    assert problem.fix is not None
    assert problem.fix.edits == (Edit("/here", UNSET),)


@pytest.mark.parametrize(
    ("wanted", "value"), [("integer", "many"), ("boolean", "perhaps"), ("object", "x"), ("string", [])]
)
def test_what_can_be_meant_in_many_ways_has_no_repair(wanted: str, value: Any) -> None:
    assert _only({"properties": {"here": {"type": wanted}}}, {"here": value}).fix is None


@pytest.mark.parametrize(
    "document", [{"": 5}, {"": {"": 5}}, {"a": {"": 5}}, {"": {"a": 5}}, {"a": {"a": "x"}, "": {"a": 5}}]
)
def test_a_fault_under_an_empty_key_is_found_there(document: Any) -> None:
    text_or_more: dict[str, Any] = {"anyOf": [{"type": "object"}, {"type": "string"}]}
    schema = load(
        {
            "additionalProperties": {"$ref": "#/$defs/t"},
            "$defs": {"t": {**text_or_more, "additionalProperties": {"$ref": "#/$defs/t"}}},
        }
    )

    (problem,) = check(schema, document)

    assert get(document, problem.pointer) == 5
