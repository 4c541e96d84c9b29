"""A key pressed in a field of the form, in Chromium: a large form beside a small one."""

import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bench._browser import Cost, Typist, typists
from bench._portal import a_portal
from bench.editor import a_machine
from bench.pairs import ROUNDS, Row

FIELD: Final = "/spec/template/spec/hostname"
Costs = Mapping[str, Sequence[tuple[Cost, Cost]]]


def rows(rounds: int = ROUNDS, disks: tuple[int, int] = (9, 200)) -> Iterator[Row]:
    few, many = (str(number) for number in disks)
    with a_portal() as member:
        for tab in ("", "YAML"):
            name = tab.lower() or "checks"
            drafts = {str(number): member.begin(a_machine(number, f"{name}-{number}")) for number in disks}
            with typists(member, drafts, FIELD, tab) as opened:
                inputs = {name: typist.inputs for name, typist in opened.items()}
                found = race_typists(opened, rounds)
            peer = f"the same at {inputs[few]}"
            yield from compare(found, few, many, f"{inputs[many]} inputs, {tab or 'Checks'} open: ", peer)


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


def compare(found: Costs, small: str, large: str, where: str, peer: str) -> Iterator[Row]:
    """A key alone and with its saves: what the page does for it, and all that the browser's thread does."""
    for kind, what in enumerate(("a key", "a key and its share of the saves")):
        told = f"{_said(found[small], kind)} to {_said(found[large], kind)}"
        pairs = [(one[kind], other[kind]) for one, other in zip(found[small], found[large], strict=True)]
        own = statistics.median(other.own / one.own for one, other in pairs)
        task = statistics.median(other.task / one.task for one, other in pairs)
        yield Row(f"{where}{what}, script, style and layout", peer, own, 1.2)
        yield Row(f"{where}{what}, all of the thread", peer, task, 1.2, note=told)


def _said(costs: Sequence[tuple[Cost, Cost]], kind: int) -> str:
    return f"{statistics.median(cost[kind].task for cost in costs):.1f} ms"
