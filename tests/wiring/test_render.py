"""The diagram and its table as HTML."""

import re
from time import process_time
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from tests.wiring.machines import a_machine, card, disk, empty, many, pod, typical, wild_machines
from vms.manifest import check
from vms.wiring import layout, render, table, wire


def _svg(document: Any) -> str:
    diagram = wire(document, check(document))
    return render(diagram, layout(diagram), "/icons.svg")


def _table(document: Any) -> str:
    return table(wire(document, check(document)), "draft-form")


@given(wild_machines)
@settings(max_examples=80, deadline=None)
def test_the_svg_is_well_formed_and_every_box_is_an_option_with_a_name(document: dict[str, Any]) -> None:
    root = ET.fromstring(_svg(document))  # noqa: S314  our own text

    boxes = [each for each in root.iter() if each.get("role") == "option"]
    assert len(boxes) == len(wire(document).boxes)
    assert all(box.get("aria-label") for box in boxes)
    assert sum(box.get("tabindex") == "0" for box in boxes) == 1


@given(wild_machines)
@settings(max_examples=40, deadline=None)
def test_the_table_is_well_formed(document: dict[str, Any]) -> None:
    ET.fromstring(f"<div>{_table(document)}</div>")  # noqa: S314  our own text


def test_names_are_escaped() -> None:
    document = a_machine([disk('"><script>')], [])

    assert "<script>" not in _svg(document) + _table(document)


def test_no_style_and_no_script_is_written_inline() -> None:
    assert not re.search(r"\sstyle=|\son\w+=", _svg(typical()) + _table(typical()))


def test_a_broken_joint_is_told_by_a_mark_and_by_words() -> None:
    svg = _svg(a_machine([disk("data")], [], [card("n")], [pod("n")]))

    assert "edge--broken" in svg
    assert "edge__mark" in svg
    assert "The disk “data” has no volume" in svg
    assert ">missing</text>" in svg


def test_the_boot_order_is_a_badge() -> None:
    assert 'class="boot__number"' in _svg(typical())


def test_the_table_offers_what_the_diagram_does() -> None:
    said = _table(a_machine([disk("data", bootOrder=1), disk("b")], [empty("b")]))

    for action in ("wire:create:disk.data", "wire:remove:disk.data", "wire:boot:disk.data:down",
                   "wire:boot:disk.b:up", "wire:connect", "wire:rename", "wire:add:pod"):  # fmt: skip
        assert f'value="{action}"' in said


def test_every_button_belongs_to_the_form_and_has_a_name() -> None:
    root = ET.fromstring(f"<div>{_table(typical())}</div>")  # noqa: S314  our own text

    buttons = list(root.iter("button"))
    assert buttons
    assert all(button.get("form") == "draft-form" and button.get("name") == "_action" for button in buttons)
    assert all(button.get("aria-label") or button.text for button in buttons)


@pytest.mark.parametrize(("count", "most"), [(9, 0.005), (200, 0.06)])
def test_drawing_is_quick(count: int, most: float) -> None:
    document = many(count)
    problems = check(document)
    best = min(_seconds(document, problems) for _ in range(5))

    assert best < most


def _seconds(document: Any, problems: Any) -> float:
    begun = process_time()
    diagram = wire(document, problems)
    render(diagram, layout(diagram), "/icons.svg")
    table(diagram, "draft-form")
    return process_time() - begun
