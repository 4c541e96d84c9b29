"""What must hold for every text and every edit, not only for those somebody thought of."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.manifest.documents import documents, edits_of
from tests.manifest.fixture_files import FIXTURES, read
from vms.manifest import EditRefused, edit_document, edit_yaml, from_yaml, to_yaml
from vms.schema import UNSET, Edit, get, join


@given(documents)
@settings(max_examples=100, deadline=None)
def test_what_is_written_reads_back_equal(document: dict[str, Any]) -> None:
    assert from_yaml(to_yaml(document)) == document


@given(documents)
@settings(max_examples=100, deadline=None)
def test_a_reader_of_yaml_1_1_sees_the_same_as_we_do(document: dict[str, Any]) -> None:
    assert yaml.load(to_yaml(document), Loader=yaml.SafeLoader) == document


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_an_edited_text_means_the_edited_document(data: st.DataObject) -> None:
    document = data.draw(documents)
    edit = data.draw(edits_of(document))

    assert from_yaml(edit_yaml(to_yaml(document), [edit])) == edit_document(document, [edit])


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_edits_of_texts_by_hand_mean_the_edited_document_or_are_refused(data: st.DataObject) -> None:
    text = read(data.draw(st.sampled_from(FIXTURES)))
    document = from_yaml(text)
    edit = data.draw(edits_of(document))

    try:
        edited = edit_yaml(text, [edit])
    except EditRefused:
        assert "&" in text  # only shared values may refuse
        return

    assert from_yaml(edited) == edit_document(document, [edit])


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_several_edits_mean_the_same_as_on_the_document(data: st.DataObject) -> None:
    document = data.draw(documents)
    edits = []
    changed = document
    for _ in range(data.draw(st.integers(2, 4))):
        edits.append(data.draw(edits_of(changed)))
        changed = edit_document(changed, edits[-1:])

    assert from_yaml(edit_yaml(to_yaml(document), edits)) == changed


@pytest.mark.parametrize("name", FIXTURES)
def test_saving_what_was_not_changed_changes_no_byte(name: str) -> None:
    text = read(name)

    edits = [Edit(pointer, get(from_yaml(text), pointer)) for pointer in _leaves((), from_yaml(text))]

    assert edit_yaml(text, edits) == text


@pytest.mark.parametrize("name", [name for name in FIXTURES if name != "anchors.yaml"])
def test_a_new_scalar_changes_one_line(name: str) -> None:
    text = read(name)
    for pointer in _leaves((), from_yaml(text)):
        edited = edit_yaml(text, [Edit(pointer, "another-value")])

        assert len(_new_lines(text, edited)) == 1, pointer


@pytest.mark.parametrize("name", [name for name in FIXTURES if name != "anchors.yaml"])
def test_a_removed_scalar_changes_no_line_but_those_of_its_place(name: str) -> None:
    text = read(name)
    for pointer in _leaves((), from_yaml(text)):
        edited = edit_yaml(text, [Edit(pointer, UNSET)])

        assert len(_new_lines(text, edited)) <= 2, (
            pointer
        )  # a parent that stays, and a neighbour that moves up


def _new_lines(before: str, after: str) -> list[str]:
    """The lines of a text between what its beginning and its end share with another."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return new


def _leaves(parts: tuple[str, ...], value: Any) -> list[str]:
    if isinstance(value, dict) and value:
        return [leaf for key, member in value.items() for leaf in _leaves((*parts, key), member)]
    if isinstance(value, list) and value:
        return [leaf for index, item in enumerate(value) for leaf in _leaves((*parts, str(index)), item)]
    return [join(parts)]
