"""Which place of the document each piece of a text belongs to."""

from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Sequence as Row
from typing import NamedTuple

from vms.manifest.yaml_text.marks import dash
from vms.manifest.yaml_text.nodes import Mapping, Node, Sequence


class Span(NamedTuple):
    """Where a value is written, its key or its dash included.

    ``start`` and ``end`` are code points of the text (a browser's UTF-16 offsets differ behind an emoji); the
    end is that of the last thing inside, without the line break. Lines count from 1, ``end_line`` included.
    """

    pointer: str
    start: int
    end: int
    line: int
    end_line: int


def spans_of(text: str, root: Mapping) -> list[Span]:
    """The spans of all values under the top, in the order of the text; around comes before inside.

    What an alias or a merge repeats has no span of its own: its text stands elsewhere.
    """
    return list(_inside(text, root, ""))


def span_at(spans: Row[Span], offset: int) -> Span | None:
    """The innermost span around an offset, ``None`` outside of all. Spans come as ``spans_of`` made them."""
    at = bisect_right(spans, offset, key=lambda span: span.start) - 1
    while at >= 0 and spans[at].end < offset:
        at -= 1
    return spans[at] if at >= 0 else None


def _inside(text: str, node: Node, pointer: str) -> Iterator[Span]:
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.is_merge:
                continue
            place = f"{pointer}/{_escaped(entry.key.value)}"
            yield _span(text, place, entry.key.start, entry.key.line, entry.end)
            yield from _inside(text, entry.value, place)
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            place = f"{pointer}/{index}"
            start = item.start if node.flow else dash(text, node, index)
            line = item.line - text.count("\n", start, item.start)
            yield _span(text, place, start, line, max(item.end, start + 1))
            yield from _inside(text, item, place)


def _span(text: str, pointer: str, start: int, line: int, end: int) -> Span:
    return Span(pointer, start, end, line + 1, line + 1 + text.count("\n", start, end))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
