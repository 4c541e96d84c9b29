"""Network cards are named by their keys; a form shows rows with a name in each. The way there and back."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from vms.schema import UNSET, Edit, join, split

_ETHERNETS: Final = "ethernets"
_NAME: Final = "name"


def as_rows(document: dict[str, Any]) -> dict[str, Any]:
    """The document with a list of cards; one that is no mapping of mappings is left as it is."""
    cards = document.get(_ETHERNETS)
    if not isinstance(cards, dict) or not all(isinstance(card, dict | None) for card in cards.values()):
        return document
    rows = [
        {_NAME: name, **{key: value for key, value in (card or {}).items() if key != _NAME}}
        for name, card in cards.items()
    ]
    return {**document, _ETHERNETS: rows}


def to_row(document: dict[str, Any], pointer: str) -> str:
    """Where a place of the document is shown."""
    parts = split(pointer)
    cards = document.get(_ETHERNETS)
    if len(parts) < 2 or parts[0] != _ETHERNETS or not isinstance(cards, dict) or parts[1] not in cards:
        return pointer
    return join((_ETHERNETS, str(list(cards).index(parts[1])), *parts[2:]))


def to_cards(document: dict[str, Any], edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits of the rows as edits of the document. A card keeps its place, and its comments, unless it is
    renamed; a name that another card has is given a number."""
    return tuple(edit for each in edits for edit in _to_cards(document, each))


def _to_cards(document: dict[str, Any], edit: Edit) -> Iterator[Edit]:
    parts = split(edit.pointer)
    cards = document.get(_ETHERNETS) or {}
    if parts[0] != _ETHERNETS or not isinstance(cards, dict):
        yield edit
    elif len(parts) == 1 and isinstance(edit.value, list):
        for row in edit.value:
            yield _added(cards, row)
    elif len(parts) == 1:
        yield edit
    elif not parts[1].isdigit():
        yield _added(cards, edit.value)
    elif int(parts[1]) < len(cards):
        yield from _changed(cards, list(cards)[int(parts[1])], parts[2:], edit.value)


def _changed(cards: dict[str, Any], name: str, below: tuple[str, ...], value: Any) -> Iterator[Edit]:
    here = join((_ETHERNETS, name))
    if below == (_NAME,):
        wanted = str(value).strip() if value is not UNSET else ""
        if wanted and wanted != name:
            yield Edit(join((_ETHERNETS, _free(cards, wanted))), cards[name] or {})
            yield Edit(here)
    elif below:
        yield Edit(join((_ETHERNETS, name, *below)), value)
    elif value is UNSET:
        yield Edit(here)
    # else: two rows changed places, which says nothing in a mapping


def _added(cards: dict[str, Any], row: dict[str, Any]) -> Edit:
    rest = {key: value for key, value in row.items() if key != _NAME}
    return Edit(join((_ETHERNETS, _free(cards, str(row.get(_NAME) or "enp1s0")))), rest)


def _free(cards: dict[str, Any], wanted: str) -> str:
    """The name, or the next one of its kind: enp1s0, enp2s0 …"""
    if wanted not in cards:
        return wanted
    number = 2
    while (name := f"enp{number}s0") in cards:
        number += 1
    return name
