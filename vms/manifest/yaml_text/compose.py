"""From text to a tree of nodes, with an end to everything."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

import yaml

from vms.manifest.errors import YamlInvalid
from vms.manifest.yaml_text.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence
from vms.manifest.yaml_text.scalars import NotJson, resolve
from vms.manifest.yaml_text.steps import MAX_DEPTH

MAX_BYTES: Final = 2**20
MAX_NODES: Final = 10_000  # a machine of 200 disks has 2,000
MAX_CHARACTERS: Final = 4 * 2**20  # of all values, every alias written out

_OFTEN_REPEATED: Final = 40  # characters
_BOM: Final = "\ufeff"
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]|\r(?!\n)"
)  # control characters, and line breaks that only some readers see
_CORE_TAGS: Final = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")
}
_STRING_TAGS: Final = {"tag:yaml.org,2002:str", "!"}
_PLAIN_WORDS: Final = (
    ("found character '\\t'", "A tab stands where YAML wants spaces. Indent with spaces."),
    ("found a tab character", "A tab stands where YAML wants spaces. Indent with spaces."),
    (
        "mapping values are not allowed",
        "A colon is not expected here. Check the indentation, or put the text in quotes.",
    ),
    ("could not find expected ':'", "A colon is missing behind a name, or this line is indented wrongly."),
    ("did not find expected key", "This line does not fit the lines above. Check its indentation."),
    ("did not find expected '-'", "An entry of a list should begin here with a dash. Check the indentation."),
    ("did not find expected ','", "A list or mapping in brackets is not closed, or a comma is missing."),
    ("unexpected end of stream", "The text ends inside quotes. Close them."),
    (
        "unknown escape character",
        "This backslash begins no escape that YAML knows. Write two, or use single quotes.",
    ),
    ("invalid Unicode character escape", "This escape is half of a character. Write the character itself."),
    ("block sequence entries are not allowed", "A list cannot begin here. Put it on a line of its own."),
    ("cannot start any token", "This character cannot begin a value. Put the text in quotes."),
)


@lru_cache(maxsize=4)  # one answer reads the same text several times, and nobody changes a tree
def compose(text: str) -> Mapping:
    """The tree of a text. Raises ``YamlInvalid``; takes about 0.01 s for 200 disks, and never much longer.

    Offsets count from after a byte order mark.
    """
    _refuse_unreadable(text)
    text = text.removeprefix(_BOM)
    ended = text if text.endswith("\n") else text + "\n"
    try:
        events = iter(yaml.CSafeLoader(ended).get_event, None)
        return _Composer(ended, events).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        is_tab = mark is not None and ended[mark.index : mark.index + 1] == "\t"
        problem = "found a tab character" if is_tab else error.problem or error.context or ""
        raise YamlInvalid(line, column, _in_plain_words(problem)) from error


def _refuse_unreadable(text: str) -> None:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise YamlInvalid(1, 1, "The text is larger than 1 MiB. Shorten it.")
    bad = _FORBIDDEN.search(text, 1 if text.startswith(_BOM) else 0)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        what = f"The invisible character U+{ord(bad[0]):04X} cannot stand in YAML."
        raise YamlInvalid(line, column, f"{what} Remove it, or write it as an escape in double quotes.")


def _in_plain_words(problem: str) -> str:
    for words, plain in _PLAIN_WORDS:
        if words in problem:
            return plain
    return f"This is not readable YAML ({problem}). Check the indentation, quotes and brackets here."


class _Composer:
    """Builds the tree from libyaml's events. Its own composer would hide where aliases stand, and
    fills memory before one can look."""

    def __init__(self, text: str, events: Iterator[Any]) -> None:
        self.text, self.events = text, events
        self.anchors: dict[str, Node] = {}
        self.open: set[str] = set()  # anchors whose node is still being read
        self.builders: dict[type, Callable[[Any, int], Node]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
        }

    def document(self) -> Mapping:
        next(self.events)  # the stream's start
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise YamlInvalid(1, 1, "The text is empty. Write a manifest, or start from a blueprint.")
        first = next(self.events)
        root = self._node(first, 1)
        next(self.events)  # the document's end
        following = next(self.events)
        if not isinstance(following, yaml.StreamEndEvent):
            raise _invalid(following, "A second document begins here. Keep one document per manifest.")
        if not isinstance(root, Mapping):
            raise _invalid(
                first, "A manifest is a mapping: lines such as “kind: VirtualMachine”. Write it like that."
            )
        return root

    def _node(self, event: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _invalid(event, f"The text is nested more than {MAX_DEPTH} levels deep. Simplify it.")
        anchor = None if isinstance(event, yaml.AliasEvent) else event.anchor
        if anchor:
            self.open.add(anchor)
            self.anchors.pop(anchor, None)
        node = self.builders[type(event)](event, depth)
        if node.size > MAX_NODES or node.weight > MAX_CHARACTERS or depth + node.height - 1 > MAX_DEPTH:
            raise _invalid(event, "With its aliases written out, the text is too large. Use fewer aliases.")
        if anchor:
            self.open.discard(anchor)
            node.anchor, self.anchors[anchor] = anchor, node
        return node

    def _scalar(self, event: Any, depth: int) -> Scalar:
        del depth  # a scalar has nothing inside
        start, style = event.start_mark, event.style if event.style in {"'", '"', "|", ">"} else ""
        return Scalar(
            start=start.index,
            end=self._end_of_block(event) if style in {"|", ">"} else event.end_mark.index,
            line=start.line,
            column=start.column,
            weight=len(event.value),
            value=_value(event, style),
            style=style,
        )

    def _end_of_block(self, event: Any) -> int:
        """Where a ``|`` or ``>`` text ends; libyaml's mark stands behind the empty lines after it."""
        raw = self.text[event.start_mark.index : event.end_mark.index]
        header = raw.partition("\n")[0].partition("#")[0]
        kept = raw.removesuffix("\n").removesuffix("\r") if "+" in header else raw.rstrip("\r\n")
        return int(event.start_mark.index) + len(kept)

    def _alias(self, event: Any, depth: int) -> Alias:
        del depth  # the target's height counts, and is looked at by the caller
        if event.anchor in self.open:
            raise _invalid(event, "This alias stands inside what it refers to. Write the value here.")
        target = self.anchors.get(event.anchor)
        if target is None:
            raise _invalid(
                event, "This alias has no anchor above it. Define it first, or write the value here."
            )
        target.shared = True
        return Alias(
            *_place(event), target=target, size=target.size, height=target.height, weight=target.weight
        )

    def _sequence(self, event: Any, depth: int) -> Sequence:
        _refuse_tag(event)
        sequence = Sequence(*_place(event), flow=bool(event.flow_style))
        inner: Any
        while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
            item = self._node(inner, depth + 1)
            sequence.items.append(item)
            _grow(sequence, item, inner)
        if sequence.flow:
            sequence.end = _end(inner)
        return sequence

    def _mapping(self, event: Any, depth: int) -> Mapping:
        _refuse_tag(event)
        mapping = Mapping(*_place(event), flow=bool(event.flow_style))
        inner: Any
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self._key(inner, depth)
            value_event = next(self.events)
            entry = Entry(key, self._node(value_event, depth + 1), key.value == "<<" and not key.style)
            if not mapping.add(entry):
                raise _invalid(inner, f"“{key.value[:60]}” stands here a second time. Keep one of the two.")
            if entry.is_merge and not _is_mergeable(entry.value):
                raise _invalid(value_event, "Only mappings can be merged with “<<”. Refer to a mapping here.")
            mapping.weight += key.weight
            _grow(mapping, entry.value, inner)
            mapping.end = max(mapping.end, key.end)
        if mapping.flow:
            mapping.end = _end(inner)
        return mapping

    def _key(self, event: Any, depth: int) -> Scalar:
        if not isinstance(event, yaml.ScalarEvent):
            raise _invalid(event, "The name before a colon must be plain text. Write it out.")
        key = self._node(event, depth + 1)
        if not isinstance(key, Scalar) or not isinstance(key.value, str):
            raise _invalid(
                event, f"The name “{event.value[:40]}” is read as something else than text. Put it in quotes."
            )
        return key


_resolve_known: Final = lru_cache(maxsize=2000)(resolve)  # names and words come again and again


def _value(event: Any, style: str) -> Any:
    if event.tag in _STRING_TAGS or (style and event.tag is None):
        return event.value
    _refuse_tag(event)
    try:
        value = resolve(event.value) if len(event.value) > _OFTEN_REPEATED else _resolve_known(event.value)
    except NotJson as error:
        raise _invalid(event, f"Here {error}") from error
    if event.tag is not None and not _fits(value, event.tag):
        raise _invalid(event, "The value does not fit its tag. Remove the tag.")
    return value


def _fits(value: Any, tag: str) -> bool:
    kinds: dict[str, type | tuple[type, ...]] = {
        "int": int,
        "float": (int, float),
        "bool": bool,
        "null": type(None),
    }
    name = tag.rpartition(":")[2]
    return (
        name in kinds and isinstance(value, kinds[name]) and (name == "bool" or not isinstance(value, bool))
    )


def _refuse_tag(event: Any) -> None:
    if event.tag is not None and event.tag not in _CORE_TAGS:
        raise _invalid(
            event, "Tags other than YAML's own (“!!str” …) cannot be used in a manifest. Remove the tag."
        )


def _is_mergeable(node: Node) -> bool:
    if isinstance(node, Alias):
        return node.target is not None and _is_mergeable(node.target)
    if isinstance(node, Sequence):
        return all(
            isinstance(item.target if isinstance(item, Alias) else item, Mapping) for item in node.items
        )
    return isinstance(node, Mapping)


def _grow(parent: Node, child: Node, event: Any) -> None:
    parent.end = max(parent.end, child.end)
    parent.size += child.size
    parent.weight += child.weight
    parent.height = max(parent.height, child.height + 1)
    if parent.size > MAX_NODES or parent.weight > MAX_CHARACTERS:
        raise _invalid(event, "The text holds too many values, perhaps through its aliases. Make it smaller.")


def _place(event: Any) -> tuple[int, int, int, int]:
    start, end = event.start_mark, event.end_mark
    return start.index, end.index, start.line, start.column


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _invalid(event: Any, reason: str) -> YamlInvalid:
    return YamlInvalid(event.start_mark.line + 1, event.start_mark.column + 1, reason)
