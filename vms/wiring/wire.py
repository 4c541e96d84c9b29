"""A document as boxes and edges."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from vms.schema import Problem, Severity
from vms.wiring import words
from vms.wiring.devices import unavailable
from vms.wiring.look import left_out
from vms.wiring.model import Box, Diagram, Lane, Repair
from vms.wiring.network import wire_network
from vms.wiring.sheet import Sheet
from vms.wiring.storage import wire_storage

_JOINTS = frozenset(  # what a broken edge tells already, with repairs of its own
    {
        "disk-without-volume",
        "volume-without-disk",
        "interface-without-network",
        "network-without-interface",
        "data-volume-unused",
        "volume-source-missing",
        "volume-sources",
        "network-type",
    }
)


def wire(document: Any, problems: Iterable[Problem] = ()) -> Diagram:
    """The diagram of a document, its problems told at the boxes. Total: any JSON has one.

    Draws at most 256 devices of a list, and takes about 5 ms for 200 disks.
    """
    sheet = Sheet()
    said = words.machine(document)
    machine = Box("machine", Lane.MACHINE, 0, said.kind, "", said.title, said.icon, "", said.lines)
    sheet.boxes.append(machine)
    wire_storage(document, sheet)
    wire_network(document, sheet)
    boxes = _with_problems(sheet.boxes, problems)
    return Diagram(boxes, tuple(sheet.edges), left_out(document), unavailable(document))


def _with_problems(boxes: list[Box], problems: Iterable[Problem]) -> tuple[Box, ...]:
    """Each problem at the box whose place it is in; what is in no box's place is the machine's."""
    places = {box.pointer: place for place, box in reversed(list(enumerate(boxes))) if _is_there(box)}
    told: dict[int, list[Problem]] = {}
    for problem in problems:
        pointer = problem.pointer
        while pointer and pointer not in places:
            pointer = pointer.rpartition("/")[0]
        told.setdefault(places.get(pointer, 0), []).append(problem)
    return tuple(_told(box, told[place]) if place in told else box for place, box in enumerate(boxes))


def _is_there(box: Box) -> bool:
    return box.state == "ok"


def _told(box: Box, problems: Iterable[Problem]) -> Box:
    worst = {problem.severity for problem in problems}
    severity = next((each for each in (Severity.ERROR, Severity.WARNING) if each in worst), None)
    return replace(
        box,
        severity=severity,
        problems=tuple(problem.message for problem in problems if problem.severity is not Severity.INFO),
        repairs=tuple(
            Repair(problem.fix.label, f"fix:{problem.keyword}:{problem.pointer}")
            for problem in problems
            if problem.fix is not None and problem.keyword not in _JOINTS
        ),
    )
