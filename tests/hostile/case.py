"""One hostile text, and what must be said about it."""

from typing import NamedTuple


class Case(NamedTuple):
    name: str
    text: str
    line: int | None = None
    words: str = ""
