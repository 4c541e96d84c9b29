"""Which lines belong to which value, and which value to a place of the text."""

import pytest
from hypothesis import given, settings

from tests.manifest.documents import a_fleet_document, documents
from tests.manifest.fixture_files import FIXTURES, read
from vms.manifest import YamlInvalid, from_yaml, line_of, span_at, spans, to_yaml
from vms.schema import exists, get

_TEXT = """\
# a comment
metadata:
  name: web   # its name
spec:
- a: 1
  b: |
    one
    two

-
  c: {d: [x, y]}
"""


def _written(text: str) -> dict[str, str]:
    return {span.pointer: text[span.start : span.end] for span in spans(text)}


def test_a_span_is_the_key_or_dash_and_the_value_without_the_comment_behind() -> None:
    written = _written(_TEXT)

    assert written["/metadata"] == "metadata:\n  name: web"
    assert written["/metadata/name"] == "name: web"
    assert written["/spec/0"] == "- a: 1\n  b: |\n    one\n    two"
    assert written["/spec/0/b"] == "b: |\n    one\n    two"
    assert written["/spec/1"] == "-\n  c: {d: [x, y]}"
    assert written["/spec/1/c/d/1"] == "y"


def test_lines_count_from_one_and_the_last_is_included() -> None:
    lines = {span.pointer: (span.line, span.end_line) for span in spans(_TEXT)}

    assert lines["/metadata"] == (2, 3)
    assert lines["/spec/0/b"] == (6, 8)
    assert lines["/spec/1"] == (10, 11)


def test_what_is_around_comes_before_what_is_inside() -> None:
    pointers = [span.pointer for span in spans(_TEXT)]

    assert pointers[:5] == ["/metadata", "/metadata/name", "/spec", "/spec/0", "/spec/0/a"]


@pytest.mark.parametrize(
    ("word", "pointer"),
    [("name:", "/metadata/name"), ("two", "/spec/0/b"), ("- a", "/spec/0"), ("y]", "/spec/1/c/d/1")],
)
def test_a_place_of_the_text_belongs_to_the_innermost_value(word: str, pointer: str) -> None:
    found = span_at(spans(_TEXT), _TEXT.index(word))

    assert found is not None
    assert found.pointer == pointer


def test_a_comment_above_everything_belongs_to_nothing() -> None:
    assert span_at(spans(_TEXT), 0) is None


def test_a_byte_order_mark_counts() -> None:
    assert _written("\ufeffa: 1\n") == {"/a": "a: 1"}


def test_names_are_escaped_as_pointers_want_it() -> None:
    assert list(_written("a/b: {~c: 1}\n")) == ["/a~1b", "/a~1b/~0c"]


def test_what_an_alias_or_a_merge_repeats_stands_elsewhere() -> None:
    text = "a: &a\n  x: 1\nb: *a\nc:\n  <<: *a\n  y: 2\n"

    assert _written(text) == {
        "/a": "a: &a\n  x: 1",
        "/a/x": "x: 1",
        "/b": "b: *a",
        "/c": text[text.index("c:") : -1],
        "/c/y": "y: 2",
    }


def test_a_text_that_cannot_be_read_has_no_places() -> None:
    with pytest.raises(YamlInvalid):
        spans("a: [")


@pytest.mark.parametrize("name", FIXTURES)
def test_spans_of_every_fixture_agree_with_its_document_and_lines(name: str) -> None:
    text = read(name)
    document = from_yaml(text)

    for span in spans(text):
        assert exists(document, span.pointer)
        assert line_of(text, span.pointer) in {span.line, span.line + 1}
        assert span.end_line - span.line == text[span.start : span.end].count("\n")
        value = get(document, span.pointer)
        if isinstance(value, str) and value.isalnum():
            assert value in text[span.start : span.end]


@given(documents)
@settings(max_examples=100, deadline=None)
def test_spans_nest_and_follow_each_other(document: dict[str, object]) -> None:
    open_spans: list[tuple[str, int]] = []
    for span in spans(to_yaml(document)):
        while open_spans and not span.pointer.startswith(open_spans[-1][0] + "/"):
            assert open_spans.pop()[1] <= span.start
        assert span.start < span.end
        assert not open_spans or span.end <= open_spans[-1][1]
        open_spans.append((span.pointer, span.end))


def test_two_hundred_disks_have_a_span_for_every_value() -> None:
    assert len(spans(to_yaml(a_fleet_document(200)))) == 1615
