from typing import Any

import pytest
from hypothesis import given, settings

from tests.formtree.samples import HINTS, KIND_HINTS, KINDS, kinds
from tests.schema.shipped import raw, shipped
from tests.schema.strategies import broken
from vms.formtree import FieldKind, FieldNode, Lock, act, build, decode, find, render
from vms.schema import UNSET, Edit, Problem, Severity, Standing, StandingKind, check, load

EXAMPLE = raw()["examples"][0]
DOMAIN = "/spec/template/spec/domain"


def _node(pointer: str, document: Any = None, problems: list[Problem] | None = None) -> FieldNode:
    node = find(build(kinds(), KIND_HINTS, {} if document is None else document, problems or []), pointer)
    assert node is not None
    return node


def _all(node: FieldNode) -> list[FieldNode]:
    return [node, *(deeper for child in node.children for deeper in _all(child))]


@pytest.mark.parametrize(
    ("pointer", "kind"),
    [
        ("/name", FieldKind.TEXT),
        ("/note", FieldKind.LONG_TEXT),
        ("/count", FieldKind.INTEGER),
        ("/share", FieldKind.NUMBER),
        ("/wanted", FieldKind.BOOLEAN),
        ("/size", FieldKind.ENUM),
        ("/version", FieldKind.CONST),
        ("/marker", FieldKind.PRESENCE),
        ("/extra", FieldKind.FREE),
        ("/tags", FieldKind.MAP),
        ("/rooms", FieldKind.ARRAY),
        ("#choice", FieldKind.CHOICE),
        ("#choice/1", FieldKind.CHOICE),
        ("/b", FieldKind.OBJECT),
        ("/self", FieldKind.FREE),
        ("#more", FieldKind.GROUP),
    ],
)
def test_each_place_has_its_kind_of_field(pointer: str, kind: FieldKind) -> None:
    assert _node(pointer).kind is kind


@pytest.mark.parametrize(
    ("document", "pointer", "kind"),
    [
        ({"name": "two\nlines"}, "/name", FieldKind.LONG_TEXT),
        ({"b": "text"}, "/b", FieldKind.FREE),
        ({"tags": [1]}, "/tags", FieldKind.FREE),
        ({"rooms": {"a": 1}}, "/rooms", FieldKind.FREE),
        ({"rooms": None}, "/rooms", FieldKind.ARRAY),
    ],
)
def test_a_value_its_control_cannot_show_gets_one_that_can(
    document: Any, pointer: str, kind: FieldKind
) -> None:
    assert _node(pointer, document).kind is kind


def test_sections_come_in_the_order_of_the_hints_and_the_rest_is_last() -> None:
    tree = build(shipped(), HINTS, EXAMPLE)

    assert [group.label for group in tree.children] == ["General", "Compute", "Storage", "Devices", "More"]


def test_a_field_nobody_named_appears_by_itself() -> None:
    schema = load({**KINDS, "properties": {**KINDS["properties"], "brandNew": {"type": "string"}}})
    hints = {
        **KIND_HINTS,
        "groups": [{"id": "g", "title": "G", "pointers": list(map("/{}".format, KINDS["properties"]))[:5]}],
    }

    node = find(build(schema, hints, {}), "/brandNew")

    assert node is not None
    assert node.label == "Brand new"


def test_one_section_may_take_a_part_of_anothers_subtree() -> None:
    tree = build(shipped(), HINTS, EXAMPLE)
    storage, devices = find(tree, "#storage"), find(tree, "#devices")

    assert storage is not None
    assert devices is not None
    assert find(storage, f"{DOMAIN}/devices/disks") is not None
    assert find(devices, f"{DOMAIN}/devices/disks") is None
    assert find(devices, f"{DOMAIN}/devices/interfaces") is not None


def test_every_leaf_of_the_schema_is_shown_once() -> None:
    pointers = [node.pointer for node in _all(build(shipped(), HINTS, EXAMPLE))]

    assert len(pointers) == len(set(pointers))


@pytest.mark.parametrize(
    "pointer", ["/unknown", f"{DOMAIN}/devices/disks/0/name", f"{DOMAIN}/firmware/bootloader/efi"]
)
def test_a_section_that_names_what_the_form_does_not_show_is_refused(pointer: str) -> None:
    hints = {**HINTS, "groups": [{"id": "g", "title": "G", "pointers": [pointer]}]}

    with pytest.raises(ValueError, match="does not show"):
        build(shipped(), hints, {})


def test_a_filter_keeps_what_it_names_and_the_sections_around() -> None:
    only = ["/metadata/name", f"{DOMAIN}/memory", f"{DOMAIN}/devices/disks"]
    tree = build(shipped(), HINTS, EXAMPLE, only=only)

    assert [group.label for group in tree.children] == ["General", "Compute", "Storage"]
    assert find(tree, "/metadata/namespace") is None
    assert find(tree, f"{DOMAIN}/memory/guest") is not None
    assert find(tree, f"{DOMAIN}/devices/disks/1/bootOrder") is not None
    assert find(tree, f"{DOMAIN}/cpu/cores") is None


def test_a_filter_on_one_alternative_keeps_the_whole_choice() -> None:
    tree = build(shipped(), HINTS, {}, only=[f"{DOMAIN}/firmware/bootloader/efi"])

    assert find(tree, f"{DOMAIN}/firmware/bootloader#choice") is not None
    assert find(tree, f"{DOMAIN}/firmware/serial") is None


@pytest.mark.parametrize(
    ("pointer", "told_at"),
    [
        ("/name", "/name"),
        ("/rooms/0/title", "/rooms/0/title"),
        ("/rooms/0/color", "/rooms/0"),
        ("/rooms/9", "/rooms"),
        ("/name/deeper", "/name"),
        ("/b/x", "/b/x"),
        ("/b/unknown", "/b"),
        ("/tags/k", "/tags/k"),
        ("/tags/other", "/tags"),
        ("/unknown", ""),
        ("", ""),
    ],
)
def test_a_problem_is_told_at_its_field_or_the_nearest_thing_above(pointer: str, told_at: str) -> None:
    problem = Problem(pointer, "Wrong.", "rule")
    tree = build(kinds(), KIND_HINTS, {"rooms": [{}], "b": {}, "tags": {"k": "v"}}, [problem])

    assert [node.pointer for node in _all(tree) if problem in node.problems] == [told_at]
    assert tree.problem_count == tree.error_count == 1


def test_a_problem_of_a_place_that_is_spread_over_sections_is_told_in_the_first() -> None:
    problem = Problem(DOMAIN, "Missing.", "required")
    tree = build(shipped(), HINTS, {}, [problem])

    assert [node.pointer for node in _all(tree) if problem in node.problems] == ["#compute"]


@given(broken(shipped().root))
@settings(max_examples=60, deadline=None)
def test_every_problem_is_told_exactly_once(document: Any) -> None:
    problems = check(shipped(), document)
    tree = build(shipped(), HINTS, document, problems)

    told = [problem for node in _all(tree) for problem in node.problems]
    assert sorted(map(repr, told)) == sorted(map(repr, problems))
    assert tree.problem_count == len(problems)


def test_counts_are_of_what_is_set_and_of_what_is_wrong() -> None:
    problems = [Problem("/b/x", "Wrong.", "rule"), Problem("/b/y", "Odd.", "rule", Severity.WARNING)]
    node = _node("/b", {"b": {"x": "", "y": 0}}, problems)

    assert (node.is_set, node.problem_count, node.error_count) == (True, 2, 1)
    assert node.severity is Severity.ERROR
    assert _node("/b").severity is None
    assert not _node("/b").is_set


def test_what_is_absent_has_no_value() -> None:
    assert _node("/name").value is UNSET
    assert _node("/name", {"name": None}).value is None


@pytest.mark.parametrize(("document", "chosen"), [({}, ""), ({"b": {}}, "b"), ({"a": {}, "b": {}}, None)])
def test_a_choice_knows_what_is_there(document: Any, chosen: str | None) -> None:
    assert _node("#choice", document).chosen == chosen


def test_find_answers_nothing_for_what_is_not_shown() -> None:
    tree = build(kinds(), KIND_HINTS, {})

    assert find(tree, "/unknown") is None
    assert find(tree, "/names") is None
    assert find(tree, "") is tree


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/tags", {str(number): "x" for number in range(257)}),
        ("/rooms", [{}] * 257),
        ("/rooms", [{"title": [0] * 130}] * 2),
    ],
)
def test_a_list_with_more_rows_than_a_page_bears_is_shown_as_json(pointer: str, value: Any) -> None:
    node = _node(pointer, {pointer[1:]: value})

    assert (node.kind, node.children, node.value) == (FieldKind.FREE, (), value)


BIG = {
    "properties": {
        "small": {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
        "big": {"properties": {f"f{number}": {"type": "string"} for number in range(20)}},
    }
}


def test_a_large_object_of_which_nothing_is_set_is_one_line() -> None:
    html = render(build(load(BIG), {}, {}))

    assert 'data-fold="/big"' in html
    assert 'href="?fields=all&amp;open=%2Fbig#field-big"' in html
    assert 'name="/big/f1"' not in html
    assert 'name="/small/a"' in html


@pytest.mark.parametrize(
    ("document", "asked"),
    [
        ({"big": {}}, {}),
        ({}, {"opened": ["/big"]}),
        ({}, {"problems": [Problem("/big/f1", "Missing.", "required")]}),
    ],
)
def test_it_is_shown_when_it_is_there_asked_for_or_at_fault(document: Any, asked: dict[str, Any]) -> None:
    assert 'name="/big/f1"' in render(build(load(BIG), {}, document, **asked))


def test_a_field_says_where_it_stands_unless_it_simply_runs() -> None:
    stands = {
        "/name": Standing(StandingKind.NOT_HERE, "No host can do it."),
        "/note": Standing(StandingKind.RUNS_HERE),
        ("/size", "big"): Standing(StandingKind.REFUSED_BY_KUBEVIRT, "Too big."),
    }
    html = render(build(kinds(), KIND_HINTS, {}, standings=stands))

    assert '<span class="field__badge">Not here yet</span> No host can do it.' in html
    assert html.count("field__badge") == 1
    assert "Too big." in html


def test_a_locked_field_says_why_and_takes_nothing() -> None:
    locks = {"/name": Lock("locked", "The blueprint names it."), "/rooms": Lock("locked", "As it is.")}
    document = {"name": "n", "rooms": [{"title": "a"}]}
    html = render(build(kinds(), KIND_HINTS, document, locks=locks))
    posted = [("/name", "x"), ("/rooms/0/title", "x"), ("/note", "x")]

    assert "The blueprint names it." in html
    assert '<fieldset class="field__locked" disabled><input type="text" value="n"' in html
    assert decode(kinds(), KIND_HINTS, document, posted, locks=locks) == (Edit("/note", "x"),)
    assert act(kinds(), KIND_HINTS, document, "add:/rooms", locks=locks) == ()
    assert act(kinds(), KIND_HINTS, document, "remove:/rooms/0", locks=locks) == ()
    assert act(kinds(), KIND_HINTS, document, "add:/words", locks=locks) != ()


def test_a_bounded_field_says_its_bounds_and_offers_what_is_allowed() -> None:
    locks = {
        "/count": Lock("bounded", "For this size.", 1, 8),
        "/size": Lock("bounded", "", options=("small",)),
    }
    html = render(build(kinds(), KIND_HINTS, {}, locks=locks))

    assert "From 1 to 8. For this size." in html
    assert 'value="big" id="input-size-2" name="/size" disabled>' in html
    assert 'value="small" id="input-size-1" name="/size">' in html


def test_a_form_inside_another_field_carries_the_names_of_its_place() -> None:
    tree = build(
        kinds(), KIND_HINTS, {"rooms": [{}]}, [Problem("/name", "Missing.", "required")], base="/outer#"
    )
    html = render(tree)

    assert 'name="/outer#/name"' in html
    assert 'name="/outer#/rooms/0/title"' in html
    assert find(tree, "/outer#/name") is not None
    assert "\0" not in html


def test_what_a_schema_allows_one_of_is_a_choice() -> None:
    one = {"type": "object", "required": ["http"]}
    schema = load(
        {
            "properties": {
                "source": {
                    "properties": {"http": {"type": "string"}, "blank": {"type": "object"}},
                    "oneOf": [one, {"type": "object", "required": ["blank"]}],
                }
            }
        }
    )

    assert find(build(schema, {}, {}), "/source#choice") is not None
