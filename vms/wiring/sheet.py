"""The sheet that both sides of the machine are drawn on."""

from dataclasses import dataclass, field

from vms.wiring.look import Entry
from vms.wiring.model import Box, Edge, Lane, Repair, State
from vms.wiring.words import Words

MACHINE = "machine"


@dataclass
class Sheet:
    boxes: list[Box] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def put(
        self,
        lane: Lane,
        row: int,
        mark: str,
        said: Words,
        pointer: str,
        *,
        name: str = "",
        state: State = State.OK,
        boot: int | None = None,
    ) -> str:
        """Draw a box; the answer is its id."""
        box_id = f"{lane}.{mark}"
        box = Box(box_id, lane, row, said.kind, name, said.title, said.icon, pointer, said.lines, state, boot)
        self.boxes.append(box)
        return box_id

    def missing(self, lane: Lane, row: int, mark: str, title: str, pointer: str, word: str) -> str:
        said = Words(word, title, "exclamation-triangle", ("missing",))
        return self.put(lane, row, f"missing.{mark}", said, pointer, state=State.BROKEN)

    def join(self, start: str, end: str, state: State = State.OK, says: str = "", *repairs: Repair) -> None:
        self.edges.append(Edge(start, end, state, says, repairs))


def boot_order(entry: Entry) -> int | None:
    order = entry.value.get("bootOrder")
    return order if isinstance(order, int) and not isinstance(order, bool) and abs(order) < 10**6 else None
