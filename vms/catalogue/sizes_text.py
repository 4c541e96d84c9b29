"""Size cards as the people who keep them write them: a YAML mapping of cards."""

import re
from collections.abc import Iterable
from typing import Any, Final

from vms.errors import PortalError
from vms.manifest import YamlInvalid, from_yaml, to_yaml
from vms.schema import UNSET, Edit

from .terms import Size

_SLUG: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_POINTER: Final = re.compile(r"(/[^/]+)+")
_KEYS: Final = frozenset({"title", "summary", "set"})
MOST: Final = 12  # cards; more is a list, not a choice


class SizesInvalid(PortalError):
    """The text does not describe size cards."""

    code = "sizes_invalid"


def write_sizes(sizes: Iterable[Size]) -> str:
    """The text of some cards; the opposite of ``read_sizes``."""
    cards = {
        size.slug: {
            "title": size.title,
            "summary": size.summary,
            "set": {edit.pointer: None if edit.value is UNSET else edit.value for edit in size.edits},
        }
        for size in sizes
    }
    return to_yaml(cards) if cards else ""


def read_sizes(text: str) -> tuple[Size, ...]:
    """The cards in a text, in their order; ``null`` removes what is at a pointer.

    Raises ``SizesInvalid`` with what to correct.
    """
    if not text.strip():
        return ()
    try:
        cards = from_yaml(text)
    except YamlInvalid as error:
        raise SizesInvalid(f"The size cards cannot be read. {error}") from error
    if len(cards) > MOST:
        raise SizesInvalid(f"There are {len(cards)} size cards. Keep at most {MOST}; nobody compares more.")
    return tuple(_card(slug, card) for slug, card in cards.items())


def _card(slug: str, card: Any) -> Size:
    if not _SLUG.fullmatch(slug):
        raise SizesInvalid(
            f"{slug!r} cannot name a size card. Use up to 40 lower-case letters, digits and hyphens."
        )
    if not isinstance(card, dict) or not card.keys() <= _KEYS or not isinstance(card.get("set"), dict):
        raise SizesInvalid(
            f"The card {slug} needs a title, a summary and, under set, values by JSON pointer."
        )
    title, summary = card.get("title", slug.capitalize()), card.get("summary") or ""
    if not isinstance(title, str) or not isinstance(summary, str) or len(title) > 40 or len(summary) > 120:
        raise SizesInvalid(
            f"The title of the card {slug} is a text of at most 40 characters, its summary of 120."
        )
    for pointer in card["set"]:
        if not _POINTER.fullmatch(pointer):
            raise SizesInvalid(f"{pointer!r} in the card {slug} is no JSON pointer. It begins with a slash.")
    edits = (Edit(pointer, UNSET if value is None else value) for pointer, value in card["set"].items())
    return Size(slug, title, summary, tuple(edits))
