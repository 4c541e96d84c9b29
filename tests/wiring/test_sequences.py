"""What must hold after any operations, not only after those somebody thought of."""

import difflib
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wiring.machines import NAMES, machines
from vms.manifest import edit_document, edit_yaml, from_yaml, to_yaml
from vms.wiring import PALETTE, Box, Lane, State, WiringRefused, act, wire


@st.composite
def actions_on(draw: st.DrawFn, document: dict[str, Any]) -> str:
    """Any button, any drag, any key of the diagram of this document."""
    diagram = wire(document)
    boxes = st.sampled_from([box.id for box in diagram.boxes])
    repairs = [repair.action for edge in diagram.edges for repair in edge.repairs]
    kinds = st.sampled_from([device.kind for device in PALETTE])
    action: str = draw(
        st.one_of(
            st.builds("wire:add:{}".format, kinds),
            st.builds("wire:connect:{}:{}".format, boxes, boxes),
            st.builds("wire:remove:{}".format, boxes),
            st.builds("wire:rename:{}:{}".format, boxes, st.sampled_from([*NAMES, "new"])),
            st.builds("wire:boot:{}:{}".format, boxes, st.sampled_from(["first", "up", "down", "off"])),
            st.builds("wire:create:{}".format, boxes),
            *([st.sampled_from(repairs)] if repairs else []),
        )
    )
    return action


def _broken(document: dict[str, Any]) -> Counter[tuple[Lane, Lane]]:
    """How many joints of each kind are broken."""
    diagram = wire(document)
    return Counter((diagram.by_id[edge.start].lane, diagram.by_id[edge.end].lane) for edge in diagram.broken)


@given(machines, st.data())
@settings(max_examples=150, deadline=None)
def test_no_operation_breaks_a_joint(document: dict[str, Any], data: st.DataObject) -> None:
    for _ in range(4):
        action = data.draw(actions_on(document))
        try:
            changed = edit_document(document, act(document, action))
        except WiringRefused:
            continue
        more = _broken(changed) - _broken(document)
        assert not more, (action, more)
        document = changed


@given(machines, st.data())
@settings(max_examples=100, deadline=None)
def test_an_operation_does_to_the_text_what_it_does_to_the_document(
    document: dict[str, Any], data: st.DataObject
) -> None:
    text = to_yaml(document)
    try:
        edits = act(document, data.draw(actions_on(document)))
    except WiringRefused:
        return

    edited = edit_yaml(text, edits)

    assert from_yaml(edited) == edit_document(document, edits)
    assert _taken_back(text, edited) == text


def _taken_back(before: str, after: str) -> str:
    """The text after, with every span that changed put back."""
    spans = difflib.SequenceMatcher(None, after, before, autojunk=False).get_opcodes()
    return "".join(
        after[start:end] if tag == "equal" else before[other:end_of_other]
        for tag, start, end, other, end_of_other in spans
    )


@given(machines)
@settings(max_examples=60, deadline=None)
def test_all_removable_boxes_can_be_removed_until_nothing_is_left(document: dict[str, Any]) -> None:
    for _ in range(40):
        box = next(iter(_devices(document)), None)
        if box is None:
            break
        document = edit_document(document, act(document, f"wire:remove:{box.id}"))

    assert all(box.state is State.IMPLIED for box in wire(document).boxes if box.id != "machine")


def _devices(document: dict[str, Any]) -> list[Box]:
    return [box for box in wire(document).boxes if box.state is State.OK and box.id != "machine"]
