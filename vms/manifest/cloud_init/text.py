"""Reading and changing the YAML inside the YAML: the same lossless engine, one level down."""

import re
from collections.abc import Iterable
from typing import Any, Final

from vms.manifest.errors import YamlInvalid
from vms.manifest.yaml_text import compose, construct, edit_yaml, line_at, to_yaml
from vms.schema import Edit, apply, split

HEADER: Final = "#cloud-config\n"
_CONTENT: Final = re.compile(r"^(?!\s*(?:#.*|---\s*|\.\.\.\s*)?$)", re.MULTILINE)
_NOTHING: Final = "{}\n"
_NO_MAPPING: Final = "A manifest is a mapping"


def read_text(text: str) -> dict[str, Any]:
    """The document in a text of YAML; an empty one for nothing but comments.

    Raises ``YamlInvalid`` with the line inside this text.
    """
    if not _CONTENT.search(text):
        return {}
    try:
        document: dict[str, Any] = construct(compose(text))
    except YamlInvalid as error:
        raise _in_words_of_cloud_init(error) from error
    return document


def edit_text(text: str, edits: Iterable[Edit], *, keeps_empty: Iterable[str] = ()) -> str:
    """The text after the edits, with only the lines changed that must.

    What a removal leaves empty goes too, but for what lies under the top-level keys of ``keeps_empty``.
    A text without a document gets one below its comments. Raises ``YamlInvalid`` and ``EditRefused``.
    """
    told, kept = tuple(edits), frozenset(keeps_empty)
    if not told:
        return text
    if _CONTENT.search(text):
        read_text(text)  # for its words, where it cannot be read
        edited = edit_yaml(text, told, lambda parts: len(parts) < 2 or parts[0] not in kept)
        emptied = edited.removesuffix(_NOTHING)
        return emptied if edited != text and not _CONTENT.search(emptied) else edited
    document = apply({}, told)
    if not document:
        return text
    above = text if not text or text.endswith("\n") else f"{text}\n"
    return above + to_yaml(document)


def lines_in(text: str, pointers: Iterable[str]) -> dict[str, int]:
    """The line of each place inside a text that can be read, counted from 1."""
    wanted = tuple(pointers)
    if not wanted or not _CONTENT.search(text):
        return dict.fromkeys(wanted, 1)
    root = compose(text)
    return {pointer: line_at(root, split(pointer)) for pointer in wanted}


def _in_words_of_cloud_init(error: YamlInvalid) -> YamlInvalid:
    if not error.reason.startswith(_NO_MAPPING):
        return error
    reason = "cloud-init reads lines such as “packages:” or “version: 2”. Write it like that."
    return YamlInvalid(error.line, error.column, reason)
