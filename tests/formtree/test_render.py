from typing import Any

import pytest
from hypothesis import given, settings

from tests.formtree.browser import Controls
from tests.formtree.samples import HINTS, KIND_HINTS, KINDS, kinds
from tests.schema.shipped import raw, shipped
from tests.schema.strategies import documents
from vms.formtree import Html, build, find, render, slug
from vms.schema import Edit, Fix, Problem, Severity, check, load

EXAMPLE = raw()["examples"][0]
HOSTILE = "\"'><script>alert(1)</script>&amp;<!--"


def _html(document: Any, problems: tuple[Problem, ...] = (), schema: Any = None, hints: Any = None) -> Html:
    return render(build(schema or kinds(), KIND_HINTS if hints is None else hints, document, problems))


def test_templates_may_take_the_html_as_it_is() -> None:
    html = _html({})

    assert html.__html__() is html


@given(documents(kinds().root))
@settings(max_examples=100, deadline=None)
def test_every_control_has_a_name_for_readers_and_every_id_is_its_own(document: Any) -> None:
    controls = Controls(_html(document, tuple(check(kinds(), document))))

    assert len(controls.ids) == len(set(controls.ids))
    assert controls.controls <= controls.labels | controls.named
    assert set(controls.described) <= set(controls.ids)


def test_the_editor_of_the_example_has_a_name_for_every_control() -> None:
    controls = Controls(_html(EXAMPLE, schema=shipped(), hints=HINTS))

    assert len(controls.ids) == len(set(controls.ids))
    assert controls.controls <= controls.labels | controls.named
    assert set(controls.described) <= set(controls.ids)


def test_hostile_texts_are_shown_and_never_run() -> None:
    schema_with_hostile_names = {
        **KINDS,
        "properties": {
            **KINDS["properties"],
            HOSTILE: {"type": "string", "title": HOSTILE, "description": HOSTILE},
        },
    }
    document = {
        HOSTILE: HOSTILE,
        "name": HOSTILE,
        "note": f"a\n{HOSTILE}</textarea>",
        "size": HOSTILE,
        "marker": {HOSTILE: HOSTILE},
        "extra": {HOSTILE: "</textarea><script>"},
        "tags": {HOSTILE: HOSTILE, "two\nlines</textarea><script>": "x"},
        "rooms": [{"title": HOSTILE}],
        "words": HOSTILE,
    }
    problem = Problem("/name", HOSTILE, HOSTILE, fix=Fix(HOSTILE, (Edit("/name", HOSTILE),)))
    html = _html(document, (problem,), schema=load(schema_with_hostile_names))

    controls = Controls(html)
    assert "script" not in controls.markup
    assert dict(controls.pairs)["/name"] == HOSTILE
    assert "<!--" not in html


def test_a_field_says_where_it_belongs_and_what_it_is() -> None:
    html = _html({"name": "x"})

    assert (
        '<div class="field field--text" id="field-name" data-pointer="/name" data-kind="text" data-set>'
        in html
    )
    assert '<label class="field__label" for="input-name">Name' in html
    assert 'aria-describedby="help-name"' in html
    assert '<p class="field__help" id="help-name">What it is called.</p>' in html


def test_a_problem_marks_its_field_and_its_section() -> None:
    html = _html({"name": "x"}, (Problem("/name", "Too short.", "minLength"),))

    assert 'aria-describedby="help-name error-name" aria-invalid="true"' in html
    assert '<ul class="field__problems" id="error-name">' in html
    assert '<span class="group__problems group__problems--error">1 problem</span>' in html


def test_a_warning_does_not_make_a_field_invalid() -> None:
    html = _html({"name": "x"}, (Problem("/name", "Odd.", "rule", Severity.WARNING),))

    assert "aria-invalid" not in html
    assert "field--text has-warning" in html


def test_the_repair_of_a_problem_is_a_button() -> None:
    problem = Problem("/name", "Wrong.", "rule", fix=Fix("Rename it", (Edit("/name", "y"),)))

    assert "fix:rule:/name" in Controls(_html({"name": "x"}, (problem,))).buttons


def test_a_folded_section_opens_where_it_has_a_problem() -> None:
    fine = render(build(shipped(), HINTS, {}))
    bad = render(
        build(shipped(), HINTS, {}, [Problem("/spec/template/spec/domain/cpu/cores", "Bad.", "rule")])
    )

    assert 'id="group-compute" data-group="compute"><summary' in fine
    assert 'id="group-compute" data-group="compute" open><summary' in bad


def test_an_unset_field_tells_what_that_means_and_a_set_one_does_not() -> None:
    unset = render(build(shipped(), HINTS, {}))
    machine = {"spec": {"template": {"spec": {"domain": {"machine": {"type": "pc"}}}}}}

    assert "Default: q35" in unset
    assert "Default: q35" not in render(build(shipped(), HINTS, machine))


def test_what_the_document_lacks_says_so() -> None:
    empty = render(build(shipped(), HINTS, {}))
    machine = {"spec": {"template": {"spec": {"domain": {"cpu": {"cores": 2}}}}}}

    assert 'Cpu <span class="object__absent">not set</span></legend>' in empty
    assert '<span class="group__set">nothing set</span>' in empty
    assert "Cpu</legend>" in render(build(shipped(), HINTS, machine))


def test_a_section_holds_lists_in_the_order_of_headings() -> None:
    headings = [
        tag for tag in Controls(_html({"rooms": [{"title": "Attic"}]})).markup if tag in {"h2", "h3", "h4"}
    ]

    assert headings[0] == "h2"
    assert set(headings) == {"h2", "h3"}


def test_an_object_with_one_shown_field_of_its_own_name_says_it_once() -> None:
    text = {"type": "string", "title": "Memory"}
    inner = {"type": "object", "title": "Memory", "properties": {"guest": text, "pages": {"type": "string"}}}
    schema = load({"type": "object", "properties": {"memory": inner}})

    assert "<legend" not in render(build(schema, {}, {}, only=["/memory/guest"]))
    assert '<legend class="object__title">Memory' in render(build(schema, {}, {}))


def test_rows_are_titled_by_what_names_them() -> None:
    html = _html({"rooms": [{"title": "Attic"}, {}]})

    assert '<legend class="row__title">Attic <span class="row__ordinal">Room 1</span></legend>' in html
    assert '<legend class="row__title">Room 2</legend>' in html
    assert 'value="remove:/rooms/0" aria-label="Remove Attic">Remove</button>' in html


def test_the_moves_of_a_row_do_not_depend_on_the_rows_behind_it() -> None:
    buttons = Controls(_html({"words": ["a", "b"]})).buttons

    moves = {"down:/words/0", "up:/words/1", "down:/words/1"}  # the style sheet hides the last "Down"
    assert moves | {"remove:/words/0", "remove:/words/1", "add:/words"} <= set(buttons)
    assert "up:/words/0" not in buttons


def test_enter_presses_a_button_that_only_saves() -> None:
    html = _html({"words": ["a"]})

    assert html.index('type="submit"') < html.index('name="_action"')


def test_a_field_suggests_what_the_document_holds_elsewhere() -> None:
    html = render(build(shipped(), HINTS, EXAMPLE))

    assert '<option value="cloudinitdisk"></option><option value="rootdisk"></option></datalist>' in html
    assert html.count("<datalist") == 1


def test_a_part_renders_as_it_does_within_the_whole() -> None:
    tree = build(shipped(), HINTS, EXAMPLE)

    for pointer in ("/spec/template/spec/volumes", "/metadata/name", "#storage"):
        node = find(tree, pointer)
        assert node is not None
        assert render(node) in render(tree)


def test_a_text_no_form_can_carry_is_shown_but_not_posted() -> None:
    controls = Controls(_html({"name": "a\x00b", "tags": {"k": "\ud800", "\x00": "v"}}))

    assert "/name" not in dict(controls.pairs)
    assert "/tags#value/0" not in dict(controls.pairs)
    assert "/tags#key/1" not in dict(controls.pairs)


def test_a_marker_shows_what_else_it_holds() -> None:
    assert "It holds more, which is kept" in _html({"marker": {"enabled": False}})
    assert "It holds more" not in _html({"marker": {}})


@pytest.mark.parametrize(
    ("pointers", "distinct"),
    [(("/a-b/c", "/a/b-c", "/a/b/c", "/a_2d_b/c"), 4), (("/A", "/a"), 2), (("/é", "/e"), 2)],
)
def test_no_two_pointers_share_an_id(pointers: tuple[str, ...], distinct: int) -> None:
    assert len({slug(pointer) for pointer in pointers}) == distinct
