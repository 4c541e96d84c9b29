"""From a text to its form and back: a form that nobody touched changes no byte of the text, and one changed
field changes what the text says at that place, and nothing else.

300 cases each in the ordinary lane; ``make test-full`` takes 10,000.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.formtree.browser import Controls
from tests.formtree.samples import KIND_HINTS, kinds
from tests.manifest.documents import texts
from tests.manifest.fixture_files import FIXTURES, read
from tests.manifest.writing import Author, texts_by_hand
from tests.schema.strategies import broken, documents
from vms.compiler import standings
from vms.formtree import FieldKind, FieldNode, FreeText, build, decode, find, render
from vms.manifest import (
    EditRefused,
    check,
    edit_document,
    edit_yaml,
    from_yaml,
    hints,
    read_free,
    schema,
    write_free,
)
from vms.schema import UNSET, Edit, Schema, SchemaNode, exists, join, split
from vms.schema import check as check_schema

pytestmark = pytest.mark.lossless
FREE = FreeText(write_free, read_free, "YAML")
_NUMBERS = {FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.INTEGER_OR_TEXT}


def _by_hand(root: SchemaNode) -> st.SearchStrategy[str]:
    """Documents of a schema, valid and not, each in the style of somebody."""
    return st.builds(
        lambda document, seed: Author(seed).text(document),
        documents(root) | broken(root),
        st.integers(0, 2**63),
    )


machines = texts_by_hand | st.sampled_from(FIXTURES).map(read) | _by_hand(schema().root)
of_every_kind = _by_hand(kinds().root)
shown = st.sampled_from([None, hints()["essentials"]])  # all fields, or those that come first


def _machine_form(document: Any, only: Any = None) -> FieldNode:
    return build(schema(), hints(), document, check(document), only, standings=standings(), free=FREE)


def _form_of_kinds(document: Any) -> FieldNode:
    return build(kinds(), KIND_HINTS, document, check_schema(kinds(), document), free=FREE)


def _decoded(
    schema: Schema, hints: Mapping[str, Any], document: Any, pairs: list[tuple[str, str]]
) -> tuple[Edit, ...]:
    return decode(schema, hints, document, pairs, free=FREE)


def _edited(text: str, edits: tuple[Edit, ...]) -> str:
    """The edited text; cases end here where a value stands for others too, and so may not change alone."""
    try:
        return edit_yaml(text, edits)
    except EditRefused:
        assert "&" in text
        assume(False)
        raise


@given(machines, shown)
def test_the_untouched_form_of_a_machine_changes_no_byte_of_its_text(text: str, only: Any) -> None:
    document = from_yaml(text)
    controls = Controls(render(_machine_form(document, only)))

    edits = _decoded(schema(), hints(), document, controls.pairs)

    assert edits == ()
    assert edit_yaml(text, edits) == text


@given(of_every_kind)
def test_untouched_fields_of_every_kind_change_no_byte_of_their_text(text: str) -> None:
    document = from_yaml(text)
    controls = Controls(render(_form_of_kinds(document)))

    edits = _decoded(kinds(), KIND_HINTS, document, controls.pairs)

    assert edits == ()
    assert edit_yaml(text, edits) == text


@given(machines, shown, st.data())
def test_one_changed_field_of_a_machine_is_that_change_of_its_text(
    text: str, only: Any, data: st.DataObject
) -> None:
    _hold_one_change(text, schema(), hints(), _machine_form(from_yaml(text), only), data)


@given(of_every_kind, st.data())
def test_one_changed_field_of_any_kind_is_that_change_of_its_text(text: str, data: st.DataObject) -> None:
    _hold_one_change(text, kinds(), KIND_HINTS, _form_of_kinds(from_yaml(text)), data)


def _hold_one_change(
    text: str, schema: Schema, hints: Mapping[str, Any], form: FieldNode, data: st.DataObject
) -> None:
    document = from_yaml(text)
    controls = Controls(render(form))
    name = data.draw(st.sampled_from(sorted(dict(controls.pairs) | controls.options)), label="field")
    new, expected = _a_change(document, form, name, controls, data)

    edits = _decoded(schema, hints, document, [*controls.pairs, (name, new)])

    assert from_yaml(_edited(text, edits)) == (expected if _counts(name, document, controls) else document)


def _counts(name: str, document: Any, controls: Controls) -> bool:
    """Whether a control belongs to no alternative, or to one that is chosen or, of several, is there."""
    pointer = name.partition("#")[0]
    parts = split(pointer)
    posted = dict(controls.pairs)
    for depth, part in enumerate(parts):
        for mark in ("#choice", "#choice/1"):
            choice = f"{join(parts[:depth])}{mark}"
            if part not in controls.options.get(choice, ()):
                continue
            chosen = posted.get(choice, "=several")  # not posted: it stays as it is
            if chosen != part and (chosen != "=several" or not exists(document, join(parts[: depth + 1]))):
                return False
    return True


def _a_change(
    document: Any, form: FieldNode, name: str, controls: Controls, data: st.DataObject
) -> tuple[str, Any]:
    """Another text for one control, and the document that it means."""
    pointer, _, detail = name.partition("#")
    now = dict(controls.pairs).get(name, "")
    if detail.startswith("choice"):
        others = [option for option in controls.options[name] if option not in {now, "=several"}]
        assume(others)
        key = data.draw(st.sampled_from(others), label="alternative")
        alternatives = [option for option in controls.options[name] if option not in {"", "=several"}]
        return key, _with_alternative(document, pointer, key, alternatives)
    if detail.startswith(("key/", "value/")):
        return _another_entry(document, form, pointer, detail)
    if detail == "unset":
        return "yes", edit_document(document, [Edit(pointer)])
    node = find(form, pointer)
    assert node is not None
    new, value = data.draw(_answers(node, controls.options.get(name, [])), label="answer")
    assume(_as_read(new) != _as_read(now))
    return new, edit_document(document, [Edit(pointer, value)])


def _with_alternative(document: Any, pointer: str, key: str, alternatives: list[str]) -> Any:
    """One of several siblings in the place of all others."""
    chosen = pointer + join([key]) if key else ""
    arrives = [Edit(chosen, {})] if key and not exists(document, chosen) else []
    leave = [Edit(pointer + join([other])) for other in reversed(alternatives) if other != key]
    return edit_document(document, [*arrives, *leave])


def _another_entry(document: Any, form: FieldNode, pointer: str, detail: str) -> tuple[str, Any]:
    """A map whose entry has another key or another value, or one entry more."""
    node = find(form, pointer)
    assert node is not None
    what, _, place = detail.partition("/")
    row = node.children[int(place)] if int(place) < len(node.children) else None
    if what == "value":
        value = 7 if node.plan.children[0].kind in _NUMBERS else "7"
        assume(row is None or row.value not in (7, "7"))
        return "7", edit_document(document, [Edit(pointer + join([row.title if row else ""]), value)])
    new = f"{pointer}{join(['fresh-key'])}"
    assume(not exists(document, new))
    if row is None:
        return "fresh-key", edit_document(document, [Edit(new, "")])
    return "fresh-key", edit_document(document, [Edit(new, row.value), Edit(row.pointer)])


def _answers(node: FieldNode, options: list[str]) -> st.SearchStrategy[tuple[str, Any]]:
    """Texts that the control of a field may post, each with the value it means there."""
    empty = st.just(("", UNSET))
    if node.kind is FieldKind.PRESENCE:
        return empty | st.just(("present", {}))
    if options:
        return st.sampled_from([(option, _of_option(option)) for option in options])
    if node.kind in _NUMBERS:
        return (
            empty | st.integers(0, 10**9).map(lambda number: (str(number), number)) | st.just(("many",) * 2)
        )
    if node.kind is FieldKind.FREE:
        return empty | st.sampled_from([("a: [0, yes]\n", {"a": [0, "yes"]}), ("[", "[")])
    return empty | texts.filter(bool).map(lambda text: (text, _as_read(text)))


def _as_read(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _of_option(option: str) -> Any:
    known: dict[str, Any] = {"": UNSET, "true": True, "false": False}
    return json.loads(option[1:]) if option.startswith("=") else known.get(option, option)
