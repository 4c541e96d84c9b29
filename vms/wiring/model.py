"""Boxes, edges and what can be done about a broken one."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from vms.schema import Severity


class Lane(StrEnum):
    """The columns of the diagram, from where the data lies to where the packets go."""

    SOURCE = "source"
    VOLUME = "volume"
    DISK = "disk"
    MACHINE = "machine"
    INTERFACE = "interface"
    NETWORK = "network"
    ATTACHMENT = "attachment"


class State(StrEnum):
    OK = "ok"
    BROKEN = "broken"  # of a box: it is missing, and drawn where it belongs
    IMPLIED = "implied"  # not in the manifest; the machine gets it by itself


@dataclass(frozen=True, slots=True)
class Repair:
    """A button: its label and the action behind it, as ``act`` or the form's own ``fix:`` understands it."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Box:
    """One thing of the machine.

    ``id`` is stable while the thing keeps its name, and fits an attribute ``id``. ``pointer`` is its place in
    the document; of what is missing or implied, the place that asks for it. ``row`` is its line on its side
    of the machine.
    """

    id: str
    lane: Lane
    row: int
    kind: str  # the word for it: Disk, CD-ROM, Network card
    name: str  # as the document has it; empty without one
    title: str
    icon: str
    pointer: str
    lines: tuple[str, ...] = ()
    state: State = State.OK
    boot: int | None = None
    severity: Severity | None = None
    problems: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.kind} {self.title}" if self.title else self.kind


@dataclass(frozen=True, slots=True)
class Edge:
    """A joint, from left to right. A broken one says what is the matter and what can be done."""

    start: str
    end: str
    state: State = State.OK
    says: str = ""
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True)
class Diagram:
    """``left_out`` counts the devices that are too many to be drawn."""

    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    left_out: int = 0
    unavailable: dict[str, str] = field(default_factory=dict)  # what cannot be added, and why

    @cached_property
    def by_id(self) -> dict[str, Box]:
        return {box.id: box for box in self.boxes}

    @property
    def broken(self) -> tuple[Edge, ...]:
        return tuple(edge for edge in self.edges if edge.state is State.BROKEN)

    def lane(self, lane: Lane) -> tuple[Box, ...]:
        return tuple(box for box in self.boxes if box.lane is lane)
