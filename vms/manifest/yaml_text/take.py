"""One value taken out of a text, or two of a list exchanged; nothing else moves."""

import re
from typing import Final

from vms.manifest.yaml_text.marks import colon, dash
from vms.manifest.yaml_text.nodes import Mapping, Sequence
from vms.manifest.yaml_text.page import COMMA, Cut, Page

_EMPTY_LINES: Final = re.compile(r"\A(?:[ \t]*\r?\n)*")


def remove(page: Page, parent: Mapping | Sequence, index: int, innermost: int | None = None) -> Cut:
    """Without one of several entries of a mapping or list.

    ``innermost`` is where the value begins that was to go, if what goes with it is only what it filled:
    comments on lines of their own in between are not about that value, and stay.
    """
    if parent.flow:
        return _removed_in_flow(page, parent, index)
    start, end = _extent(page, parent, index)
    comments = _comments(page, start, start if innermost is None else innermost)
    last = page.line_end(end)
    if page.is_first_on_line(start):
        start = page.line_start(start)
        following = page.next_line(last)
        if page.is_careful:  # empty lines would become part of a script above
            following += len(page.text[following:]) - len(
                _EMPTY_LINES.sub("", page.text[following:], count=1)
            )
        if following > last and (comments or following < len(page.text) or page.text.endswith("\n")):
            return Cut(start, following, "".join(line + page.newline for line in comments))
        if page.is_careful:  # the line break before may be part of a script
            return Cut(start, last, page.newline.join(comments))
        # The text ends without a line break: leave it so.
        return Cut(page.line_end(start - 1), last, page.below(comments, 0))
    # First behind a dash: what follows moves up, unless comments stand between.
    following = _start(page, parent, index + 1)
    if not comments and not page.text[last:following].strip():
        return Cut(start, following)
    return Cut(start, last, page.below(comments, 0))


def swap(page: Page, sequence: Sequence, one: int, other: int) -> Cut | None:
    """Two entries of a list in each other's place, their comments with them.

    ``None`` where they do not stand on lines of their own.
    """
    if sequence.flow:
        return None
    dashes = [dash(page.text, sequence, index) for index in range(len(sequence.items))]
    if not all(page.is_first_on_line(mark) for mark in dashes):
        return None
    ends = [page.line_end(max(item.end, mark + 1)) for item, mark in zip(sequence.items, dashes, strict=True)]
    starts = [page.line_start(dashes[0]), *(page.next_line(end) for end in ends[:-1])]
    first, second = sorted((one, other))
    moved = page.text[starts[second] : ends[second]], page.text[starts[first] : ends[first]]
    between = page.text[ends[first] : starts[second]]
    return Cut(starts[first], ends[second], moved[0] + between + moved[1])


def _start(page: Page, parent: Mapping | Sequence, index: int) -> int:
    if isinstance(parent, Mapping):
        return parent.entries[index].key.start
    return parent.items[index].start if parent.flow else dash(page.text, parent, index)


def _end(parent: Mapping | Sequence, index: int) -> int:
    return parent.entries[index].end if isinstance(parent, Mapping) else parent.items[index].end


def _extent(page: Page, parent: Mapping | Sequence, index: int) -> tuple[int, int]:
    """From the key or the dash to the end of the value, or of the mark where there is no value."""
    start = _start(page, parent, index)
    mark = colon(page.text, parent.entries[index]) if isinstance(parent, Mapping) else start
    return start, max(_end(parent, index), mark + 1)


def _comments(page: Page, start: int, innermost: int) -> list[str]:
    lines = page.text[page.next_line(start) : page.line_start(innermost)]
    return [line for line in lines.splitlines() if line.lstrip().startswith("#")]


def _removed_in_flow(page: Page, parent: Mapping | Sequence, index: int) -> Cut:
    start, end = _start(page, parent, index), _end(parent, index)
    count = len(parent.entries if isinstance(parent, Mapping) else parent.items)
    if index + 1 < count:
        following = _start(page, parent, index + 1)
        line = page.next_line(end)
        own_lines = page.is_first_on_line(start) and line <= following
        return Cut(page.line_start(start), line) if own_lines else Cut(start, following)
    before = _end(parent, index - 1)
    if "#" not in page.text[before:start]:
        return Cut(before, end)
    comma = COMMA.match(page.text, end)  # the one before the comment has to do
    return Cut(start, comma.end() if comma else end)
