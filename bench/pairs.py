"""Races between contestants: shuffled rounds, the ratio within each round, and the median of the ratios.

On a machine that does other things too, times move by a factor of two from minute to minute. What two
contestants take right after one another moves together, so that their ratio holds still.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

ROUNDS = 15
ROUND_SECONDS = 0.04  # for each contestant


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what was measured, as a ratio to ``peer``, and what it must not exceed."""

    what: str
    peer: str
    ratio: float
    limit: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool:
        if self.limit is None:
            return True
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


@dataclass(frozen=True, slots=True)
class Race:
    """The seconds of one run of each contestant, round by round."""

    seconds: Mapping[str, Sequence[float]]

    def ratio(self, of: str, to: str) -> float:
        """How many times as long one takes as another."""
        pairs = zip(self.seconds[of], self.seconds[to], strict=True)
        return statistics.median(one / other for one, other in pairs)

    def micros(self, of: str) -> float:
        return statistics.median(self.seconds[of]) * 1e6


def race(
    contestants: Mapping[str, Callable[[], object]],
    rounds: int = ROUNDS,
    round_seconds: float = ROUND_SECONDS,
) -> Race:
    """Let each run often enough to be timed, in an order that is shuffled anew for each round."""
    times = {name: _times_in(run, round_seconds) for name, run in contestants.items()}
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    shuffled = list(contestants)
    chance = random.Random(7)  # the same orders in each run
    for _ in range(rounds):
        chance.shuffle(shuffled)
        for name in shuffled:
            seconds[name].append(_time(contestants[name], times[name]))
    return Race(seconds)


def table(rows: Iterable[Row]) -> str:
    lines = [("what", "ratio", "goal", "", "beside", "")]
    for row in rows:
        goal = "" if row.limit is None else f"{'>=' if row.at_least else '<='} {row.limit:g}x"
        verdict = "" if row.limit is None else "met" if row.is_met else "MISSED"
        lines.append((row.what, f"{row.ratio:.3g}x", goal, verdict, row.peer, row.note))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _times_in(run: Callable[[], object], seconds: float) -> int:
    times = 1
    while (took := _time(run, times) * times) < seconds and times < 1_000_000:
        times = max(times + 1, min(times * 10, int(times * seconds / max(took, 1e-9))))
    return times


def _time(run: Callable[[], object], times: int) -> float:
    gc.collect()
    run()  # what the one before left in the processor's caches is nobody's merit
    gc.disable()
    begin = time.process_time()  # not the wall's clock: others may use this machine
    for _ in range(times):
        run()
    took = time.process_time() - begin
    gc.enable()
    return took / times
