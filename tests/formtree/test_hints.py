from typing import Any

import pytest

from vms.formtree import FieldHint, build, find, parse_hints
from vms.schema import load


def test_nothing_said_leaves_everything_to_the_schema() -> None:
    hints = parse_hints({})

    assert hints.groups == ()
    assert hints.of("/any") == FieldHint()


@pytest.mark.parametrize(
    "hints",
    [
        {"fieldz": {}},
        {"fields": {"/a": {"labelz": "A"}}},
        {"groups": [{"id": "g", "title": "G", "pointers": [], "colour": "red"}]},
        {"groups": [{"title": "no id"}]},
        {"choices": {"": [{"keys": ["a"]}]}},
    ],
)
def test_a_typing_error_is_found(hints: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"cannot hold|missing"):
        parse_hints(hints)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("bootOrder", "Boot order"),
        ("dedicatedIOThread", "Dedicated IO thread"),
        ("vmNetworkCIDR", "Vm network CIDR"),
        ("uuid", "Uuid"),
        ("x-y_z", "X y z"),
    ],
)
def test_a_key_is_read_as_words(key: str, label: str) -> None:
    node = find(build(load({"properties": {key: {"type": "string"}}}), {}, {}), f"/{key}")

    assert node is not None
    assert node.label == label


def test_words_and_order_of_the_hints_win() -> None:
    schema = load({"properties": {"a": {"type": "string", "description": "Old."}, "b": {"type": "string"}}})
    hints = {"fields": {"/a": {"label": "Alpha", "help": "New."}, "/b": {"order": 1}}}

    first, second = build(schema, hints, {}).children[0].children

    assert (first.label, second.label, second.help) == ("B", "Alpha", "New.")


def test_an_object_of_one_field_is_shown_as_that_field() -> None:
    schema = load({"properties": {"hugepages": {"properties": {"pageSize": {"type": "string"}}}}})
    node = find(build(schema, {}, {}), "/hugepages/pageSize")

    assert node is not None
    assert node.label == "Hugepages: page size"


def test_an_enum_tells_what_its_values_mean() -> None:
    schema = load({"properties": {"bus": {"enum": ["virtio", "ide"]}}})
    node = find(build(schema, {"fields": {"/bus": {"options": {"virtio": "fastest"}}}}, {}), "/bus")

    assert node is not None
    assert node.plan.options == (("virtio", "virtio", "fastest"), ("ide", "ide", ""))
