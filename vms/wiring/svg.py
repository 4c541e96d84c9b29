"""The diagram as SVG: plain strings, everything escaped where it enters, no style but classes."""

from collections.abc import Iterator
from html import escape
from typing import Final

from vms.formtree import Html
from vms.schema import Severity
from vms.wiring.layout import GAP, LINE, Layout, Place
from vms.wiring.model import Box, Diagram, Edge, Lane, State

HEADINGS: Final = {
    Lane.SOURCE: "Sources",
    Lane.VOLUME: "Volumes",
    Lane.DISK: "Disks",
    Lane.MACHINE: "Machine",
    Lane.INTERFACE: "Network cards",
    Lane.NETWORK: "Networks",
    Lane.ATTACHMENT: "Attached to",
}
_ICON: Final = 15
_LETTER: Final = 7.1  # the mean width of a letter of a title, and of a small line
_SMALL: Final = 6.0


def render(diagram: Diagram, drawn: Layout, icons: str) -> Html:
    """The SVG. ``icons`` is the address of the sprite. About 15 µs for each box."""
    return Html("".join(_parts(diagram, drawn, icons)))


def _parts(diagram: Diagram, drawn: Layout, icons: str) -> Iterator[str]:
    machine = next(iter(diagram.lane(Lane.MACHINE)))
    yield (
        f'<svg class="wiring" viewBox="0 0 {drawn.width} {drawn.height}" width="{drawn.width}"'
        f' height="{drawn.height}" role="listbox" id="wiring-boxes"'
        f' aria-label="Wiring of {escape(machine.title)}" aria-describedby="wiring-help">'
    )
    for lane, (x, width) in drawn.columns.items():
        yield (
            f'<text class="wiring__lane" aria-hidden="true" x="{x + width // 2}" y="18">'
            f"{HEADINGS[lane]}</text>"
        )
    yield '<g class="wiring__edges" aria-hidden="true">'
    for edge in diagram.edges:
        yield _edge(edge, drawn, icons)
    yield "</g>"
    said = _said(diagram)
    for lane in Lane:
        boxes = diagram.lane(lane)
        if boxes:
            yield f'<g role="group" aria-label="{HEADINGS[lane]}">'
            for box in boxes:
                yield _box(box, drawn.places[box.id], drawn.lines, said.get(box.id, []), icons)
            yield "</g>"
    yield "</svg>"


def _edge(edge: Edge, drawn: Layout, icons: str) -> str:
    start, end = drawn.places[edge.start], drawn.places[edge.end]
    x1, y1, x2, y2 = start.right, start.middle, end.x, end.middle
    if edge.end == "machine":
        y2 = y1
    elif edge.start == "machine":
        y1 = y2
    bend = GAP // 2
    line = (
        f'<path class="edge edge--{edge.state}" data-from="{edge.start}" data-to="{edge.end}"'
        f' d="M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"/>'
    )
    if edge.state is not State.BROKEN:
        ports = "".join(f'<circle class="port" cx="{x}" cy="{y}" r="3"/>' for x, y in ((x1, y1), (x2, y2)))
        return line + ports
    x, y = (x1 + x2) // 2, (y1 + y2) // 2
    return (
        f'{line}<circle class="edge__mark" cx="{x}" cy="{y}" r="9"/>'
        f'<use class="edge__icon" href="{icons}#exclamation-triangle" x="{x - 6}" y="{y - 6}"'
        ' width="12" height="12"/>'
    )


def _said(diagram: Diagram) -> dict[str, list[str]]:
    """For each box, its joints as words."""
    said: dict[str, list[str]] = {}
    for edge in diagram.edges:
        if edge.state is State.OK:
            if "machine" not in (edge.start, edge.end):
                said.setdefault(edge.start, []).append(f"connected to {diagram.by_id[edge.end].label}")
                said.setdefault(edge.end, []).append(f"connected to {diagram.by_id[edge.start].label}")
        elif edge.says:
            said.setdefault(edge.start, []).append(edge.says)
            said.setdefault(edge.end, []).append(edge.says)
    return said


def reads(box: Box, said: list[str]) -> str:
    """A box as one sentence for a screen reader."""
    words = [box.label]
    if box.state is State.BROKEN:
        words = [f"Missing: {box.label}"]
    words += [line for line in box.lines if line != "missing"]
    if box.boot is not None:
        words.append(f"boot order {box.boot}")
    words += dict.fromkeys(said)
    words += [f"problem: {message}" for message in box.problems[:3]]
    return ", ".join(word.rstrip(".") for word in words)


def _box(box: Box, place: Place, lines: int, said: list[str], icons: str) -> str:
    tone = " box--faulty" if box.severity is Severity.ERROR else " box--doubtful" if box.severity else ""
    is_machine = box.lane is Lane.MACHINE
    tab = "0" if is_machine else "-1"
    room = place.width - 34 - (24 if box.boot is not None else 0) - (18 if box.severity else 0)
    shown = min(len(box.lines), 9 if is_machine else lines)
    title = place.y + (26 if is_machine else 22)
    texts = "".join(
        f'<text class="box__line" x="{place.x + 11}" y="{title + 18 + LINE * number}">'
        f"{escape(_fit(line, place.width - 18, _SMALL))}</text>"
        for number, line in enumerate(box.lines[:shown])
    )
    spoken = escape(reads(box, said))
    return (
        f'<g class="box box--{box.lane} box--{box.state}{tone}" id="box-{box.id}" role="option"'
        f' aria-selected="false" tabindex="{tab}" aria-label="{spoken}"'
        f' data-lane="{box.lane}" data-label="{escape(box.label)}" data-pointer="{escape(box.pointer)}">'
        f"<title>{spoken}</title>"
        f'<rect class="box__frame" x="{place.x}" y="{place.y}" width="{place.width}"'
        f' height="{place.height}" rx="8"/>'
        f'<use class="box__icon" href="{icons}#{box.icon}" x="{place.x + 10}" y="{title - 12}"'
        f' width="{_ICON}" height="{_ICON}"/>'
        f'<text class="box__title" x="{place.x + 31}" y="{title}">'
        f"{escape(_fit(box.title, room, _LETTER))}</text>"
        f"{texts}{_badge(box, place)}{_mark(box, place, icons)}</g>"
    )


def _badge(box: Box, place: Place) -> str:
    if box.boot is None:
        return ""
    x = place.right - 15
    return (
        f'<g class="boot"><circle class="boot__disc" cx="{x}" cy="{place.y + 15}" r="9"/>'
        f'<text class="boot__number" x="{x}" y="{place.y + 19}">'
        f"{box.boot if 0 <= box.boot < 1000 else '…'}</text></g>"
    )


def _mark(box: Box, place: Place, icons: str) -> str:
    if box.severity is None:
        return ""
    name = "exclamation-octagon" if box.severity is Severity.ERROR else "exclamation-triangle"
    x = place.right - (42 if box.boot is not None else 22)
    return f'<use class="box__mark" href="{icons}#{name}" x="{x}" y="{place.y + 8}" width="13" height="13"/>'


def _fit(text: str, room: int, letter: float) -> str:
    most = max(int(room / letter), 4)
    return text if len(text) <= most else f"{text[: most - 1]}…"
