"""What was rendered and posted back untouched changes nothing; what was touched changes just that."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formtree.browser import Controls
from tests.formtree.samples import HINTS, KIND_HINTS, kinds
from tests.schema.shipped import raw, shipped
from tests.schema.strategies import broken, documents, plain, texts
from vms.formtree import act, build, decode, render
from vms.schema import UNSET, Edit, NodeKind, Schema, apply, check, exists, get, split, walk

EXAMPLE = raw()["examples"][0]
SMALL: dict[str, Any] = {"name": "n", "d": {}}


def html_of(schema: Schema, hints: dict[str, Any], document: Any) -> str:
    return render(build(schema, hints, document, check(schema, document)))


def edits_of(
    schema: Schema, hints: dict[str, Any], document: Any, changes: dict[str, str]
) -> tuple[Edit, ...]:
    pairs = [*Controls(html_of(schema, hints, document)).pairs, *changes.items()]
    return decode(schema, hints, document, pairs)


@given(documents(shipped().root))
@settings(max_examples=80, deadline=None)
def test_an_untouched_form_of_a_valid_document_edits_nothing(document: Any) -> None:
    assert edits_of(shipped(), HINTS, document, {}) == ()


@given(documents(shipped().root))
@settings(max_examples=30, deadline=None)
def test_a_form_without_hints_edits_nothing_either(document: Any) -> None:
    assert edits_of(shipped(), {}, document, {}) == ()


@given(broken(shipped().root))
@settings(max_examples=80, deadline=None)
def test_an_untouched_form_of_a_broken_document_edits_nothing(document: Any) -> None:
    assert edits_of(shipped(), HINTS, document, {}) == ()


@given(documents(kinds().root) | broken(kinds().root) | plain)
@settings(max_examples=120, deadline=None)
def test_every_kind_of_field_holds_its_value(document: Any) -> None:
    assert edits_of(kinds(), KIND_HINTS, document, {}) == ()


@given(documents(kinds().root), texts)
@settings(max_examples=80, deadline=None)
def test_changing_one_field_changes_nothing_else(document: Any, text: str) -> None:
    edits = edits_of(kinds(), KIND_HINTS, document, {"/name": text})

    changed = apply(document, edits)
    assert {**changed, "name": None} == {**document, "name": None}


def _in_a_map(pattern: str) -> bool:
    node = shipped().at(pattern.rpartition("/")[0])
    return node is not None and node.kind is NodeKind.MAP


def _room_for(pattern: str) -> tuple[str, Any]:
    """A leaf's pointer in a document that has one row in every array on the way, and the leaf not set."""
    document: Any = {"metadata": {"name": "web"}}
    pointer = ""
    for part in split(pattern):
        if part == "*":
            document = apply(document, act(shipped(), HINTS, document, f"add:{pointer}"))
        pointer += "/0" if part == "*" else f"/{part}"
    return pointer, document if pattern.endswith("/*") else apply(document, [Edit(pointer)])


def _picks(pointer: str, options: dict[str, list[str]]) -> dict[str, str]:
    """The radio buttons that have to be pressed for a place to come into being."""
    parts = split(pointer)
    names = ["".join(f"/{part}" for part in parts[:depth]) + "#choice" for depth in range(len(parts))]
    return {name: part for name, part in zip(names, parts, strict=True) if part in options.get(name, ())}


def _answer(pointer: str, controls: Controls) -> tuple[str, Any]:
    """A text for the control of a leaf, and the value that it means."""
    node = shipped().at(pointer)
    assert node is not None
    if pointer in controls.options:
        text = next(option for option in controls.options[pointer] if option)
        return text, {"true": True, "present": {}}.get(text, text)
    if node.kind is NodeKind.INTEGER:
        return "0", 0
    return ('{"a": [0]}', {"a": [0]}) if node.kind is NodeKind.FREE else ("some <text>", "some <text>")


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in walk(shipped()) if not _in_a_map(pattern)])
def test_every_leaf_can_be_set_and_unset_through_the_form(pattern: str) -> None:
    pointer, document = _room_for(pattern)
    controls = Controls(html_of(shipped(), HINTS, document))
    changes = _picks(pointer, controls.options)
    parent, _, key = pointer.rpartition("/")
    if changes.get(f"{parent}#choice") == key:  # the leaf is an alternative: its radio button is its control
        value: Any = {}
        other = next(option for option in controls.options[f"{parent}#choice"] if option != key)
        removal = {f"{parent}#choice": other}
    else:
        changes[pointer], value = _answer(pointer, controls)
        removal = {pointer: ""}

    document = apply(document, edits_of(shipped(), HINTS, document, changes))
    assert get(document, pointer, UNSET) == value
    document = apply(document, edits_of(shipped(), HINTS, document, removal))
    assert not exists(document, pointer)


@pytest.mark.parametrize(
    "pointer", ["/metadata/labels", "/metadata/annotations", "/spec/template/spec/nodeSelector"]
)
def test_every_map_can_be_filled_and_emptied_through_the_form(pointer: str) -> None:
    document: Any = {"metadata": {"name": "web"}}
    document = apply(
        document,
        edits_of(shipped(), HINTS, document, {f"{pointer}#key/0": "a/b", f"{pointer}#value/0": "x"}),
    )
    assert get(document, pointer) == {"a/b": "x"}

    document = apply(document, edits_of(shipped(), HINTS, document, {f"{pointer}#key/0": ""}))
    assert get(document, pointer) == {}


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_members_the_schema_does_not_know_stay(data: st.DataObject) -> None:
    document = data.draw(documents(shipped().root))
    document["x-stranger"] = {"kept": [1, {"a": None}]}
    document["metadata"]["finalizers"] = ["kept"]

    changed = apply(document, edits_of(shipped(), HINTS, document, {"/metadata/name": "renamed"}))

    assert changed["x-stranger"] == {"kept": [1, {"a": None}]}
    assert changed["metadata"]["finalizers"] == ["kept"]
    assert changed["metadata"]["name"] == "renamed"
