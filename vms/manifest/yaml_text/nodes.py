"""The tree of a YAML text: values with the places they were written at."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Node:
    """``start`` and ``end`` are character offsets (the end is the end of the last thing inside, without the
    line break behind it), ``line`` and ``column`` count from 0. ``size``, ``height`` and ``weight`` are the
    number of nodes, the levels and the characters once every alias is written out."""

    start: int
    end: int
    line: int
    column: int
    anchor: str | None = None
    shared: bool = False  # some alias stands for this node
    size: int = 1
    height: int = 1
    weight: int = 0


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """``style`` is YAML's: empty for plain, else the quote or ``|`` or ``>``."""

    value: Any = None
    style: str = ""


@dataclass(slots=True, eq=False)
class Entry:
    key: Scalar
    value: Node
    is_merge: bool = False

    @property
    def end(self) -> int:
        return max(self.key.end, self.value.end)


@dataclass(slots=True, eq=False)
class Mapping(Node):
    flow: bool = False
    entries: list[Entry] = field(default_factory=list)
    named: dict[str, Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> bool:
        """Whether no other entry has the name; there can be one merge beside."""
        if entry.is_merge:
            is_new = not any(other.is_merge for other in self.entries)
        else:
            is_new = entry.key.value not in self.named
            self.named[entry.key.value] = entry
        self.entries.append(entry)
        return is_new

    def entry(self, name: str) -> Entry | None:
        """The entry written under a name here; what a merge brings in is not written here."""
        return self.named.get(name)


@dataclass(slots=True, eq=False)
class Sequence(Node):
    flow: bool = False
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Alias(Node):
    target: Node | None = None


def construct(node: Node | None) -> Any:
    """The plain JSON value of a tree; every alias becomes a copy of its own, so that nothing is shared."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [construct(item) for item in node.items]
        case Mapping():
            return _construct_mapping(node)
        case Alias():
            return construct(node.target)
    return None


def _construct_mapping(mapping: Mapping) -> dict[str, Any]:
    merges = [entry.value for entry in mapping.entries if entry.is_merge]
    value = {entry.key.value: construct(entry.value) for entry in mapping.entries if not entry.is_merge}
    for merged in merges:
        for source in merge_sources(merged):
            for name, member in construct(source).items():
                value.setdefault(name, member)  # YAML: what is written here wins, then the earlier source
    return value


def merge_sources(node: Node | None) -> Iterator[Mapping]:
    """The mappings behind a ``<<``, however they are written."""
    if isinstance(node, Alias):
        yield from merge_sources(node.target)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from merge_sources(item)
    elif isinstance(node, Mapping):
        yield node


def line_at(root: Node, parts: tuple[str, ...]) -> int:
    """The line, counted from 1, where the value at a place is written: the line of its key, or of its
    list entry. For a place that is not there, the line of the nearest one around it."""
    line, here = root.line, root
    for part in parts:
        child = _child(here, part)
        if child is None:
            break
        line, here = child
    return line + 1


def _child(node: Node | None, part: str) -> tuple[int, Node] | None:
    if isinstance(node, Mapping):
        entry = node.entry(part)
        return None if entry is None else (entry.key.line, entry.value)
    if isinstance(node, Sequence) and part.isascii() and part.isdigit() and len(part) < 10:
        return next(((item.line, item) for item in node.items[int(part) : int(part) + 1]), None)
    return None
