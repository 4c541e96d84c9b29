"""Where each box stands: a column for each lane, a line for each device, the machine between its sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vms.wiring.model import Box, Diagram, Lane

WIDTHS: Final[Mapping[Lane, int]] = {
    Lane.SOURCE: 142,
    Lane.VOLUME: 126,
    Lane.DISK: 132,
    Lane.MACHINE: 132,
    Lane.INTERFACE: 132,
    Lane.NETWORK: 126,
    Lane.ATTACHMENT: 136,
}
GAP: Final = 34  # between columns: room for an edge and its warning mark
MARGIN: Final = 10
HEAD: Final = 34  # the names of the lanes
LINE: Final = 16
_TITLE: Final = 34
_LEAST_MACHINE: Final = 138
_LOWEST: Final = 100  # of the shorter side: beside very many devices it would be out of sight
_CROWDED: Final = 14  # rows of one side, from which on a box shows its title alone
_LEFT: Final = frozenset({Lane.SOURCE, Lane.VOLUME, Lane.DISK})


@dataclass(frozen=True, slots=True)
class Place:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Layout:
    """``lines`` is how many lines of small text a box shows beneath its title."""

    places: Mapping[str, Place]
    columns: Mapping[Lane, tuple[int, int]]  # left edge and width
    width: int
    height: int
    lines: int


def layout(diagram: Diagram) -> Layout:
    """The places of all boxes, for the same diagram always the same. No two overlap; linear in the boxes.

    What is joined stands in one line, so that an edge crosses another only where a name leads elsewhere.
    """
    columns = _columns()
    width = max(left + wide for left, wide in columns.values()) + MARGIN
    rows = 1 + max((box.row for box in diagram.boxes), default=0)
    lines = 0 if rows > _CROWDED else 2
    left = [box for box in diagram.boxes if box.lane in _LEFT]
    right = [box for box in diagram.boxes if box.lane not in _LEFT and box.lane is not Lane.MACHINE]
    sides = [_heights(side, lines) for side in (left, right)]
    inner = max(_LEAST_MACHINE, *(_total(heights, lines) for heights in sides))
    places = {
        box.id: Place(columns[Lane.MACHINE][0], HEAD, columns[Lane.MACHINE][1], inner)
        for box in diagram.lane(Lane.MACHINE)
    }
    for side, heights in zip((left, right), sides, strict=True):
        lower = min((inner - _total(heights, lines)) // 2, _LOWEST)
        places |= _placed(side, heights, columns, HEAD + lower, lines)
    return Layout(places, columns, width, HEAD + inner + MARGIN, lines)


def _columns() -> dict[Lane, tuple[int, int]]:
    columns, x = {}, MARGIN
    for lane in Lane:
        columns[lane] = (x, WIDTHS[lane])
        x += WIDTHS[lane] + GAP
    return columns


def _height(box: Box, lines: int) -> int:
    return _TITLE + LINE * min(len(box.lines), lines)


def _between(lines: int) -> int:
    return 16 if lines else 6


def _heights(side: list[Box], lines: int) -> dict[int, int]:
    heights: dict[int, int] = {}
    for box in side:
        heights[box.row] = max(heights.get(box.row, 0), _height(box, lines))
    return dict(sorted(heights.items()))


def _total(heights: Mapping[int, int], lines: int) -> int:
    return sum(heights.values()) + _between(lines) * max(len(heights) - 1, 0)


def _placed(
    side: list[Box], heights: Mapping[int, int], columns: Mapping[Lane, tuple[int, int]], top: int, lines: int
) -> dict[str, Place]:
    tops: dict[int, int] = {}
    for row, height in heights.items():
        tops[row] = top
        top += height + _between(lines)
    places = {}
    for box in side:
        x, width = columns[box.lane]
        height = _height(box, lines)
        places[box.id] = Place(x, tops[box.row] + (heights[box.row] - height) // 2, width, height)
    return places
