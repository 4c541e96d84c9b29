"""Two texts line by line, with whole entries on one side of a change."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

_CONTEXT: Final = 3  # unchanged lines around a change
_BLANK: Final = 10_000  # columns: a change begins at a blank line only where it begins nowhere else

Marked = tuple[str, str]


def line_diff(old: str, new: str) -> Iterator[Marked]:
    """The lines around each change behind a mark: added "+", removed "-", unchanged " ", left out "@".

    Among equal places a change stands where it begins furthest left: a new entry of a list is shown from its
    dash on, not from the middle of the entry before.
    """
    marked = list(_marked(old.splitlines(), new.splitlines()))
    changed = [place for place, (mark, _) in enumerate(marked) if mark != " "]
    near = {
        place
        for each in changed
        for place in range(max(each - _CONTEXT, 0), min(each + _CONTEXT + 1, len(marked)))
    }
    shown = sorted(near)
    for before, place in pairwise([-1, *shown]):
        if place > before + 1:
            yield "@", ""
        yield marked[place]
    if shown and shown[-1] < len(marked) - 1:
        yield "@", ""


def _marked(old: list[str], new: list[str]) -> Iterator[Marked]:
    steps = [list(step[1:]) for step in SequenceMatcher(None, old, new).get_opcodes()]
    for place in range(1, len(steps) - 1):
        _slide(steps[place - 1], steps[place], steps[place + 1], old, new)
    for start, end, new_start, new_end in steps:
        if old[start:end] == new[new_start:new_end]:
            yield from ((" ", line) for line in old[start:end])
            continue
        yield from (("-", line) for line in old[start:end])
        yield from (("+", line) for line in new[new_start:new_end])


def _slide(above: list[int], step: list[int], below: list[int], old: list[str], new: list[str]) -> None:
    """Move what is only added, or only removed, between its unchanged neighbours to where it reads best."""
    is_added = step[0] == step[1]
    if not is_added and step[2] != step[3]:
        return
    lines, start, end = (new, step[2], step[3]) if is_added else (old, step[0], step[1])
    highest = lowest = 0
    while highest > above[0] - above[1] and lines[start + highest - 1] == lines[end + highest - 1]:
        highest -= 1
    while lowest < below[1] - below[0] and lines[start + lowest] == lines[end + lowest]:
        lowest += 1
    best = min(range(lowest, highest - 1, -1), key=lambda shift: _indentation(lines[start + shift]))
    above[1], above[3] = above[1] + best, above[3] + best
    below[0], below[2] = below[0] + best, below[2] + best
    step[:] = [bound + best for bound in step]


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else _BLANK
