"""One value replaced, inserted or taken out of a text, every other character left where it is."""

import re
from dataclasses import dataclass
from typing import Any

from vms.manifest.yaml_text.marks import colon, dash
from vms.manifest.yaml_text.nodes import Alias, Mapping, Node, Scalar, Sequence
from vms.manifest.yaml_text.write import (
    Layout,
    Written,
    behind_dash,
    behind_key,
    flow_entry,
    in_flow,
    mapping_lines,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value stands: what holds it (``None`` at the top), and whether brackets are around it."""

    node: Node
    parent: Mapping | Sequence | None = None
    index: int = 0
    flow: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A text with the manners of its author."""

    text: str
    newline: str
    layout: Layout

    def line_start(self, position: int) -> int:
        return self.text.rfind("\n", 0, position) + 1

    def line_end(self, position: int) -> int:
        """Where the line ends, its line break not counted."""
        end = self.text.find("\n", position)
        if end < 0:
            return len(self.text)
        return end - 1 if end > 0 and self.text[end - 1] == "\r" else end

    def is_first_on_line(self, position: int) -> bool:
        return not self.text[self.line_start(position) : position].strip(" ")

    def cut(self, start: int, end: int, replacement: str = "") -> str:
        return self.text[:start] + replacement + self.text[end:]

    def below(self, lines: tuple[str, ...] | list[str], position: int) -> str:
        """Lines to be put below a line. An empty one that ends the text needs its line break."""
        added = "".join(self.newline + line for line in lines)
        return added + self.newline if lines and not lines[-1] and position == len(self.text) else added


def page(text: str, root: Node) -> Page:
    """The text with the indentation and line breaks that it uses."""
    break_at = text.find("\n")
    newline = "\r\n" if break_at > 0 and text[break_at - 1] == "\r" else "\n"
    return Page(text, newline, Layout(_step(root) or 2, _list_step(root) or 0))


def replace(page: Page, slot: Slot, value: Any) -> str:
    """The text with another value in a slot."""
    node = slot.node
    style = node.style if isinstance(node, Scalar) and node.style in {"'", '"'} else ""
    if slot.flow:
        return _replace_in_flow(page, slot, in_flow(value, style))
    if slot.parent is None:
        lines = mapping_lines(value, 0, page.layout) if value else ["{}"]
        return page.cut(node.start, node.end, page.newline.join(lines))
    after = _after_mark(page, slot)
    own_line = after <= page.line_start(node.start)
    written = _written(page, slot, value, style, own_line=own_line)
    if own_line and (isinstance(node, Mapping | Sequence) or written.body):
        return _replace_below(page, after, node, written)
    return _replace_on_line(page, after, node, written)


def insert_key(page: Page, mapping: Mapping, name: str, value: Any) -> str:
    """The text with one more key in a mapping that has some."""
    last = mapping.entries[-1]
    if mapping.flow:
        return page.cut(last.end, last.end, f", {flow_entry(name, value)}")
    position = page.line_end(max(last.end, colon(page.text, last) + 1))
    lines = mapping_lines({name: value}, mapping.entries[0].key.column, page.layout)
    return page.cut(position, position, page.below(lines, position))


def append_item(page: Page, sequence: Sequence, value: Any) -> str:
    """The text with one more entry at the end of a list that has some."""
    last = sequence.items[-1]
    if sequence.flow:
        return page.cut(last.end, last.end, f", {in_flow(value)}")
    first_dash = dash(page.text, sequence, 0)
    column = first_dash - page.line_start(first_dash)
    position = page.line_end(max(last.end, dash(page.text, sequence, len(sequence.items) - 1) + 1))
    written = behind_dash(value, column, page.layout)
    return page.cut(
        position, position, page.below([" " * column + "- " + written.head, *written.body], position)
    )


def remove(page: Page, parent: Mapping | Sequence, index: int) -> str:
    """The text without one of several entries of a mapping or list."""
    if isinstance(parent, Mapping):
        starts = [entry.key.start for entry in parent.entries]
        ends = [entry.end for entry in parent.entries]
    else:
        is_flow, count = parent.flow, len(parent.items)
        starts = [parent.items[at].start if is_flow else dash(page.text, parent, at) for at in range(count)]
        ends = [item.end for item in parent.items]
    following = starts[index + 1] if index + 1 < len(starts) else None
    if parent.flow:
        return page.cut(starts[index], following) if following else page.cut(ends[index - 1], ends[index])
    mark = colon(page.text, parent.entries[index]) if isinstance(parent, Mapping) else starts[index]
    return _remove_lines(page, starts[index], max(ends[index], mark + 1), following)


def swap(page: Page, sequence: Sequence, one: int, other: int) -> str | None:
    """The text with two entries of a list in each other's place, their comments with them.

    ``None`` where they do not stand on lines of their own.
    """
    if sequence.flow:
        return None
    dashes = [dash(page.text, sequence, index) for index in range(len(sequence.items))]
    if not all(page.is_first_on_line(mark) for mark in dashes):
        return None
    ends = [page.line_end(max(item.end, mark + 1)) for item, mark in zip(sequence.items, dashes, strict=True)]
    starts = [page.line_start(dashes[0]), *(page.text.index("\n", end) + 1 for end in ends[:-1])]
    first, second = sorted((one, other))
    moved = page.text[starts[second] : ends[second]], page.text[starts[first] : ends[first]]
    between = page.text[ends[first] : starts[second]]
    return page.cut(starts[first], ends[second], moved[0] + between + moved[1])


def _remove_lines(page: Page, start: int, last: int, following: int | None) -> str:
    end = page.line_end(last)
    if page.is_first_on_line(start):
        start = page.line_start(start)
        if end == len(page.text):  # the text ends without a line break: leave it so
            return page.cut(page.line_end(start - 1), end)
        return page.cut(start, page.text.index("\n", end) + 1)
    # First behind a dash: what follows moves up, unless comments stand between.
    if following is not None and not page.text[end:following].strip():
        return page.cut(start, following)
    return page.cut(start, end)


def _replace_in_flow(page: Page, slot: Slot, written: str) -> str:
    node = slot.node
    if node.start == node.end and isinstance(slot.parent, Mapping):  # {a} or {a: }
        key = slot.parent.entries[slot.index].key
        written = f" {written}" if ":" in page.text[key.end : node.start] else f": {written}"
    return page.cut(node.start, node.end, written)


def _written(page: Page, slot: Slot, value: Any, style: str, *, own_line: bool) -> Written:
    node, parent = slot.node, slot.parent
    if isinstance(parent, Sequence):
        mark = dash(page.text, parent, slot.index)
        column = mark - page.line_start(mark)
        if isinstance(node, Mapping | Sequence) and not node.flow and not own_line:
            column = node.column - 2  # some authors leave more than one blank behind their dashes
        return behind_dash(value, column, page.layout, style=style)
    column = parent.entries[0].key.column if parent else 0
    return behind_key(value, column, page.layout, style=style)


def _replace_below(page: Page, after: int, node: Node, written: Written) -> str:
    """The old value stands below its key or dash: comments on and under that line stay."""
    above = page.line_end(page.line_start(node.start) - 1)
    text = page.cut(above, node.end, page.below(written.body, node.end))
    return text[:after] + (f" {written.head}" if written.head else "") + text[after:]


def _replace_on_line(page: Page, after: int, node: Node, written: Written) -> str:
    """The old value begins on the line of its key or dash: a comment behind it stays there."""
    is_block = isinstance(node, Scalar) and node.style in {"|", ">"}
    head_start = node.start if written.head and node.start > after else after
    head = written.head if head_start > after or not written.head else f" {written.head}"
    head_end = _header_end(page, node) if is_block else max(node.end, after)
    body_start = page.line_end(head_end)
    body_end = max(node.end, body_start) if is_block else body_start
    rest = page.text[head_end:body_start]
    if not written.head and not rest.strip():
        rest = ""
    return page.cut(head_start, body_end, head + rest + page.below(written.body, body_end))


def _header_end(page: Page, node: Node) -> int:
    """Where ``|-`` and the like end; an anchor or tag may stand before it."""
    line = page.text[node.start : page.line_end(node.start)]
    match = re.search(r"[|>][-+0-9]*", line)
    return node.start + (match.end() if match else len(line))


def _after_mark(page: Page, slot: Slot) -> int:
    """The place right behind the colon or the dash."""
    if isinstance(slot.parent, Sequence):
        return dash(page.text, slot.parent, slot.index) + 1
    return colon(page.text, slot.parent.entries[slot.index]) + 1 if slot.parent else slot.node.start


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
