"""A text of several documents, cut where one ends and the next begins."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from vms.manifest.errors import EditRefused, YamlInvalid
from vms.manifest.model import Document
from vms.manifest.yaml_text import compose, construct, same, to_yaml
from vms.manifest.yaml_text.compose import MAX_BYTES
from vms.manifest.yaml_text.nodes import Mapping, Node, Sequence

MOST_DOCUMENTS: Final = 100

# At the start of a line these mean the same everywhere, even inside quotes: YAML allows no others.
_MARK: Final = re.compile(r"^---(?=[ \t\r\n]|\Z)[ \t]*", re.MULTILINE)
_END: Final = re.compile(r"^\.\.\.[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of a file; ``line`` is where it begins there. ``is_json`` when it was written in braces
    and is YAML in block style now."""

    text: str
    document: Document
    line: int
    is_json: bool = False


def pieces(text: str) -> list[Piece]:
    """The documents of a text, those of a ``List`` one by one. A text without any gives none.

    Raises ``YamlInvalid`` with the line in the whole text: where one cannot be read, or where there are
    more than 100.
    """
    if len(text) > MAX_BYTES:
        raise YamlInvalid(1, 1, "The text is larger than 1 MiB. Import it in parts.")
    found: list[Piece] = []
    for line, section in _sections(text.removeprefix("\ufeff")):
        found += _read(line, section)
        if len(found) > MOST_DOCUMENTS:
            many = f"More than {MOST_DOCUMENTS} documents are too many at once. Import the file in parts."
            raise YamlInvalid(found[MOST_DOCUMENTS].line, 1, many)
    return found


def _sections(text: str) -> Iterator[tuple[int, str]]:
    """Each section that says something, with the number of lines above it."""
    heading, start, line = "", 0, 0
    for mark in [*_MARK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        section = _END.sub("", text[start:end])
        if _says_something(section):
            yield line - heading.count("\n"), heading + section
            heading = ""
        else:
            heading += _comments(section)  # above the first mark: it belongs to what follows
        if mark:
            following = _after(text, mark)
            line += text.count("\n", start, following)
            start = following


def _after(text: str, mark: re.Match[str]) -> int:
    """Where a section begins: below its mark, or behind it where something stands there."""
    end = text.find("\n", mark.end())
    rest = text[mark.end() : end if end >= 0 else len(text)].strip()
    if rest and not rest.startswith(("#", "{", "[")):
        return mark.start()  # a tag or a block's header: YAML wants the mark in front of it
    return mark.end() if rest or end < 0 else end + 1


def _comments(section: str) -> str:
    return "".join(line for line in section.splitlines(keepends=True) if line.startswith("#"))


def _says_something(section: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith(("#", "%")) for line in section.split("\n"))


def _read(line: int, section: str) -> list[Piece]:
    try:
        return _parts(compose(section), section, line, is_json=False)
    except YamlInvalid as error:
        written = _json_as_yaml(section)
        if written is None:
            raise YamlInvalid(error.line + line, error.column, error.reason) from error
        return _parts(compose(written), written, line, is_json=True)


def _json_as_yaml(section: str) -> str | None:
    """What a JSON text says that YAML readers do not take, for its tabs say; ``None`` for any other text."""
    document = _json(section)
    try:
        written = to_yaml(document) if document is not None else None
        if written is not None:
            compose(written)
    except (EditRefused, YamlInvalid):  # half a character, more than anybody may write
        return None
    return written


def _json(section: str) -> Document | None:
    """The object in a JSON text that YAML readers do not take, for its tabs say."""
    if not section.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(section, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _parts(root: Mapping, section: str, line: int, *, is_json: bool) -> list[Piece]:
    document = construct(root)
    items = root.entry("items")
    is_list = str(document.get("kind", "")).endswith("List") and items is not None
    if is_list and items is not None and isinstance(items.value, Sequence):
        return [_item(item, section, line, is_json=is_json) for item in items.value.items]
    if root.flow:
        return [Piece(to_yaml(document), document, line + 1, is_json=True)]
    return [Piece(section, document, line + 1 + root.line, is_json)]


def _item(item: Node, section: str, line: int, *, is_json: bool) -> Piece:
    """An entry of a list as a document of its own, moved to the left with its comments."""
    document = construct(item)
    if not isinstance(document, dict):
        document = {}
    here = 1 if is_json else line + 1 + item.line
    written_anew = Piece(to_yaml(document), document, here, is_json)
    if not isinstance(item, Mapping) or item.flow:
        return written_anew
    end = section.find("\n", item.end)
    lines = section[item.start : end if end >= 0 else len(section)].split("\n")
    moved = "\n".join([lines[0], *(_shifted(one, item.column) for one in lines[1:])]) + "\n"
    try:
        is_whole = same(construct(compose(moved)), document)
    except YamlInvalid:  # an alias whose anchor stands in another entry, say
        is_whole = False
    return Piece(moved, document, here, is_json) if is_whole else written_anew


def _shifted(line: str, columns: int) -> str:
    kept = line.lstrip(" ")
    return " " * max(0, len(line) - len(kept) - columns) + kept
