"""The text of a schema file, JSON or YAML with several documents, as plain JSON values, within bounds."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import yaml

from vms.schema.errors import SchemaInvalid
from vms.schema.limits import MAX_DEPTH, MAX_NODES, refuse_too_large

MAX_BYTES: Final = 4 * 2**20
_MAX_YAML: Final = 2 * 2**20  # YAML takes ten times as long to read as JSON
_WORDS: Final = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "null": None,
    "Null": None,
    "NULL": None,
    "~": None,
    "": None,
}
_INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,29})")
_NUMBER: Final = re.compile(
    r"[-+]?(\.[0-9]{1,60}|(0|[1-9][0-9]{0,59})(\.[0-9]{0,60})?)([eE][-+]?[0-9]{1,3})?"
)
_TAGS: Final = {None, "!"} | {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")
}


def documents_in(text: str) -> list[Any]:
    """Every document of a text, empty ones left out. Raises ``SchemaInvalid``; about 0.1 s for a megabyte."""
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise SchemaInvalid(f"it is larger than {MAX_BYTES // 2**20} MiB")
    text = text.removeprefix("\ufeff")
    documents = [_json(text)] if text.lstrip()[:1] in {"{", "["} else None
    if documents is None or documents == [_NO_JSON]:
        if size > _MAX_YAML:
            raise SchemaInvalid(
                f"as YAML it may have at most {_MAX_YAML // 2**20} MiB; give it as JSON, which may be larger"
            )
        documents = [document for document in _yaml(text) if document is not None]
    if not documents:
        raise SchemaInvalid("the text holds nothing")
    refuse_too_large(documents)
    return documents


_NO_JSON: Final = object()


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise SchemaInvalid(f"it is nested more than {MAX_DEPTH} levels deep") from error
    except ValueError:
        return _NO_JSON  # YAML may begin with a bracket, and its reader names the line


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SchemaInvalid(_twice(name for name, _ in pairs))
    return found


def _twice(names: Iterable[str]) -> str:
    again = next(name for name, count in Counter(names).items() if count > 1)
    return f"the name {again[:60]!r} stands twice in one object"


def _refuse_constant(constant: str) -> Any:
    raise SchemaInvalid(f"{constant} is no number that JSON knows")


def _yaml(text: str) -> Iterator[Any]:
    try:
        yield from _Reader(text).documents()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise SchemaInvalid(f"{where}it is no readable YAML or JSON ({error.problem})") from error
    except yaml.YAMLError as error:
        raise SchemaInvalid("it holds characters that cannot stand in YAML") from error
    except ValueError as error:  # a lone surrogate, which libyaml is never shown
        raise SchemaInvalid("it is not text in UTF-8") from error


class _Reader:
    """Events to values with a stack of our own: no depth of nesting reaches Python's or C's."""

    def __init__(self, text: str) -> None:
        self.events = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.nodes = 0

    def documents(self) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                yield self.value()

    def value(self) -> Any:
        stack: list[tuple[Any, list[Any]]] = []  # a container, and its keys and values so far
        for event in self.events:
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self.count(event)
                if len(stack) >= MAX_DEPTH:
                    raise SchemaInvalid(f"it is nested more than {MAX_DEPTH} levels deep")
                stack.append((event, []))
                continue
            if isinstance(event, yaml.ScalarEvent):
                self.count(event)
                value = _scalar(event)
            elif isinstance(event, yaml.AliasEvent):
                raise _at(event, "an alias stands there. Write out what it stands for")
            elif stack and isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                value = _closed(*stack.pop())
            else:
                continue
            if not stack:
                return value
            stack[-1][1].append(value)
        return None

    def count(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise SchemaInvalid(f"it holds more than {MAX_NODES:,} values")
        if event.tag not in _TAGS:
            raise _at(event, f"the tag {event.tag[:60]!r} stands there. Remove it")


def _closed(start: Any, members: list[Any]) -> Any:
    if isinstance(start, yaml.SequenceStartEvent):
        return members
    names = members[::2]
    if not all(isinstance(name, str) for name in names):
        raise _at(start, "a name of an object there is no text. Put it in quotes")
    if len(set(names)) != len(names):
        raise _at(start, _twice(names))
    return dict(zip(names, members[1::2], strict=True))


def _scalar(event: Any) -> Any:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


def _at(event: Any, what: str) -> SchemaInvalid:
    return SchemaInvalid(f"line {event.start_mark.line + 1}: {what}")
