"""Where boxes stand."""

from itertools import pairwise
from typing import Any

from hypothesis import given, settings

from tests.wiring.machines import many, typical, wild_machines
from vms.wiring import Layout, layout, wire


def _overlaps(drawn: Layout) -> list[tuple[str, str]]:
    """Pairs of neighbours in a column that touch: columns are apart, so no others can."""
    found = []
    by_column = sorted(drawn.places.items(), key=lambda item: (item[1].x, item[1].y))
    for (one, first), (other, second) in pairwise(by_column):
        if first.x == second.x and first.y + first.height >= second.y:
            found.append((one, other))
    return found


@given(wild_machines)
@settings(max_examples=150, deadline=None)
def test_no_two_boxes_overlap_and_all_are_on_the_sheet(document: dict[str, Any]) -> None:
    diagram = wire(document)
    drawn = layout(diagram)

    assert _overlaps(drawn) == []
    assert drawn.places.keys() == diagram.by_id.keys()
    for place in drawn.places.values():
        assert place.x >= 0
        assert place.y >= 0
        assert place.right <= drawn.width
        assert place.y + place.height <= drawn.height


def test_the_same_diagram_is_always_laid_out_the_same() -> None:
    assert layout(wire(typical())) == layout(wire(typical()))


def test_what_is_joined_stands_in_one_line() -> None:
    places = layout(wire(typical())).places

    assert places["source.root-dv"].middle == places["volume.root"].middle == places["disk.root"].middle


def test_the_machine_is_as_tall_as_its_taller_side() -> None:
    places = layout(wire(many(30))).places

    assert places["machine"].y <= places["disk.disk0"].y
    assert places["machine"].y + places["machine"].height >= places["disk.disk29"].middle


def test_many_devices_take_less_room_each() -> None:
    few, crowd = layout(wire(many(10))), layout(wire(many(200)))

    assert crowd.places["disk.disk0"].height < few.places["disk.disk0"].height
    assert _overlaps(crowd) == []
