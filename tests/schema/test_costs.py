"""What a schema costs is known before it is used."""

import time
from typing import Any

import pytest

from tests.schema.large import a_large_crd
from tests.schema.shipped import raw
from vms.schema import Schema, SchemaInvalid, check, load, walk
from vms.schema.bounds import Costs
from vms.schema.graph import components, in_order
from vms.schema.patterns import weight


@pytest.fixture(scope="module", params=[40, 104], ids=["2,000 leaves", "5,000 leaves"])
def large(request: pytest.FixtureRequest) -> Schema:
    return load(a_large_crd(request.param), prefer="VirtualMachine")


def test_a_schema_as_large_as_real_ones_is_loaded_soon(large: Schema) -> None:
    before = time.thread_time()
    load(large.raw)

    assert time.thread_time() - before < 0.7
    assert len(dict(walk(large))) in range(2_000, 2_100) or len(dict(walk(large))) > 5_000


def test_a_machine_is_checked_against_a_large_schema_in_no_time(large: Schema) -> None:
    disks = [{"name": f"d{n}", "disk": {"bus": "virtio"}} for n in range(200)]
    document = {
        "apiVersion": "kubevirt.io/v1",
        "kind": "VirtualMachine",
        "metadata": {"name": "web"},
        "spec": {"template": {"spec": {"domain": {"devices": {"disks": disks}}}}},
    }
    before = time.thread_time()

    assert check(large, document) == []
    assert time.thread_time() - before < 0.05


def test_a_large_schema_has_every_kind_of_odd_field(large: Schema) -> None:
    mast = large.at("/spec/harbour/mast")

    assert mast is not None
    assert mast.properties["size"].kind == "integer-or-text"
    assert mast.properties["extras"].kind == "free"
    assert mast.properties["alive"].one_of == ("call", "command", "socket")
    assert mast.properties["since"].is_nullable
    assert large.at("/apiVersion").const == "kubevirt.io/v1"  # type: ignore[union-attr]  # it has one


@pytest.mark.parametrize(
    ("light", "heavy"),
    [
        ("a", "abc"),
        ("a{1,3}", "a{1,300}"),
        ("(ab){3}", "((ab){3}){3}"),
        ("[a-z]+", r"\p{L}+"),
        ("(a|b)", "(a|b){9}"),
        (r"\(a\){2}", r"(a){200}"),
    ],
)
def test_counts_and_classes_make_a_pattern_heavier(light: str, heavy: str) -> None:
    assert weight(light) < weight(heavy)


@pytest.mark.parametrize("pattern", ["(?=a)", "(?!a)", "(?<=a)", "(?<!a)", r"(a)\1", r"\k<a>", "(?>a)"])
def test_a_pattern_that_goes_back_is_refused(pattern: str) -> None:
    with pytest.raises(SchemaInvalid, match="looks ahead, behind or back"):
        weight(pattern)


@pytest.mark.parametrize("pattern", [r"\\1", "(?:a)", "(?<name>a)", "(?P<name>a)", r"a\(\?=b", "[?=!]"])
def test_what_only_looks_like_going_back_is_taken(pattern: str) -> None:
    assert load({"pattern": pattern}).costs.text == weight(pattern)


@pytest.mark.parametrize(
    ("schema", "costs"),
    [
        ({}, Costs(0, 1)),
        ({"required": ["a", "b"]}, Costs(0, 3)),
        ({"allOf": [{"pattern": "aa"}, {"pattern": "bb"}]}, Costs(6, 3)),
        ({"properties": {"x": {"pattern": "aa"}, "y": {"pattern": "bb"}}}, Costs(3, 1)),
        ({"properties": {"n": {"$ref": "#"}}}, Costs(0, 12)),
    ],
)
def test_costs_are_those_of_one_value(schema: dict[str, Any], costs: Costs) -> None:
    assert load(schema).costs == costs


def test_the_shipped_schema_is_too_light_to_be_measured() -> None:
    costs = load(raw()).costs

    assert costs.text <= 120
    assert costs.faults <= 6


def test_circles_of_a_graph_are_found() -> None:
    edges = {1: [2], 2: [3], 3: [2, 4], 4: [], 5: [5]}

    assert sorted(map(sorted, components(edges))) == [[1], [2, 3], [4], [5]]
    assert in_order(edges) is None
    assert in_order({1: [2, 3], 2: [3], 3: []}) == [3, 2, 1]
