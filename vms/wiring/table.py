"""The diagram as tables: the same content and the same actions, for screen readers and small screens."""

from collections.abc import Iterable, Iterator
from html import escape

from vms.formtree import Html, slug
from vms.schema import Severity
from vms.wiring.model import Box, Diagram, Edge, Lane, Repair, State

_WORDS = {
    Lane.DISK: "Disk",
    Lane.VOLUME: "Volume",
    Lane.SOURCE: "Source",
    Lane.INTERFACE: "Network card",
    Lane.NETWORK: "Network",
    Lane.ATTACHMENT: "Attached to",
}
_STORAGE = (Lane.DISK, Lane.VOLUME, Lane.SOURCE)
_NETWORK = (Lane.INTERFACE, Lane.NETWORK, Lane.ATTACHMENT)
_BOOTABLE = frozenset({Lane.DISK, Lane.INTERFACE})


def table(diagram: Diagram, form: str) -> Html:
    """The tables. Their buttons belong to the form of this id, and so work without scripts."""
    return Html("".join(_Table(diagram, form).parts()))


class _Table:
    def __init__(self, diagram: Diagram, form: str) -> None:
        self.diagram = diagram
        self.form = escape(form)
        self.cells = {(box.lane, box.row): box for box in diagram.boxes}
        self.before: dict[str, list[Edge]] = {}
        self.after: dict[str, list[Edge]] = {}
        for edge in diagram.edges:
            self.after.setdefault(edge.start, []).append(edge)
            self.before.setdefault(edge.end, []).append(edge)

    def parts(self) -> Iterator[str]:
        yield from self.side("Disks and what is behind them", _STORAGE)
        yield from self.side("Network cards and what they join", _NETWORK)
        yield from self.joining()

    def side(self, caption: str, lanes: tuple[Lane, Lane, Lane]) -> Iterator[str]:
        rows = sorted({row for lane, row in self.cells if lane in lanes})
        yield f'<table class="table table--cards wiring-table"><caption>{caption}</caption><thead><tr>'
        yield "".join(f'<th scope="col">{_WORDS[lane]}</th>' for lane in lanes)
        yield '<th scope="col">What to do</th></tr></thead><tbody>'
        for row in rows:
            yield from self.row(row, lanes)
        if not rows:
            yield '<tr><td colspan="4" class="muted">None. Add one from the palette above.</td></tr>'
        yield "</tbody></table>"

    def row(self, row: int, lanes: tuple[Lane, Lane, Lane]) -> Iterator[str]:
        boxes = self.boxes(row, lanes)
        present = [box for box in boxes if box is not None]
        yield "<tr>"
        for lane, box in zip(lanes, boxes, strict=True):
            yield f'<td data-label="{_WORDS[lane]}">{self.cell(box) if box else _nothing(lane)}</td>'
        yield '<td data-label="What to do"><div class="wiring-table__does">'
        yield from self.broken(present)
        first = next((box for box in present if box.state is State.OK), None)
        if first is not None:
            yield from self.boot(first)
            yield self.button(
                Repair("Remove", f"wire:remove:{first.id}"), f"Remove {first.label} with what hangs on it"
            )
        yield "</div></td></tr>"

    def boxes(self, row: int, lanes: tuple[Lane, Lane, Lane]) -> list[Box | None]:
        """The three boxes of a row; what is drawn in another row is found by its joint."""
        found = [self.cells.get((lane, row)) for lane in lanes]
        for place in (1, 2):
            nearer = found[place - 1]
            if found[place] is None and nearer is not None:
                found[place] = self.beyond(nearer, lanes[place])
        return found

    def beyond(self, box: Box, lane: Lane) -> Box | None:
        edges = (*self.before.get(box.id, ()), *self.after.get(box.id, ()))
        others = (self.diagram.by_id[edge.start if edge.end == box.id else edge.end] for edge in edges)
        return next((other for other in others if other.lane is lane), None)

    def cell(self, box: Box) -> str:
        boot = (
            f' <span class="tag tag--accent">boots {_ordinal(box.boot)}</span>'
            if box.boot is not None
            else ""
        )
        state = {
            State.OK: "",
            State.BROKEN: ' <span class="tag tag--danger">missing</span>',
            State.IMPLIED: ' <span class="tag">by itself</span>',
        }[box.state]
        title = escape(box.title)
        if box.state is State.OK:
            title = f'<a class="table__name" href="#field-{slug(box.pointer)}">{title}</a>'
        lines = escape(", ".join(line for line in box.lines if line not in {"missing", "added by itself"}))
        problems = "".join(
            f'<p class="wiring-table__problem">{escape(message)}</p>' for message in box.problems
        )
        tone = " has-error" if box.severity is Severity.ERROR or box.state is State.BROKEN else ""
        fixes = "".join(self.button(repair, f"{repair.label}: {box.label}") for repair in box.repairs)
        return (
            f'<div class="wiring-table__cell{tone}">{title}{boot}{state}'
            f'<small class="muted">{lines}</small>{problems}{fixes}</div>'
        )

    def broken(self, boxes: Iterable[Box]) -> Iterator[str]:
        told: set[str] = set()
        for box in boxes:
            for edge in (*self.before.get(box.id, ()), *self.after.get(box.id, ())):
                if edge.state is State.OK or not edge.says or edge.says in told:
                    continue
                told.add(edge.says)
                tone = "has-error" if edge.state is State.BROKEN else "muted"
                yield f'<p class="wiring-table__problem {tone}">{escape(edge.says)}</p>'
                for repair in edge.repairs:
                    yield self.button(repair, repair.label)

    def boot(self, box: Box) -> Iterator[str]:
        if box.lane not in _BOOTABLE:
            return
        if box.boot is None:
            yield self.button(
                Repair("Boot from it", f"wire:boot:{box.id}:up"), f"Boot from {box.label} too, last"
            )
            return
        yield self.button(Repair("Earlier", f"wire:boot:{box.id}:up"), f"Boot from {box.label} earlier")
        yield self.button(Repair("Later", f"wire:boot:{box.id}:down"), f"Boot from {box.label} later")
        yield self.button(Repair("Not at boot", f"wire:boot:{box.id}:off"), f"Do not boot from {box.label}")

    def button(self, repair: Repair, label: str) -> str:
        return (
            f'<button class="button button--small" form="{self.form}" name="_action"'
            f' value="{escape(repair.action)}" aria-label="{escape(label)}">{escape(repair.label)}</button>'
        )

    def joining(self) -> Iterator[str]:
        """Two boxes chosen from lists, for who cannot drag; and a new name for one."""
        users = self.options((Lane.DISK, Lane.INTERFACE, Lane.VOLUME))
        targets = self.options((Lane.VOLUME, Lane.NETWORK, Lane.SOURCE), named=True)
        named = self.options((Lane.DISK, Lane.INTERFACE, Lane.SOURCE), named=True)
        if users and targets:
            yield (
                '<div class="wiring-table__form"><label for="wire-from">Connect</label>'
                f'<select id="wire-from" name="wire-from" form="{self.form}">{users}</select>'
                '<label for="wire-to">to</label>'
                f'<select id="wire-to" name="wire-to" form="{self.form}">{targets}</select>'
                f'<button class="button" form="{self.form}" name="_action" value="wire:connect">'
                "Connect</button></div>"
            )
        if named:
            yield (
                '<div class="wiring-table__form"><label for="wire-box">Rename</label>'
                f'<select id="wire-box" name="wire-box" form="{self.form}">{named}</select>'
                '<label for="wire-name">to</label>'
                f'<input id="wire-name" name="wire-name" form="{self.form}" maxlength="63" autocomplete="off"'
                ' spellcheck="false" placeholder="data"/>'
                f'<button class="button" form="{self.form}" name="_action" value="wire:rename">'
                "Rename</button></div>"
            )

    def options(self, lanes: tuple[Lane, ...], *, named: bool = False) -> str:
        return "".join(
            f'<option value="{box.id}">{escape(box.label)}</option>'
            for lane in lanes
            for box in self.diagram.lane(lane)
            if box.state is State.OK and (box.name or not named)
        )


def _nothing(lane: Lane) -> str:
    return (
        '<span class="muted">none: the drive is empty</span>'
        if lane is Lane.VOLUME
        else '<span class="muted">nothing</span>'
    )


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"as no. {number}")
