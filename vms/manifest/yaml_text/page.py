"""A text with the manners of its author, and cuts that change it."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from vms.manifest.yaml_text.nodes import Alias, Mapping, Node, Sequence
from vms.manifest.yaml_text.write import Layout

COMMA: Final = re.compile(r"[ \t]*,")


class Cut(NamedTuple):
    """What stands between two offsets gives way to another text."""

    start: int
    end: int
    text: str = ""


class Cuts:
    """Cuts of one text that do not meet, in their order; those added first come first at the same place."""

    def __init__(self) -> None:
        self._cuts: list[Cut] = []
        self._owners: dict[int, object] = {}

    def __bool__(self) -> bool:
        return bool(self._cuts)

    def meet(self, cut: Cut, owner: object) -> bool:
        """Whether a cut would touch what another one changes. Insertions at one place follow each other if
        they are into the same mapping or list, its ``owner``."""
        at = bisect_right(self._cuts, cut.start, key=_start)
        if at < len(self._cuts) and self._cuts[at].start < cut.end:
            return True
        if not at:
            return False
        before = self._cuts[at - 1]
        if before.end == before.start == cut.start == cut.end:
            return self._owners[cut.start] != owner
        return before.end > cut.start or before.start == cut.start

    def add(self, cuts: Iterable[Cut], owner: object) -> None:
        for cut in cuts:
            self._cuts.insert(bisect_right(self._cuts, cut.start, key=_start), cut)
            self._owners[cut.start] = owner

    def apply(self, text: str) -> str:
        """The text with all cuts made."""
        pieces, done = [], 0
        for cut in self._cuts:
            pieces += [text[done : cut.start], cut.text]
            done = cut.end
        return "".join([*pieces, text[done:]])


@dataclass(frozen=True, slots=True)
class Page:
    """A text with the indentation and line breaks that it uses."""

    text: str
    newline: str
    layout: Layout

    @property
    def is_careful(self) -> bool:
        """Whether what usually fits has already been found not to."""
        return not self.layout.bars

    def line_start(self, position: int) -> int:
        return self.text.rfind("\n", 0, position) + 1

    def line_end(self, position: int) -> int:
        """Where the line ends, its line break not counted."""
        end = self.text.find("\n", position)
        if end < 0:
            return len(self.text)
        return end - 1 if end > 0 and self.text[end - 1] == "\r" else end

    def next_line(self, position: int) -> int:
        """Where the following line starts; the end of the text after the last one."""
        return self.text.find("\n", position) + 1 or len(self.text)

    def is_first_on_line(self, position: int) -> bool:
        return not self.text[self.line_start(position) : position].strip(" ")

    def margin(self, position: int) -> str:
        """The blanks at the beginning of a line."""
        line = self.text[self.line_start(position) : self.line_end(position)]
        return line[: len(line) - len(line.lstrip(" "))]

    def below(self, lines: Iterable[str], position: int) -> str:
        """Lines to be put below a line. An empty one that ends the text needs its line break."""
        lines = list(lines)
        added = "".join(self.newline + line for line in lines)
        return added + self.newline if lines and not lines[-1] and position == len(self.text) else added


def page(text: str, root: Node, *, bars: bool) -> Page:
    """Look at how a text is written."""
    break_at = text.find("\n")
    newline = "\r\n" if break_at > 0 and text[break_at - 1] == "\r" else "\n"
    return Page(text, newline, Layout(_step(root) or 2, _list_step(root) or 0, bars))


def _start(cut: Cut) -> int:
    return cut.start


def _step(node: Node) -> int | None:
    """The indentation of the first mapping inside another."""
    if isinstance(node, Alias) or not isinstance(node, Mapping) or node.flow:
        return None
    for entry in node.entries:
        inner = entry.value
        if isinstance(inner, Mapping) and not inner.flow and inner.entries and inner.line > entry.key.line:
            return max(1, min(9, inner.entries[0].key.column - entry.key.column))
    return None


def _list_step(node: Node) -> int | None:
    """The indentation of the first list under its key."""
    children: list[Node] = []
    if isinstance(node, Mapping) and not node.flow:
        for entry in node.entries:
            if (
                isinstance(entry.value, Sequence)
                and not entry.value.flow
                and entry.value.line > entry.key.line
            ):
                return max(0, entry.value.column - entry.key.column)
            children.append(entry.value)
    elif isinstance(node, Sequence) and not node.flow:
        children = node.items
    return next((found for child in children if (found := _list_step(child)) is not None), None)
