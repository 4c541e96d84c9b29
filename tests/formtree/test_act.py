from typing import Any

import pytest

from tests.formtree.browser import Controls
from tests.formtree.samples import HINTS, KIND_HINTS, kinds
from tests.schema.shipped import raw, shipped
from vms.formtree import act, build, render
from vms.schema import Edit, Fix, Problem, apply, check


def _after(document: Any, action: str, hints: dict[str, Any] | None = None) -> Any:
    return apply(document, act(kinds(), KIND_HINTS if hints is None else hints, document, action))


@pytest.mark.parametrize(
    ("document", "action", "after"),
    [
        ({}, "add:/words", {"words": [""]}),
        ({"words": ["a"]}, "add:/words", {"words": ["a", ""]}),
        ({}, "add:/ports", {"ports": [1]}),
        ({}, "add:/rooms", {"rooms": [{}]}),
        ({}, "add:/grids", {"grids": [[]]}),
        ({"grids": [[]]}, "add:/grids/0", {"grids": [[0]]}),
        ({"words": None}, "add:/words", {"words": [""]}),
        ({"words": ["a", "b"]}, "remove:/words/0", {"words": ["b"]}),
        ({"tags": {"a/b": "1", "c": "2"}}, "remove:/tags/a~1b", {"tags": {"c": "2"}}),
        ({"words": ["a", "b", "c"]}, "up:/words/1", {"words": ["b", "a", "c"]}),
        ({"words": ["a", "b", "c"]}, "down:/words/1", {"words": ["a", "c", "b"]}),
        ({"rooms": [{"x": 1}, {"y": 2}]}, "down:/rooms/0", {"rooms": [{"y": 2}, {"x": 1}]}),
    ],
)
def test_a_button_does_what_it_says(document: Any, action: str, after: Any) -> None:
    assert _after(document, action) == after


@pytest.mark.parametrize(
    "action",
    [
        "",
        "add",
        "add:",
        "add:/name",
        "add:/unknown",
        "add:nonsense",
        "remove:/name",
        "remove:",
        "remove:/words/9",
        "remove:/words/-",
        "up:/words/0",
        "down:/words/0",
        "up:/words/x",
        "up:/tags/a",
        "explode:/words/0",
        "fix:rule:/name",
    ],
)
def test_what_the_form_does_not_offer_does_nothing(action: str) -> None:
    document = {"name": "n", "words": ["a"], "tags": {"a": "1"}}

    assert act(kinds(), KIND_HINTS, document, action) == ()


def test_a_new_row_is_what_the_hints_say() -> None:
    hints = {"fields": {"/rooms": {"new": {"title": "Room", "seats": 2}}}}

    assert _after({}, "add:/rooms", hints) == {"rooms": [{"title": "Room", "seats": 2}]}


def test_a_repair_is_found_among_the_problems() -> None:
    problem = Problem("/name", "Wrong.", "rule", fix=Fix("Rename it", (Edit("/name", "y"),)))

    assert act(kinds(), KIND_HINTS, {}, "fix:rule:/name", [problem]) == (Edit("/name", "y"),)
    assert act(kinds(), KIND_HINTS, {}, "fix:other:/name", [problem]) == ()


_DEVICES = "/spec/template/spec/domain/devices"
_LAST_DOWN = {  # hidden by the style sheet, and harmless
    f"down:{_DEVICES}/disks/1",
    f"down:{_DEVICES}/interfaces/0",
    "down:/spec/template/spec/networks/0",
    "down:/spec/template/spec/volumes/1",
    "down:/spec/dataVolumeTemplates/0",
}


def test_every_button_of_the_editor_changes_the_document() -> None:
    document = raw()["examples"][0]
    buttons = Controls(render(build(shipped(), HINTS, document, check(shipped(), document)))).buttons

    assert len(buttons) > 10
    for button in buttons:
        if button in _LAST_DOWN:
            continue
        assert apply(document, act(shipped(), HINTS, document, button)) != document, button
