"""Where the colons and dashes stand that hold a value; the tree knows only the values."""

import re
from typing import Final

from vms.manifest.errors import EditRefused
from vms.manifest.yaml_text.nodes import Entry, Sequence

BY_HAND: Final = "This place of the text cannot be changed from here. Change it in the YAML text."
_BLANK_OR_COMMENT: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*")


def colon(text: str, entry: Entry) -> int:
    """The offset of the colon behind a key. Raises ``EditRefused`` where there is none (“? name”)."""
    return _mark(text, ":", entry.key.end)


def dash(text: str, sequence: Sequence, index: int) -> int:
    """The offset of the dash before an entry of a list that is not in brackets."""
    if index == 0 and text[sequence.start] == "-":
        return sequence.start
    before = sequence.items[index - 1].end if index else sequence.start
    gap = _BLANK_OR_COMMENT.match(text, min(text.find("\n", before) + 1, len(text)))
    return _mark(text, "-", gap.end() if gap else before)


def _mark(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    if found < 0:
        raise EditRefused("", BY_HAND)
    return found
