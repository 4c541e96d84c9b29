"""Parts: each node by itself is as it stands in the whole, and the parts of a change make the new page."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formtree.browser import patched
from tests.formtree.samples import HINTS, KIND_HINTS, kinds
from tests.schema.shipped import raw, shipped
from tests.schema.strategies import broken, documents
from vms.formtree import FieldNode, Part, build, changed, render
from vms.schema import Edit, Problem, Schema, Severity, apply, check

EXAMPLE = raw()["examples"][0]
SPEC = "/spec/template/spec"
DISKS = f"{SPEC}/domain/devices/disks"


def _nodes(node: FieldNode) -> list[FieldNode]:
    return [node, *(below for child in node.children for below in _nodes(child))]


def _tree(document: Any, problems: Any = (), schema: Schema | None = None, **asked: Any) -> FieldNode:
    hints = HINTS if schema is None else KIND_HINTS
    return build(schema or shipped(), hints, document, problems, **asked)


def _follow(html: str, parts: list[Part]) -> str:
    for part in parts:
        html = patched(html, part.id, part.html, part.after)
    return html


def _everything_marked(tree: FieldNode) -> FieldNode:
    for node in _nodes(tree):
        tree.sheet.opened |= {node.pointer, node.pointer.partition("#")[0]}
    return tree


@given(documents(shipped().root) | broken(shipped().root))
@settings(max_examples=40, deadline=None)
def test_the_short_way_and_the_long_way_write_the_same(document: Any) -> None:
    assert render(_tree(document)) == render(_everything_marked(_tree(document)))


@given(documents(kinds().root) | broken(kinds().root))
@settings(max_examples=60, deadline=None)
def test_the_two_ways_agree_for_every_kind_of_field(document: Any) -> None:
    assert render(_tree(document, schema=kinds())) == render(
        _everything_marked(_tree(document, schema=kinds()))
    )


@given(documents(kinds().root) | broken(kinds().root))
@settings(max_examples=40, deadline=None)
def test_every_node_renders_as_it_stands_in_the_whole(document: Any) -> None:
    tree = _tree(document, check(kinds(), document), kinds())
    html = render(tree)

    for node in _nodes(tree):
        is_entry = node.plan.role == "entry"  # rows of a map are drawn with their map
        assert is_entry or render(node) in html, node.pointer


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_parts_of_a_change_make_the_new_page(data: st.DataObject) -> None:
    before, after = (
        data.draw(documents(kinds().root)),
        data.draw(documents(kinds().root) | broken(kinds().root)),
    )
    old = _tree(before, check(kinds(), before), kinds())
    new = _tree(after, check(kinds(), after), kinds())

    assert _follow(render(old), changed(old, new)) == render(new)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_the_parts_of_one_edit_make_the_new_page(data: st.DataObject) -> None:
    before = data.draw(documents(shipped().root))
    pointer = data.draw(
        st.sampled_from(["/metadata/name", f"{DISKS}/-", f"{SPEC}/domain/cpu/cores", f"{DISKS}/0", "/kind"])
    )
    after = apply(before, [Edit(pointer, data.draw(st.sampled_from([{"name": "new"}, "x", 4])))])
    only = data.draw(st.sampled_from([None, ["/metadata/name", DISKS]]))
    shown = [_tree(each, check(shipped(), each), only=only) for each in (before, after)]

    assert _follow(render(shown[0]), changed(*shown)) == render(shown[1])


def test_nothing_changed_draws_nothing() -> None:
    problem = Problem("/metadata/name", "Too short.", "rule")

    assert changed(_tree(EXAMPLE, [problem]), _tree(EXAMPLE, [problem])) == []


@pytest.mark.parametrize(
    ("edit", "ids"),
    [
        (Edit("/metadata/name", "other"), ["field-metadata-name"]),
        (
            Edit(f"{DISKS}/0/bootOrder", 2),
            ["field-spec-template-spec-domain-devices-disks-0-bootOrder"],
        ),
        (
            Edit(f"{DISKS}/-", {"name": "data"}),
            ["field-spec-template-spec-domain-devices-disks-2"],
        ),
        (Edit(f"{DISKS}/1"), ["field-spec-template-spec-domain-devices-disks-1"]),
        (Edit(f"{DISKS}/0"), ["field-spec-template-spec-domain-devices-disks"]),
    ],
)
def test_the_smallest_element_is_drawn(edit: Edit, ids: list[str]) -> None:
    parts = changed(_tree(EXAMPLE), _tree(apply(EXAMPLE, [edit])))

    assert [part.id for part in parts] == ids


def test_a_new_row_comes_behind_the_last_one_and_an_old_one_goes() -> None:
    longer = apply(EXAMPLE, [Edit(f"{DISKS}/-", {"name": "data"})])
    (added,) = changed(_tree(EXAMPLE), _tree(longer))
    (gone,) = changed(_tree(longer), _tree(EXAMPLE))

    assert added.after == "field-spec-template-spec-domain-devices-disks-1"
    assert added.html is not None
    assert added.html.startswith('<fieldset class="row"')
    assert gone == Part(added.id, None)


def test_the_first_row_comes_behind_the_word_for_none() -> None:
    state, added, *_ = changed(_tree({}), _tree(apply({}, [Edit(f"{DISKS}/-", {"name": "data"})])))

    assert state.id == "state-storage"
    assert added.after == "rows-spec-template-spec-domain-devices-disks"


def test_a_problem_draws_its_field_and_counts_in_its_section() -> None:
    problem = Problem("/metadata/name", "Odd.", "rule", Severity.WARNING)
    parts = changed(_tree(EXAMPLE), _tree(EXAMPLE, [problem]))

    assert [part.id for part in parts] == ["state-general", "field-metadata"]
