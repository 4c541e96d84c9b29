"""The text is the user's: what holds for every document, in everybody's handwriting, and for every edit.

300 cases each in the ordinary lane; ``make test-full`` takes 10,000.
"""

import re
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.manifest.fixture_files import FIXTURES, read
from tests.manifest.measure import changed_lines, fewer_lines_could_go, fewest_lines
from tests.manifest.writing import a_document, a_name, a_scalar, a_value, chances, texts_by_hand
from vms.manifest import EditRefused, Span, edit_document, edit_yaml, from_yaml, spans, to_yaml
from vms.schema import UNSET, Edit, exists, get, join, split

_EMPTY = re.compile(r"(?m)^[ \t]*(?:#.*)?\r?$")
pytestmark = pytest.mark.lossless
handwriting = texts_by_hand | st.sampled_from(FIXTURES).map(read)
scalars = chances.map(a_scalar)
names = chances.map(a_name)
values = st.builds(a_value, chances, st.integers(0, 8))
documents = st.builds(a_document, chances, st.integers(0, 30))


def _places(document: Any, parts: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    members = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for key, member in members:
        here = (*parts, str(key))
        found.append(here)
        if isinstance(member, dict | list):
            found += _places(member, here)
    return found


def _written_places(text: str) -> list[str]:
    """Places whose value stands there itself, and is no alias of another."""
    return [span.pointer for span in spans(text) if not re.search(r"\*\w+$", text[span.start : span.end])]


def _span(text: str, place: str) -> Span:
    """Where a value stands; cases end here where that is somewhere else."""
    found = {span.pointer: span for span in spans(text)}
    assume(place in found)
    return found[place]


def _edited(text: str, edit: Edit) -> str:
    """The edited text; cases end here where a value stands for others too, and so may not change alone."""
    try:
        return edit_yaml(text, [edit])
    except EditRefused:
        assert "&" in text
        assume(False)
        raise


def _drawn_place(data: st.DataObject, document: Any) -> str:
    places = _places(document)
    assume(places)
    return join(data.draw(st.sampled_from(places)))


def _comments(text: str) -> list[str]:
    return re.findall(r"# c[0-9]+", text)


@given(handwriting)
def test_opening_and_saving_changes_no_byte(text: str) -> None:
    document = from_yaml(text)

    assert edit_yaml(text, []) == text
    assert edit_yaml(text, [Edit("", document)]) == text
    assert (
        edit_yaml(text, [Edit(join(place), get(document, join(place))) for place in _places(document)])
        == text
    )


@given(handwriting, st.data())
def test_any_edit_means_what_it_means_for_the_document(text: str, data: st.DataObject) -> None:
    document = from_yaml(text)
    place = data.draw(st.sampled_from(["", *map(join, _places(document))]))
    beside = data.draw(st.sampled_from(["", "/new", "/-", "/0", "/deeper/-/still"]))
    value = data.draw(values | st.just(UNSET))
    edit = Edit(place + beside, value)
    assume(edit.pointer)

    edited = _edited(text, edit)

    assert from_yaml(edited) == edit_document(document, [edit])
    assert ("\r\n" in text and text.count("\n") == text.count("\r\n")) <= (
        "\r" not in edited.replace("\r\n", "")
    )
    assert edited.startswith("\ufeff") == text.startswith("\ufeff")


@given(handwriting, scalars, st.data())
def test_a_scalar_for_a_scalar_changes_its_lines_alone(text: str, value: Any, data: st.DataObject) -> None:
    document = from_yaml(text)
    place = _drawn_place(data, document)
    old = get(document, place)
    assume(not isinstance(old, dict | list))
    span = _span(text, place)

    edited = _edited(text, Edit(place, value))

    gone, come = changed_lines(text, edited)
    assert gone <= span.end_line - span.line + 1
    assert come <= fewest_lines(value) + (not text.endswith("\n"))
    kept = text[: span.start] + text[span.end :]
    assert [comment for comment in _comments(kept) if comment not in edited] == []


@given(handwriting, names, values, st.data())
def test_a_new_key_adds_its_lines_and_the_removal_gives_back_every_byte(
    text: str, name: str, value: Any, data: st.DataObject
) -> None:
    document = from_yaml(text)
    parents = [
        place
        for place in ["", *_written_places(text)]
        if get(document, place) and isinstance(get(document, place), dict)
    ]
    assume(parents)
    place = data.draw(st.sampled_from(parents)) + join([name])
    assume(not exists(document, place))

    edited = _edited(text, Edit(place, value))

    gone, come = changed_lines(text, edited)
    assert come <= fewest_lines(value) + gone + (not text.endswith("\n"))
    assert gone <= 1  # a line of brackets, or a last line without its break
    assert _comments(edited) == _comments(text)
    restored = _edited(edited, Edit(place, UNSET))
    assert restored == text or restored.removesuffix("\n").removesuffix("\r") == text


@given(handwriting, st.data())
def test_a_removal_takes_the_fewest_lines(text: str, data: st.DataObject) -> None:
    document = from_yaml(text)
    places = _written_places(text)
    assume(places)
    place = data.draw(st.sampled_from(places))

    edited = _edited(text, Edit(place, UNSET))

    gone, come = changed_lines(text, edited)
    assert come <= 1 + (
        not text.endswith("\n")
    )  # “{}” for what stays though empty, or a neighbour that moves up behind a dash
    owns_blank_lines = "|+" in text
    gone -= len(_EMPTY.findall(text)) - len(_EMPTY.findall(edited))
    around = get(document, place.rpartition("/")[0])
    has_twins = isinstance(around, list) and around.count(get(document, place)) > 1
    if not come and gone <= 6 and text.count("\n") < 60 and not owns_blank_lines and not has_twins:
        assert not fewer_lines_could_go(text, edit_document(document, [Edit(place, UNSET)]), gone)


@given(handwriting, st.data())
def test_comments_and_anchors_of_other_places_stay(text: str, data: st.DataObject) -> None:
    document = from_yaml(text)
    place = _drawn_place(data, document)
    span = _span(text, place)
    end = text.find("\n", span.end)
    around = text[: span.start] + text[end if end >= 0 else len(text) :]

    edited = _edited(text, Edit(place, UNSET))

    comments_above = re.findall(r"(?m)^ *(# c[0-9]+)", around)
    assert [comment for comment in comments_above if comment not in edited] == []


@given(handwriting, st.data())
def test_the_opposite_edit_brings_the_document_back(text: str, data: st.DataObject) -> None:
    document = from_yaml(text)
    place = _drawn_place(data, document)
    old = get(document, place)
    new = data.draw(values)

    edited = _edited(text, Edit(place, new))
    back = _edited(edited, Edit(place, old))

    assert from_yaml(back) == document
    if _is_a_word(old) and _is_a_word(new) and place in _written_places(text):
        assert back == text


def _is_a_word(value: Any) -> bool:
    return (
        isinstance(value, str)
        and re.fullmatch("[a-z]{3,9}", value) is not None
        and value not in {"yes", "off", "null", "true", "false"}
    )


@given(documents)
def test_readers_of_yaml_1_1_and_1_2_agree_on_what_is_written(document: dict[str, Any]) -> None:
    text = to_yaml(document)

    assert from_yaml(text) == document
    assert yaml.load(text, Loader=yaml.SafeLoader) == document
    assert YAML(typ="safe", pure=True).load(text) == document


@given(handwriting, st.data())
def test_both_readers_agree_on_what_an_edit_writes(text: str, data: st.DataObject) -> None:
    place = _drawn_place(data, from_yaml(text))
    value = data.draw(scalars)
    assume("&" not in text and get(from_yaml(text), place) != value)
    assume(
        exists(yaml.load(text.removeprefix("\ufeff"), Loader=yaml.SafeLoader), place)
    )  # “yes:” is not text to all

    edited = _edited(text, Edit(place, value)).removeprefix("\ufeff")

    parts = [int(part) if part.isdigit() else part for part in split(place)]
    assume(
        not any(isinstance(part, int) for part in parts)
        or isinstance(get(from_yaml(text), join(parts[:-1])), list)
    )
    assert get(yaml.load(edited, Loader=yaml.SafeLoader), place) == value


@given(handwriting)
def test_a_document_written_anew_and_read_again_is_the_same(text: str) -> None:
    document = from_yaml(text)
    written = to_yaml(document)

    assert from_yaml(written) == document
    assert to_yaml(from_yaml(written)) == written
