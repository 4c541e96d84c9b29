"""One value put into a text, every other character left where it is."""

import re
from dataclasses import dataclass
from typing import Any, Final

from vms.manifest.errors import EditRefused
from vms.manifest.yaml_text.marks import BY_HAND, colon, dash
from vms.manifest.yaml_text.nodes import Mapping, Node, Scalar, Sequence
from vms.manifest.yaml_text.page import COMMA, Cut, Page
from vms.manifest.yaml_text.write import (
    Style,
    Written,
    behind_dash,
    behind_key,
    flow_entry,
    in_flow,
    mapping_lines,
)

_MARKS: Final = re.compile(r"[&!]\S*(?:[ \t]+[&!]\S*)?")
_HEADER: Final = re.compile(r"(?:^|\s)([|>][-+0-9]*)")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value stands: what holds it (``None`` at the top), whether brackets are around it, and whether
    everything inside them is in double quotes, as JSON has it."""

    node: Node
    parent: Mapping | Sequence | None = None
    index: int = 0
    flow: bool = False
    quoted: bool = False

    def inside(self, node: Node, index: int) -> "Slot":
        """The slot of an entry of this slot's value."""
        parent = self.node
        assert isinstance(parent, Mapping | Sequence)  # noqa: S101 - only they have entries
        return Slot(node, parent, index, self.flow or parent.flow, self.holds_quoted)

    @property
    def holds_quoted(self) -> bool:
        """Whether the entries of this value are written as JSON."""
        if isinstance(self.node, Mapping) and self.node.flow and self.node.entries:
            return all(entry.key.style == '"' for entry in self.node.entries)
        return self.quoted


def replace(page: Page, slot: Slot, value: Any) -> list[Cut]:
    """Another value in a slot."""
    node = slot.node
    style = _style(page, slot, value)
    if slot.flow:
        return [_replaced_in_flow(page, slot, _anchored(node, in_flow(value, style, quoted=slot.quoted)))]
    if slot.parent is None:
        lines = mapping_lines(value, 0, page.layout) if value else ["{}"]
        return [Cut(node.start, node.end, page.newline.join(lines))]
    after, start = _after_mark(page, slot), _first_inside(page, node)
    own_line = after <= page.line_start(node.start)
    written = _written(page, slot, value, style, own_line=own_line)
    if own_line and (isinstance(node, Mapping | Sequence) or written.body):
        return _replaced_below(page, after, start, node, written.head, written.body)
    if start > page.line_end(node.start):  # only its anchor or tag is on the line of the key
        marks = _MARKS.match(page.text, node.start)
        after = marks.end() if marks else node.start
        head = written.head.removeprefix(f"&{node.anchor}").lstrip()
        return _replaced_below(page, after, start, node, head, written.body)
    return [_replaced_on_line(page, after, node, written)]


def insert_key(page: Page, slot: Slot, name: str, value: Any) -> list[Cut]:
    """One more key in a mapping that has some."""
    mapping = slot.node
    assert isinstance(mapping, Mapping)  # noqa: S101 - the caller looked
    last = mapping.entries[-1]
    if slot.flow or mapping.flow:
        written = flow_entry(name, value, quoted=slot.holds_quoted)
        return _added_in_flow(page, last.key.start, last.end, written)
    position = page.line_end(max(last.end, colon(page.text, last) + 1))
    lines = mapping_lines({name: value}, mapping.entries[0].key.column, page.layout)
    return [Cut(position, position, page.below(lines, position))]


def insert_item(page: Page, slot: Slot, index: int, value: Any) -> list[Cut]:
    """One more entry of a list that has some, before the one at an index, or behind the last."""
    sequence = slot.node
    assert isinstance(sequence, Sequence)  # noqa: S101 - the caller looked
    count = len(sequence.items)
    if slot.flow or sequence.flow:
        written = in_flow(value, quoted=slot.holds_quoted)
        if index < count:
            start = sequence.items[index].start
            return [Cut(start, start, f"{written}, ")]
        last = sequence.items[-1]
        return _added_in_flow(page, last.start, last.end, written)
    first = dash(page.text, sequence, 0)
    column = first - page.line_start(first)
    item = behind_dash(value, column, page.layout)
    lines = [f"{' ' * column}- {item.head}", *item.body]
    if index:
        above = max(sequence.items[index - 1].end, dash(page.text, sequence, index - 1) + 1)
        position = page.line_end(above)
        return [Cut(position, position, page.below(lines, position))]
    if not page.is_first_on_line(first):
        raise EditRefused("", BY_HAND)
    start = page.line_start(first)
    return [Cut(start, start, "".join(line + page.newline for line in lines))]


def _style(page: Page, slot: Slot, value: Any) -> Style:
    """How the author wrote what stood here, where the new value can be written alike."""
    node = slot.node
    if not isinstance(node, Scalar) or not isinstance(value, str):
        return Style('"' if slot.quoted else "")
    if not node.style and isinstance(node.value, str):
        return Style()
    if node.style == "|" and isinstance(node.value, str):
        return Style("", page.text[_header(page, node)], _margin(page, node))
    if node.style == '"':
        return Style('"', one_line="\n" in str(node.value))
    return Style("'" if node.style == "'" else '"' if slot.quoted else "")


def _margin(page: Page, node: Scalar) -> int | None:
    """The indentation of a text behind a bar, ``None`` if no line of it has any."""
    raw = page.text[_header(page, node).stop : node.end].split("\n")[1:]
    for line, written in zip(node.value.split("\n"), raw, strict=False):
        if line.strip():
            return len(written.removesuffix("\r")) - len(line)
    return None


def _anchored(node: Node, written: str) -> str:
    return f"&{node.anchor} {written}".rstrip() if node.anchor else written


def _added_in_flow(page: Page, last_start: int, last_end: int, written: str) -> list[Cut]:
    """Behind the last entry of brackets: on a line of its own where that is how they are written."""
    end = page.line_end(last_end)
    comma = COMMA.match(page.text, last_end, end)
    rest = page.text[comma.end() if comma else last_end : end].strip()
    if not page.is_first_on_line(last_start) or (rest and not rest.startswith("#")):
        return [Cut(last_end, last_end, f", {written}")]
    line = page.newline + page.margin(last_start) + written
    if comma:
        return [Cut(end, end, f"{line},")]
    return [Cut(last_end, end, f",{page.text[last_end:end]}{line}")]


def _replaced_in_flow(page: Page, slot: Slot, written: str) -> Cut:
    node = slot.node
    if node.start == node.end and isinstance(slot.parent, Mapping):  # {a} or {a: }
        key = slot.parent.entries[slot.index].key
        written = f" {written}" if ":" in page.text[key.end : node.start] else f": {written}"
    return Cut(node.start, node.end, written)


def _written(page: Page, slot: Slot, value: Any, style: Style, *, own_line: bool) -> Written:
    node, parent = slot.node, slot.parent
    if isinstance(parent, Sequence):
        mark = dash(page.text, parent, slot.index)
        column = mark - page.line_start(mark)
        is_inside = isinstance(value, dict | list) and value
        if is_inside and node.start > mark + 1 and not own_line:
            column = node.column - 2  # some authors leave more than one blank behind their dashes
        written = behind_dash(value, column, page.layout, style=style)
        if node.anchor and is_inside:
            return Written(f"&{node.anchor}", (" " * (column + 2) + written.head, *written.body))
    else:
        column = parent.entries[0].key.column if parent else 0
        written = behind_key(value, column, page.layout, style=style)
    return Written(_anchored(node, written.head), written.body)


def _first_inside(page: Page, node: Node) -> int:
    """Where the first entry of a value begins; where it begins itself, if it has none."""
    if isinstance(node, Mapping) and node.entries and not node.flow:
        return node.entries[0].key.start
    if isinstance(node, Sequence) and node.items and not node.flow:
        return dash(page.text, node, 0)
    return node.start


def _replaced_below(
    page: Page, after: int, start: int, node: Node, head: str, body: tuple[str, ...]
) -> list[Cut]:
    """The old value stands below its key or dash: comments on that line stay, and one behind a scalar."""
    above = page.line_end(page.line_start(start) - 1)
    end = page.line_end(node.end)
    below = Cut(above, end, page.below(body, end))
    head = f" {head}" if head else ""
    if isinstance(node, Scalar):
        head += page.text[node.end : end].rstrip()
    return [Cut(after, after, head), below] if head else [below]


def _replaced_on_line(page: Page, after: int, node: Node, written: Written) -> Cut:
    """The old value begins on the line of its key or dash: a comment behind it stays there."""
    is_block = isinstance(node, Scalar) and node.style in {"|", ">"}
    head_start = node.start if written.head and node.start > after else after
    head = written.head if head_start > after or not written.head else f" {written.head}"
    head_end = _header(page, node).stop if is_block else max(node.end, after)
    body_start = page.line_end(head_end)
    body_end = max(node.end, body_start) if is_block else body_start
    rest = page.text[head_end:body_start]
    if not written.head and not rest.strip():
        rest = ""
    return Cut(head_start, body_end, head + rest + page.below(written.body, body_end))


def _header(page: Page, node: Node) -> slice:
    """Where ``|-`` and the like stand; an anchor or tag may be before it."""
    line = page.text[node.start : page.line_end(node.start)]
    start, end = match.span(1) if (match := _HEADER.search(line)) else (len(line), len(line))
    return slice(node.start + start, node.start + end)


def _after_mark(page: Page, slot: Slot) -> int:
    """The place right behind the colon or the dash."""
    if isinstance(slot.parent, Sequence):
        return dash(page.text, slot.parent, slot.index) + 1
    return colon(page.text, slot.parent.entries[slot.index]) + 1 if slot.parent else slot.node.start
