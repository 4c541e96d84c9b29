"""A key pressed in a field of the form, in Chromium: a large form beside a small one.

A document has as many fields as its form has with every row open and every alternative in sight; of these
only some are live in the page.
"""

import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bench._browser import Cost, Typist, typists
from bench._portal import DISKS, a_portal
from bench.editor import a_machine
from bench.form import a_form, controls
from bench.pairs import ROUNDS, Row
from vms import formtree

FIELD: Final = "/spec/template/spec/hostname"
VOLUMES: Final = "/spec/template/spec/volumes"
_OPEN: Final = "every row open"
Costs = Mapping[str, Sequence[tuple[Cost, Cost]]]


def rows(rounds: int = ROUNDS, disks: tuple[int, int] = (9, 200)) -> Iterator[Row]:
    few, many = (str(number) for number in disks)
    with a_portal() as member:
        for tab in ("", "YAML"):
            name = tab.lower() or "checks"
            machines = {
                few: a_machine(disks[0], f"{name}-{few}"),
                many: a_machine(disks[1], f"{name}-{many}"),
            }
            fields = {number: controls(formtree.render(a_form(made))) for number, made in machines.items()}
            machines[_OPEN], fields[_OPEN] = a_machine(disks[1], f"{name}-open"), fields[many]
            drafts = {key: member.begin(made) for key, made in machines.items()}
            with typists(member, drafts, FIELD, tab, {_OPEN: (DISKS, VOLUMES)}) as opened:
                said = {key: f"{fields[key]} fields, {typist.live} live" for key, typist in opened.items()}
                found = race_typists(opened, rounds)
            for key, limit in ((many, 1.2), (_OPEN, None)):
                where = f"{said[key]}, {tab or 'Checks'} open: "
                yield from compare(found, few, key, where, said[few], limit)


def race_typists(opened: Mapping[str, Typist], rounds: int) -> Costs:
    """Let each type a word in every round, in an order that is shuffled anew."""
    found: dict[str, list[tuple[Cost, Cost]]] = {name: [] for name in opened}
    chance = random.Random(7)
    order = list(opened)
    for typist in opened.values():
        typist.type()  # what is compiled and cached at the first time is nobody's fault
    for _ in range(rounds):
        chance.shuffle(order)
        for name in order:
            found[name].append(opened[name].type())
    return found


def compare(
    found: Costs, small: str, large: str, where: str, peer: str, limit: float | None = 1.2
) -> Iterator[Row]:
    """A key alone and with its saves: what the page does for it, and all that the browser's thread does.

    The limit is the key's alone: a save brings what stands beside the form, with a line for each disk.
    """
    for kind, what in enumerate(("a key", "a key and its share of the saves")):
        held_to = limit if kind == 0 else None
        told = f"{_said(found[small], kind)} to {_said(found[large], kind)}"
        pairs = [(one[kind], other[kind]) for one, other in zip(found[small], found[large], strict=True)]
        own = statistics.median(other.own / one.own for one, other in pairs)
        task = statistics.median(other.task / one.task for one, other in pairs)
        yield Row(f"{where}{what}, script, style and layout", peer, own, held_to)
        yield Row(f"{where}{what}, all of the thread", peer, task, held_to, note=told)


def _said(costs: Sequence[tuple[Cost, Cost]], kind: int) -> str:
    return f"{statistics.median(cost[kind].task for cost in costs):.1f} ms"
