"""Keys and descriptions of a schema as words for people."""

import re
from typing import Final

_SEAM: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-_ ]+")
_SENTENCE: Final = re.compile(r"(?<=[a-z0-9)\"'`][.!?])\s+(?=[A-Z])")
_LONGEST: Final = 240


def words(key: str) -> str:
    """``dedicatedIOThread`` → ``Dedicated IO thread``."""
    parts = _SEAM.split(key)
    text = " ".join(part if part.isupper() and len(part) > 1 else part.lower() for part in parts)
    return text[:1].upper() + text[1:]


def short(description: str) -> str:
    """A description that fits beneath a field: whole if it is short, else as many sentences as fit."""
    text = " ".join(description.split())
    if len(text) <= _LONGEST:
        return text
    kept = ""
    for sentence in _SENTENCE.split(text):
        if kept and len(kept) + len(sentence) >= _LONGEST:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= 2 * _LONGEST else f"{kept[: 2 * _LONGEST].rpartition(' ')[0]} …"
