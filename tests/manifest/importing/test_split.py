"""A file's documents, one by one, with the lines they stand on."""

import json

import pytest

from vms.manifest import YamlInvalid, from_yaml
from vms.manifest.importing import MOST_DOCUMENTS, pieces


def _texts(text: str) -> list[str]:
    return [piece.text for piece in pieces(text)]


def test_a_single_document_stays_as_it_is_byte_for_byte() -> None:
    text = "# why\na: 1   # one\n\n\nb: [x,  y]\n"

    assert _texts(text) == [text]


def test_documents_are_cut_at_their_marks() -> None:
    assert _texts("---\na: 1\n---\nb: 2\n...\n---\n\n---\nc: 3") == ["a: 1\n", "b: 2\n\n", "c: 3"]


def test_a_heading_above_the_first_mark_belongs_to_what_follows() -> None:
    assert _texts("# whose it is\n---\na: 1\n") == ["# whose it is\na: 1\n"]


def test_a_comment_on_a_mark_is_kept() -> None:
    assert _texts("a: 1\n--- # second\nb: 2\n") == ["a: 1\n", "# second\nb: 2\n"]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but this\n", "---\n---\n", "%YAML 1.2\n---\n"])
def test_a_text_without_documents_gives_none(text: str) -> None:
    assert pieces(text) == []


def test_dashes_inside_a_text_cut_nothing() -> None:
    text = "a: |\n  one\n  ---\n  two\nb: '---'\n"

    assert _texts(text) == [text]


def test_each_document_knows_its_line() -> None:
    assert [piece.line for piece in pieces("# top\n---\na: 1\n---\n\nb: 2\n")] == [3, 6]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\n---\nb: 1\nb: 2\n", 4),
        ("# top\n---\na: ]\n", 3),
        ("a: 1\n---\n- 1\n- 2\n", 3),
        ("a: 1\n---\nb: 2\n---\nc:\n\t- x\n", 6),
    ],
)
def test_an_error_names_its_line_in_the_whole_file(text: str, line: int) -> None:
    with pytest.raises(YamlInvalid) as caught:
        pieces(text)

    assert caught.value.line == line


def test_more_documents_than_a_hundred_are_refused_at_the_first_too_many() -> None:
    with pytest.raises(YamlInvalid, match="More than 100") as caught:
        pieces("a: 1\n---\n" * MOST_DOCUMENTS + "a: 1\n")

    assert caught.value.line == 201


def test_more_than_a_mebibyte_is_refused() -> None:
    with pytest.raises(YamlInvalid, match="1 MiB"):
        pieces("a: 1\n" + "#" * 2**20)


def test_the_entries_of_a_list_become_documents_with_their_comments() -> None:
    text = "kind: List\nitems:\n- a: 1  # one\n  # deep\n  b:\n  - c: |\n      x\n       y\n- d: 2\n"

    assert _texts(text) == ["a: 1  # one\n# deep\nb:\n- c: |\n    x\n     y\n", "d: 2\n"]
    assert [piece.line for piece in pieces(text)] == [3, 9]


def test_an_entry_that_repeats_another_is_written_out() -> None:
    text = "kind: List\nitems:\n- &first\n  a: 1\n- *first\n- {b: 2}\n"

    assert [from_yaml(one) for one in _texts(text)] == [{"a": 1}, {"a": 1}, {"b": 2}]


def test_an_entry_that_is_no_object_is_an_empty_document() -> None:
    assert [piece.document for piece in pieces("kind: List\nitems: [1]\n")] == [{}]


@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_json_becomes_yaml_in_block_style(indent: int | str | None) -> None:
    document = {"a": [1, {"b": "no"}], "c": None}

    (found,) = pieces(json.dumps(document, indent=indent))

    assert (found.document, found.is_json) == (document, True)
    assert found.text == 'a:\n- 1\n- b: "no"\nc: null\n'


def test_a_list_in_json_is_taken_apart_as_well() -> None:
    found = pieces(json.dumps({"kind": "List", "items": [{"a": 1}, {"b": 2}]}, indent="\t"))

    assert [piece.document for piece in found] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a":\t"\\ud800"}',
        '{"a":\t1e999}',
        '{"a":\t[' + "[" * 3000,
        '{"a": NaN}\t]',
        "{" * 100_000,
    ],
)
def test_json_that_is_none_is_refused_as_yaml_is(text: str) -> None:
    with pytest.raises(YamlInvalid):
        pieces(text)
