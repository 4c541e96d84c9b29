"""Other dialects, against a validator that speaks them itself."""

from typing import Any

import jsonschema
import pytest

from vms.schema import NodeKind, SchemaInvalid, SchemaNode, check, load, load_text, walk

VALUES: list[Any] = [
    None, True, 0, 1, 2, 3, 1.5, "", "a", "ab", "abc", [], [1], [1, 2], [1, "a"], [1, "a", 2], [1, 1], {},
    {"a": 1}, {"a": "x"}, {"b": 1}, {"a": 1, "b": 2}, {"c": 1, "a": 1}, {"x-1": "a"},
]  # fmt: skip
DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019 = (
    jsonschema.Draft4Validator,
    jsonschema.Draft6Validator,
    jsonschema.Draft7Validator,
    jsonschema.Draft201909Validator,
)


@pytest.mark.parametrize(
    ("validator", "schema"),
    [
        (DRAFT_4, {"minimum": 1, "exclusiveMinimum": True}),
        (DRAFT_4, {"maximum": 2, "exclusiveMaximum": True, "minimum": 1, "exclusiveMinimum": False}),
        (DRAFT_4, {"exclusiveMinimum": True}),
        (DRAFT_4, {"id": "http://127.0.0.1:9/x", "properties": {"a": {"$ref": "#/definitions/n"}},
                   "definitions": {"n": {"type": "integer"}}}),
        (DRAFT_4, {"dependencies": {"a": ["b"], "c": {"required": ["b"]}}}),
        (DRAFT_6, {"properties": {"a": {"$ref": "#/definitions/n", "maximum": 0}},
                   "definitions": {"n": {"type": "integer"}}}),
        (DRAFT_6, {"items": [{"type": "integer"}, {"type": "string"}], "additionalItems": False}),
        (DRAFT_7, {"items": [{"type": "integer"}], "additionalItems": {"type": "string"}}),
        (DRAFT_7, {"items": [], "additionalItems": False}),
        (DRAFT_7, {"items": {"type": "integer"}, "additionalItems": False}),
        (DRAFT_7, {"additionalItems": False}),
        (DRAFT_7, {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": "array"}}),
        (DRAFT_7, {"contains": {"const": 1}, "definitions": {"definitions": {"definitions": {}}}}),
        (DRAFT_7, {"properties": {"definitions": {"type": "string"},
                                  "a": {"$ref": "#/properties/definitions"}}}),
        (DRAFT_7, {"$id": "http://127.0.0.1:9/x", "properties": {"a": {"$ref": "http://127.0.0.1:9/x#/definitions/n"}},
                   "definitions": {"n": {"type": "integer"}}}),
        (DRAFT_2019, {"items": [{"type": "integer"}], "unevaluatedItems": False}),
        (DRAFT_2019, {"properties": {"a": {"$ref": "#/$defs/n", "maximum": 0}},
                      "$defs": {"n": {"type": "integer"}}}),
        (DRAFT_2019, {"dependentRequired": {"a": ["b"]}, "unevaluatedProperties": {"type": "integer"}}),
    ],
)  # fmt: skip
def test_an_older_draft_has_the_verdicts_of_its_own_validator(validator: Any, schema: dict[str, Any]) -> None:
    own = validator({"$schema": validator.META_SCHEMA["$schema"], **schema})
    converted = load({"$schema": validator.META_SCHEMA["$schema"], **schema})

    for value in VALUES:
        assert (check(converted, value) == []) == own.is_valid(value), value


def test_a_schema_without_a_dialect_may_speak_an_older_one() -> None:
    schema = load(
        {"items": [{"type": "integer"}], "minimum": 1, "exclusiveMinimum": True, "definitions": {"a": {}}}
    )

    assert [check(schema, value) == [] for value in ([1], ["a"], 1, 2)] == [True, False, False, True]


def _crd(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": {
            "group": "example.org",
            "names": {"kind": "Boat", "plural": "boats"},
            "versions": [
                {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
            ],
        },
    }


def _verdicts(member: dict[str, Any], *values: Any) -> list[bool]:
    schema = load(_crd({"properties": {"a": member}}))
    return [
        check(schema, {"apiVersion": "example.org/v1", "kind": "Boat", "a": value}) == [] for value in values
    ]


@pytest.mark.parametrize(
    ("member", "good", "bad"),
    [
        ({"type": "string", "nullable": True}, ["a", None], [1]),
        ({"type": "string", "nullable": False}, ["a"], [None]),
        ({"type": "string", "enum": ["a"], "nullable": True}, ["a", None], ["b"]),
        ({"x-kubernetes-int-or-string": True}, [80, "80%"], [1.5, None, [], {}]),
        (
            {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]},
            [80, "80%"],
            [1.5, True],
        ),
        ({"x-kubernetes-int-or-string": True, "nullable": True}, [80, "80%", None], [1.5]),
        ({"type": "integer", "format": "int32"}, [2**31 - 1, -(2**31)], [2**31, "1"]),
        ({"type": "integer", "format": "int64", "minimum": 0}, [0, 2**63 - 1], [2**63, -1]),
        ({"type": "integer", "format": "int32", "minimum": 0, "exclusiveMinimum": True}, [1], [0, 2**31]),
        ({"type": "string", "format": "byte"}, ["", "aGVsbG8="], ["a", "%%%%"]),
        ({"type": "string", "format": "duration"}, ["1h30m", "anything"], [1]),
        ({"type": "string", "format": "date-time"}, ["2026-01-31T12:00:00Z"], ["yesterday"]),
        ({"type": "array", "x-kubernetes-list-type": "set"}, [["a", "b"]], [["a", "a"]]),
        (
            {"type": "object", "x-kubernetes-embedded-resource": True},
            [{"apiVersion": "v1", "kind": "Pod", "more": 1}],
            [{}, {"apiVersion": "v1"}, 5],
        ),
        ({"type": "object", "properties": {"b": {"type": "string"}}}, [{"b": "a", "unknown": 1}], [{"b": 1}]),
        ({"x-kubernetes-preserve-unknown-fields": True}, [1, "a", {"a": [None]}], []),
    ],
)  # fmt: skip
def test_a_crd_demands_what_a_cluster_does(member: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    assert _verdicts(member, *good) == [True] * len(good)
    assert _verdicts(member, *bad) == [False] * len(bad)


def test_a_crd_says_which_version_and_kind_a_document_has() -> None:
    schema = load(_crd({"type": "object"}))

    assert [p.pointer for p in check(schema, {"apiVersion": "example.org/v2", "kind": "Ship"})] == [
        "/apiVersion",
        "/kind",
    ]
    assert "/metadata/labels/*" in dict(walk(schema))
    assert schema.origin == "the CRD boats.example.org, version v1"


def test_the_stored_version_is_taken_unless_it_is_not_served() -> None:
    crd = _crd({})
    versions = crd["spec"]["versions"]
    versions.append({"name": "v2", "served": True, "storage": False, "schema": {"openAPIV3Schema": {}}})

    assert load(crd).root.properties["apiVersion"].const == "example.org/v1"
    versions[0]["served"] = False
    assert load(crd).root.properties["apiVersion"].const == "example.org/v2"


def test_what_only_a_cluster_checks_is_noted() -> None:
    member = {
        "type": "array",
        "items": {},
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
    }
    rules = {"x-kubernetes-validations": [{"rule": "true"}, {"rule": "true"}]}
    notes = load(_crd({"properties": {"a": member, "b": rules}})).notes

    assert len(notes) == 2
    assert any(note.startswith("2 rules written in CEL") for note in notes)


@pytest.mark.parametrize("wrapped", [
    lambda crd: {"apiVersion": "v1", "kind": "List", "items": [{"kind": "Namespace"}, crd]},
    lambda crd: {"kind": "CustomResourceDefinitionList", "items": [crd]},
])  # fmt: skip
def test_a_crd_is_found_in_a_list(wrapped: Any) -> None:
    assert load(wrapped(_crd({}))).root.properties["kind"].const == "Boat"


def test_a_crd_is_found_among_documents_and_by_its_kind() -> None:
    text = """\
# what a release ships
apiVersion: v1
kind: Namespace
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.org
  names: {kind: Ship, plural: ships}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  group: example.org
  names: {kind: Boat, plural: boats}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
"""

    assert load_text(text, prefer="Boat").root.properties["kind"].const == "Boat"
    with pytest.raises(SchemaInvalid, match="Boat, Ship"):
        load_text(text)


def test_words_of_yaml_1_1_stay_texts() -> None:
    schema = load_text("properties:\n  a: {enum: [yes, no, on, 0777, 1_000, 12:30:45, ~, true, 010]}\n")

    assert schema.root.properties["a"].enum == (
        "yes",
        "no",
        "on",
        "0777",
        "1_000",
        "12:30:45",
        None,
        True,
        "010",
    )


@pytest.mark.parametrize(("home", "version"), [
    ({"components": {"schemas": {}}}, {"openapi": "3.0.0"}),
    ({"definitions": {}}, {"swagger": "2.0"}),
])  # fmt: skip
def test_a_component_of_an_openapi_description_is_taken_with_what_it_needs(home: Any, version: Any) -> None:
    path = "#/components/schemas/" if "components" in home else "#/definitions/"
    schemas = {
        "org.example.v1.Boat": {
            "properties": {"mast": {"$ref": f"{path}Mast"}},
            "x-kubernetes-group-version-kind": [{"group": "example.org", "kind": "Boat", "version": "v1"}],
        },
        "Mast": {"properties": {"height": {"type": "integer", "nullable": True}}},
        "Unrelated": {"$ref": "http://127.0.0.1:9/"},
    }
    filled = {"components": {"schemas": schemas}} if "components" in home else {"definitions": schemas}
    schema = load({**version, **filled}, prefer="Boat")

    assert [pointer for pointer, _ in walk(schema)] == ["/mast/height"]
    assert check(schema, {"mast": {"height": None}}) == []
    assert len(check(schema, {"mast": {"height": "a"}})) == 1


def _node(schema: dict[str, Any]) -> SchemaNode:
    return load(
        {"properties": {"a": schema}, "$defs": {"text": {"type": "string", "title": "T"}}}
    ).root.properties["a"]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"allOf": [{"$ref": "#/$defs/text"}, {"minLength": 1}]}, NodeKind.STRING),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, NodeKind.INTEGER_OR_TEXT),
        ({"type": ["integer", "string", "null"]}, NodeKind.INTEGER_OR_TEXT),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, NodeKind.INTEGER),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, NodeKind.FREE),
        ({"oneOf": [{"properties": {"b": {"type": "string"}}}, {"properties": {"c": {}}}]}, NodeKind.OBJECT),
        ({"if": {}, "then": {"properties": {"b": {}}}}, NodeKind.OBJECT),
        ({"type": "object", "patternProperties": {"^x-": {"type": "string"}}}, NodeKind.MAP),
        ({"prefixItems": [{"type": "string"}, {"type": "integer"}]}, NodeKind.FREE),
    ],
)
def test_a_form_sees_one_thing_where_several_are_said(schema: dict[str, Any], kind: NodeKind) -> None:
    assert _node(schema).kind is kind


def test_members_that_all_of_several_schemas_name_come_together() -> None:
    node = _node({
        "required": ["b"],
        "properties": {"b": {"type": "string"}},
        "allOf": [{"required": ["c"], "properties": {"b": {"maxLength": 3}, "c": {"type": "integer"}}}],
    })  # fmt: skip

    assert list(node.properties) == ["b", "c"]
    assert (node.properties["b"].kind, node.properties["b"].max_length) == (NodeKind.STRING, 3)
    assert node.required == {"b", "c"}


def test_alternatives_that_differ_in_a_constant_are_choices() -> None:
    node = _node({"oneOf": [{"properties": {"kind": {"const": word}, word: {}}} for word in ("x", "y")]})

    assert node.properties["kind"].enum == ("x", "y")
    assert list(node.properties) == ["kind", "x", "y"]


def test_alternatives_that_each_ask_for_one_member_are_a_choice_of_members() -> None:
    members = {"x": {"type": "string"}, "y": {"type": "object"}}

    assert _node({"properties": members, "oneOf": [{"required": ["x"]}, {"required": ["y"]}]}).one_of == (
        "x",
        "y",
    )
    assert _node({"properties": members, "anyOf": [{"required": ["x"]}, {"required": ["y"]}]}).one_of == ()


def test_a_schema_that_contains_itself_through_all_of_is_walked_once_around() -> None:
    schema = load({"allOf": [{"properties": {"name": {"type": "string"}, "inner": {"$ref": "#"}}}]})

    assert [pointer for pointer, _ in walk(schema)] == ["/name", "/inner"]
