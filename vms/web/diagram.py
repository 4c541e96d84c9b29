"""The wiring diagram as a pane of the editor, and what stands behind one of its boxes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString

from vms import formtree, wiring
from vms.formtree import FieldNode, Html
from vms.models import Draft
from vms.schema import UNSET, Edit, Problem, apply, exists
from vms.selectors.drafts import REMEMBERED, Reading
from vms.wiring import Box, Device, Lane, State

from . import draft_form

_FORM: Final = "draft-form"
_DEVICES: Final = "/spec/template/spec/domain/devices"
_DRAWN: Final = (  # each of these has a box of its own
    f"{_DEVICES}/disks",
    f"{_DEVICES}/interfaces",
    "/spec/template/spec/volumes",
    "/spec/template/spec/networks",
    "/spec/dataVolumeTemplates",
)
_REFERENCES: Final = re.compile(
    r' (id|for|aria-describedby|aria-labelledby|aria-controls|data-first)="([^"]+)"'
)
_TARGETS: Final[Mapping[Lane, Lane]] = {
    Lane.DISK: Lane.VOLUME,
    Lane.VOLUME: Lane.SOURCE,
    Lane.SOURCE: Lane.VOLUME,
    Lane.INTERFACE: Lane.NETWORK,
    Lane.NETWORK: Lane.INTERFACE,
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A device of the palette; ``refused`` says why this machine cannot have it."""

    device: Device
    refused: str

    @property
    def action(self) -> str:
        return f"wire:add:{self.device.kind}"


@dataclass(frozen=True, slots=True)
class DiagramPart:
    svg: Html
    table: Html
    palette: SafeString
    broken: tuple[wiring.Edge, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Inspector:
    """One box with its fields, what it may be connected to, and what can be done with it."""

    box: Box
    fields: Html
    says: tuple[str, ...]
    repairs: tuple[wiring.Repair, ...]
    targets: tuple[Box, ...]
    is_real: bool
    is_named: bool
    is_bootable: bool


def html(text: str, reading: Reading) -> SafeString:
    """The pane's content: the diagram of a text that was read, and what can be added to it.

    Drawn once for the same text with the same problems: about 2 ms for 9 disks.
    """
    told = tuple(
        (
            problem.pointer,
            problem.message,
            problem.keyword,
            problem.severity,
            problem.fix and problem.fix.label,
        )
        for problem in reading.problems
    )
    return _drawn(_Read(text, told, reading))


@dataclass(frozen=True, slots=True)
class _Read:
    """A reading, told from others by all that the diagram shows of it."""

    text: str
    told: tuple[tuple[object, ...], ...]
    reading: Reading = field(compare=False)


@lru_cache(maxsize=REMEMBERED)
def _drawn(read: _Read) -> SafeString:
    return render_to_string("vms/parts/_workspace_diagram.html", {"diagram": part(read.reading)})


def part(reading: Reading) -> DiagramPart | None:
    """What the pane shows of what was read; nothing while the text cannot be."""
    if reading.document is None:
        return None
    diagram = wiring.wire(reading.document, reading.problems)
    svg = wiring.render(diagram, wiring.layout(diagram), static("dist/icons.svg"))
    palette = _palette(tuple(diagram.unavailable.items()))
    return DiagramPart(svg, wiring.table(diagram, _FORM), palette, diagram.broken, diagram.left_out)


@lru_cache(maxsize=REMEMBERED)
def _palette(unavailable: tuple[tuple[str, str], ...]) -> SafeString:
    """What can be added, and why some of it cannot: the same for nearly all machines."""
    groups = tuple(_groups(dict(unavailable)))
    return render_to_string("vms/parts/_diagram_palette.html", {"groups": groups})


def _groups(unavailable: Mapping[str, str]) -> Iterator[tuple[str, tuple[Tile, ...]]]:
    for group in dict.fromkeys(device.group for device in wiring.PALETTE):
        tiles = (
            Tile(device, unavailable.get(device.kind, ""))
            for device in wiring.PALETTE
            if device.group == group
        )
        yield group, tuple(tiles)


def complete(action: str, posted: Mapping[str, Any]) -> str:
    """A button of the table's own small forms, with what was chosen beside it."""
    if action == "wire:connect":
        return f"{action}:{posted.get('wire-from', '')}:{posted.get('wire-to', '')}"
    if action == "wire:rename":
        return f"{action}:{posted.get('wire-box', '')}:{posted.get('wire-name', '')}"
    return action


def inspect(draft: Draft, reading: Reading, box_id: str) -> Inspector | None:
    """What is behind a box; nothing for a box that is not there any more."""
    if reading.document is None:
        return None
    diagram = wiring.wire(reading.document, reading.problems)
    box = diagram.by_id.get(box_id)
    if box is None:
        return None
    edges = [edge for edge in diagram.edges if box.id in (edge.start, edge.end) and edge.says]
    is_real = box.state is State.OK
    targets = diagram.lane(_TARGETS[box.lane]) if is_real and box.lane in _TARGETS else ()
    joined = {edge.start for edge in diagram.edges if edge.end == box.id}
    joined |= {edge.end for edge in diagram.edges if edge.start == box.id}
    is_named = bool(box.name) and is_real
    return Inspector(
        box=box,
        fields=_fields(draft, reading, box),
        says=tuple(dict.fromkeys(edge.says for edge in edges)),
        repairs=tuple(repair for edge in edges for repair in edge.repairs),
        targets=tuple(
            target
            for target in targets
            if target.name and target.state is State.OK and target.id not in joined and is_named
        ),
        is_real=is_real and box.lane is not Lane.MACHINE,
        is_named=is_named or box.lane is Lane.MACHINE,
        is_bootable=is_real and box.lane in {Lane.DISK, Lane.INTERFACE},
    )


def _fields(draft: Draft, reading: Reading, box: Box) -> Html:
    if box.lane is Lane.MACHINE:
        return _prefixed("".join(draft_form.render(draft, node) for node in _of_machine(draft, reading)))
    pointer = _shown_for(box)
    node = formtree.find(draft_form.of(draft, reading, [pointer], [pointer]), pointer)
    return Html("") if node is None else _prefixed(draft_form.render(draft, node))


def _shown_for(box: Box) -> str:
    """Where a box's fields are: those of a source are its volume's, where the source is also chosen."""
    if box.lane is Lane.SOURCE and box.pointer.startswith("/spec/template/spec/volumes/"):
        return "/".join(box.pointer.split("/")[:6])
    return box.pointer


def _of_machine(draft: Draft, reading: Reading) -> Iterator[FieldNode]:
    """The form's sections without the lists that have boxes of their own."""
    removed = [Edit(pointer, UNSET) for pointer in _DRAWN if exists(reading.document, pointer)]
    told = [problem for problem in reading.problems if not _is_drawn(problem)]
    bare = replace(reading, document=apply(reading.document, removed), problems=told)
    shown = [child.pointer for group in draft_form.of(draft, bare, None).children for child in group.children]
    shown = [pointer for pointer in shown if pointer not in _DRAWN]
    yield from draft_form.of(draft, bare, shown, shown).children


def _is_drawn(problem: Problem) -> bool:
    return any(problem.pointer == each or problem.pointer.startswith(f"{each}/") for each in _DRAWN)


def _prefixed(html: str) -> Html:
    """The form stands on the same page: its ids are taken."""
    return Html(
        _REFERENCES.sub(
            lambda found: f' {found[1]}="{" ".join(f"wired-{name}" for name in found[2].split())}"', html
        )
    )
