"""What holds for every field that the schema has, and for every one it gets: it is shown, explained, known to
the ledger, and can be set and taken back through the form as a browser would post it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.formtree.browser import Controls
from vms.compiler import LEDGER, standings
from vms.formtree import FreeText, act, build, decode, find, render
from vms.manifest import edit_document, hints, read_free, schema, write_free
from vms.schema import UNSET, Edit, NodeKind, Schema, SchemaNode, apply, exists, get, split, walk

FREE = FreeText(write_free, read_free, "YAML")
NAME: dict[str, Any] = {
    "metadata": {"name": "web"},
    "spec": {"template": {"spec": {"domain": {"devices": {}}}}},
}


def _leaves() -> Iterator[tuple[str, SchemaNode]]:
    """The schema's leaves; beneath those that it leaves free, what the form knows of them."""
    for pattern, node in walk(schema()):
        shape = hints()["within"].get(pattern)
        if shape is None:
            yield pattern, node
        else:
            yield from ((f"{pattern}{below}", leaf) for below, leaf in walk(Schema(shape)))


def _is_in_a_map(pattern: str) -> bool:
    return pattern.endswith("/*") and LEAVES[pattern].kind is NodeKind.STRING and not LEAVES[pattern].enum


LEAVES = dict(_leaves())
SHOWN = [pattern for pattern in LEAVES if not pattern.startswith("/status/")]  # observed, never set
IN_MAPS = [pattern for pattern in SHOWN if pattern.endswith("/*") and _is_in_a_map(pattern)]


def _html(document: Any, opened: Any = ()) -> str:
    return render(build(schema(), hints(), document, opened=opened, standings=standings(), free=FREE))


def _changed(document: Any, changes: dict[str, str], opened: Any = ()) -> Any:
    """What becomes of a document when a browser posts its form with some controls changed."""
    pairs = [*Controls(_html(document, opened)).pairs, *changes.items()]
    return edit_document(document, decode(schema(), hints(), document, pairs, free=FREE))


def _room(pattern: str) -> tuple[str, Any]:
    """A leaf's pointer in a document that has one row in every list on the way, and the leaf not set."""
    document, pointer = NAME, ""
    for part in split(pattern):
        if part == "*":
            document = apply(document, act(schema(), hints(), document, f"add:{pointer}"))
        pointer += "/0" if part == "*" else f"/{part}"
    return pointer, edit_document(document, [Edit(pointer)]) if part != "*" else document


def _picks(pointer: str, options: dict[str, list[str]]) -> dict[str, str]:
    """The radio buttons that have to be pressed for a place to come into being."""
    parts = split(pointer)
    above = ["".join(f"/{part}" for part in parts[:depth]) for depth in range(len(parts))]
    return {
        f"{place}{mark}": part
        for place, part in zip(above, parts, strict=True)
        for mark in ("#choice", "#choice/1")
        if part in options.get(f"{place}{mark}", ())
    }


def _answer(pointer: str, pattern: str, controls: Controls) -> tuple[str, Any]:
    """A text for the control of a leaf, and the value that it means."""
    if pointer in controls.options:
        text = next(option for option in controls.options[pointer] if option)
        return text, {"true": True, "present": {}}.get(text, text)
    if LEAVES[pattern].kind is NodeKind.INTEGER:
        return "7", 7
    return ("a: [0]", {"a": [0]}) if LEAVES[pattern].kind is NodeKind.FREE else ("some <text>", "some <text>")


@pytest.mark.parametrize("pattern", SHOWN)
def test_every_leaf_has_a_control_with_a_label_and_help(pattern: str) -> None:
    pointer, document = _room(pattern)
    above = pointer.rpartition("/")[0]
    node = find(build(schema(), hints(), document, opened=[above], free=FREE), pointer)

    if pattern in IN_MAPS:
        assert f'name="{above}#value/0"' in _html(document, [above])
        return
    assert node is not None
    is_row = node.plan.role == "row"
    assert node.label
    assert node.help.endswith(".") or is_row
    controls = Controls(_html(document, [above]))
    assert pointer in controls.names or pointer in controls.options or f"{above}#choice" in controls.options


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in walk(schema())])
def test_every_leaf_is_in_the_ledger(pattern: str) -> None:
    assert pattern in LEDGER


@pytest.mark.parametrize("pattern", [pattern for pattern in SHOWN if pattern not in IN_MAPS])
def test_every_leaf_can_be_set_and_taken_back(pattern: str) -> None:
    pointer, before = _room(pattern)
    above, _, key = pointer.rpartition("/")
    opened = [above]
    controls = Controls(_html(before, opened))
    changes = _picks(pointer, controls.options)
    if changes.get(f"{above}#choice") == key:  # the leaf is an alternative: its radio button is its control
        value: Any = {}
        other = next(option for option in controls.options[f"{above}#choice"] if option != key)
        removal = {f"{above}#choice": other}
        if LEAVES[pattern].raw.get("type") == "object" and pointer in controls.names:
            changes[pointer], value = "a: [0]", {"a": [0]}
    else:
        changes[pointer], value = _answer(pointer, pattern, controls)
        removal = {pointer: ""}

    document = _changed(before, changes, opened)
    assert get(document, pointer, UNSET) == value

    document = _changed(document, removal)
    assert not exists(document, pointer)
    if (
        set(changes) == {pointer} and not pattern.endswith("/*") and key != "enabled"
    ):  # nothing else had to be chosen, and "on" stays
        assert document == before


@pytest.mark.parametrize("pattern", IN_MAPS)
def test_every_map_can_be_filled_and_emptied(pattern: str) -> None:
    pointer = pattern.removesuffix("/*")
    document = _changed(NAME, {f"{pointer}#key/0": "a/b", f"{pointer}#value/0": "x"}, [pointer])
    assert get(document, pointer) == {"a/b": "x"}

    assert _changed(document, {f"{pointer}#key/0": ""}) == NAME


def test_the_fields_of_every_source_of_a_disk_are_there() -> None:
    source = "/spec/dataVolumeTemplates/0/spec/source"
    document = apply(NAME, act(schema(), hints(), NAME, "add:/spec/dataVolumeTemplates"))

    assert set(Controls(_html(document)).options[f"{source}#choice"]) >= {
        "http", "registry", "pvc", "blank", "upload", "snapshot", "s3", "gcs", "imageio", "vddk",
    }  # fmt: skip
