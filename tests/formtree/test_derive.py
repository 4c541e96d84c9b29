"""Hints for schemas that bring none."""

from typing import Any

from tests.schema.large import a_large_crd
from tests.schema.shipped import shipped
from tests.schema.uploads import a_newer_schema
from vms import manifest
from vms.formtree import build, hints_for, parse_hints, render
from vms.schema import load, load_text


def _titles(hints: dict[str, Any]) -> list[str]:
    return [group["title"] for group in hints["groups"]]


def test_the_shipped_hints_fit_the_shipped_schema_as_they_are() -> None:
    hints = hints_for(shipped(), manifest.hints())
    own = manifest.hints()

    parse_hints(hints)
    assert hints["groups"][: len(own["groups"])] == own["groups"]
    assert hints["essentials"] == own["essentials"]
    assert hints["choices"] == own["choices"]
    assert own["fields"].keys() <= hints["fields"].keys()


def test_a_field_that_is_added_appears_under_a_heading_with_its_label_and_help() -> None:
    schema = load_text(a_newer_schema())
    html = render(build(schema, hints_for(schema, manifest.hints()), {}))

    assert "What the machine keeps back for itself." in html
    assert "A named size that a cluster keeps." in html
    assert "/spec/instancetype/name" in html


def test_a_schema_with_nothing_in_common_gets_its_own_headings() -> None:
    large = {"properties": {name: {"type": "string"} for name in "abcdefghijkl"}}
    schema = load({
        "required": ["size"],
        "properties": {"size": {"type": "integer"}, "mastHeight": {"type": "string"}, "rigging": large},
    })  # fmt: skip
    hints = hints_for(schema, manifest.hints())

    assert _titles(hints) == ["General", "Rigging"]
    assert hints["essentials"] == ["/size"]
    assert "Mast height" in render(build(schema, hints, {}))


def test_a_long_description_becomes_its_first_sentence() -> None:
    schema = load(
        {"properties": {"a": {"type": "string", "description": "Short enough. " + "More words. " * 40}}}
    )

    assert hints_for(schema, {})["fields"]["/a"]["help"] == "Short enough."


def test_one_of_several_members_is_a_choice_and_a_list_is_named_by_its_members() -> None:
    schema = load(a_large_crd(1))
    hints = hints_for(schema, manifest.hints())

    assert hints["choices"]["/spec/harbour/anchor/alive"][0]["keys"] == ["call", "command", "socket"]
    assert hints["row_titles"]["/spec/harbour/anchor/alive/call/headers"] == ["name"]
    assert hints["fields"]["/spec/harbour/anchor/extras"]["widget"] == "free"
    assert hints["fields"]["/spec/harbour/anchor/alive/periodSeconds"]["default"] == "10"


def test_hidden_fields_stay_hidden_and_unclaimed_ones_have_headings() -> None:
    schema = load(a_large_crd(3))
    hints = hints_for(schema, manifest.hints())

    assert "Harbour" in " ".join(_titles(hints))
    build(schema, hints, {})
