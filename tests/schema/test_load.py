from typing import Any

import pytest

from tests.schema.shipped import raw, shipped
from vms.schema import NodeKind, SchemaInvalid, check, load, walk

TREE = {
    "$ref": "#/$defs/branch",
    "$defs": {
        "branch": {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "branches": {"type": "array", "items": {"$ref": "#/$defs/branch"}},
            },
        }
    },
}


def test_the_shipped_schema_has_83_leaves_each_once() -> None:
    pointers = [pointer for pointer, _ in walk(shipped())]

    assert len(pointers) == len(set(pointers)) == 83


@pytest.mark.parametrize(
    "leaf",
    [
        "/apiVersion",
        "/metadata/labels/*",
        "/spec/dataVolumeTemplates/*",
        "/spec/template/metadata",
        "/spec/template/spec/domain/devices/disks/*/disk/bus",
        "/spec/template/spec/domain/devices/interfaces/*/masquerade",
        "/spec/template/spec/domain/devices/interfaces/*/ports/*/port",
        "/status/conditions/*/lastTransitionTime",
    ],
)
def test_a_leaf_is_where_the_schema_names_nothing_beneath(leaf: str) -> None:
    assert leaf in dict(walk(shipped()))


def test_a_schema_that_contains_itself_is_walked_once_around() -> None:
    assert [pointer for pointer, _ in walk(load(TREE))] == ["/name", "/branches/*"]


def test_a_schema_that_contains_itself_is_followed_as_deep_as_a_document_goes() -> None:
    node = load(TREE).at("/branches/0/branches/7/name")

    assert node is not None
    assert node.kind is NodeKind.STRING


@pytest.mark.parametrize(
    ("pointer", "kind"),
    [
        ("", NodeKind.OBJECT),
        ("/apiVersion", NodeKind.CONST),
        ("/metadata/labels", NodeKind.MAP),
        ("/metadata/labels/a~1b", NodeKind.STRING),
        ("/spec/template/spec/domain/devices/disks/12", NodeKind.OBJECT),
        ("/spec/template/spec/domain/devices/disks/-/bootOrder", NodeKind.INTEGER),
        ("/spec/template/spec/domain/devices/disks/*/dedicatedIOThread", NodeKind.BOOLEAN),
        ("/spec/template/spec/domain/devices/rng", NodeKind.FREE),
    ],
)
def test_a_document_pointer_leads_to_the_node_that_governs_it(pointer: str, kind: NodeKind) -> None:
    node = shipped().at(pointer)

    assert node is not None
    assert node.kind is kind


@pytest.mark.parametrize(
    "pointer", ["/nothing", "/spec/template/spec/domain/devices/disks/name", "/kind/deeper/still"]
)
def test_a_place_the_schema_does_not_know_has_no_node(pointer: str) -> None:
    assert shipped().at(pointer) is None


def test_words_beside_a_reference_win_over_those_of_its_target() -> None:
    schema = load(
        {
            "properties": {"a": {"$ref": "#/$defs/t", "title": "Mine"}},
            "$defs": {"t": {"type": "string", "title": "Its"}},
        }
    )

    assert schema.root.properties["a"].title == "Mine"
    assert schema.root.properties["a"].kind is NodeKind.STRING


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"$ref": "http://127.0.0.1:9/other.json"}, "outside"),
        ({"properties": {"a": {"items": {"$ref": "other.json#/a"}}}}, "outside"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}, "itself"),
        ({"$ref": "#/$defs/none"}, "nowhere"),
        ({"$dynamicRef": "#node"}, "dynamicRef"),
        ({"properties": {"a": {"$id": "urn:other"}}}, "second"),
        ({"type": "text"}, "type"),
        ({"pattern": "("}, "pattern"),
        ({"$schema": "http://127.0.0.1:9/mine.json"}, "dialect"),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused_with_the_reason(schema: dict[str, Any], reason: str) -> None:
    with pytest.raises(SchemaInvalid, match=reason):
        load(schema)


def test_a_reference_inside_data_is_no_reference() -> None:
    schema = load({"properties": {"$ref": {"const": {"$ref": "http://127.0.0.1:9/"}}}})

    assert check(schema, {"$ref": {"$ref": "http://127.0.0.1:9/"}}) == []


def test_a_loaded_schema_does_not_change_with_what_it_was_loaded_from() -> None:
    source: dict[str, Any] = {"type": "object", "properties": {"a": {"type": "string"}}}
    schema = load(source)
    source["properties"]["a"]["type"] = "integer"

    assert check(schema, {"a": "text"}) == []


def test_the_shipped_schema_names_its_dialect() -> None:
    assert raw()["$schema"].endswith("2020-12/schema")
