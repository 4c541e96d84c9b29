"""Changes of a text as what was taken out where and put in: they can be undone and laid over others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_MOST_LINES: Final = 2_000  # compared line by line; of more, the whole middle counts as one change


@dataclass(frozen=True, slots=True)
class Splice:
    """``removed`` stood at ``start`` (in characters of the text before), ``inserted`` stands there after."""

    start: int
    removed: str
    inserted: str

    @property
    def end(self) -> int:
        """Where what was removed ended, in the text before."""
        return self.start + len(self.removed)

    @property
    def growth(self) -> int:
        return len(self.inserted) - len(self.removed)

    def apply(self, text: str) -> str:
        """The text after. Raises ``ValueError`` for a text in which something else stands there."""
        if text[self.start : self.end] != self.removed:
            raise ValueError("The text is not the one this change was made in.")
        return text[: self.start] + self.inserted + text[self.end :]

    def inverse(self) -> "Splice":
        return Splice(self.start, self.inserted, self.removed)

    def over(self, other: "Splice") -> "Splice | None":
        """The same change in the text that ``other`` has already changed; ``None`` where the two touch the
        same characters. Of two insertions at one place, the other's stays in front."""
        if self.end < other.start or (self.end == other.start and (self.removed or other.removed)):
            return self
        if self.start >= other.end:
            return Splice(self.start + other.growth, self.removed, self.inserted)
        return None


def between(old: str, new: str) -> Splice:
    """The one change that makes the new text of the old one: all that lies between what both begin and end
    with."""
    limit = min(len(old), len(new))
    start = _common(old, new, limit)
    end = _common(old[::-1], new[::-1], limit - start)
    return Splice(start, old[start : len(old) - end], new[start : len(new) - end])


def splices(old: str, new: str) -> tuple[Splice, ...]:
    """The changes from one text to another, line by line; each in characters of the text that the ones
    before it left."""
    whole = between(old, new)
    if not whole.removed and not whole.inserted:
        return ()
    before, after = whole.removed.splitlines(keepends=True), whole.inserted.splitlines(keepends=True)
    if max(len(before), len(after)) > _MOST_LINES or min(len(before), len(after)) < 2:
        return (whole,)
    found: list[Splice] = []
    offsets = _offsets(after)
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        # What came before is already as in the new text, so its offset there is the one to use.
        removed = "".join(before[old_from:old_to])
        inserted = "".join(after[new_from:new_to])
        found.append(Splice(whole.start + offsets[new_from], removed, inserted))
    return tuple(found)


def merge(mine: Iterable[Splice], theirs: Sequence[Splice]) -> tuple[Splice, ...] | None:
    """My changes, to be made after theirs; both began at the same text. ``None`` where they touch."""
    merged: list[Splice] = []
    ahead: list[Splice] = list(theirs)
    for splice in mine:
        here: Splice | None = splice
        beyond: list[Splice] = []
        for other in ahead:
            if here is None:
                return None
            moved, pushed = here.over(other), _beside(other, here)
            if moved is None or pushed is None:
                return None
            here = moved
            beyond.append(pushed)
        if here is None:
            return None
        merged.append(here)
        ahead = beyond
    return tuple(merged)


def _beside(other: Splice, mine: Splice) -> Splice | None:
    """Their change in the text that mine has changed; of two insertions at one place theirs is first."""
    if other.end <= mine.start:
        return other
    if other.start >= mine.end:
        return Splice(other.start + mine.growth, other.removed, other.inserted)
    return None


def _common(one: str, other: str, limit: int) -> int:
    """How many characters two texts begin with alike, found by halving: comparing slices is cheap."""
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _offsets(lines: Sequence[str]) -> list[int]:
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    return offsets
