"""Text made safe for HTML, and the ids of the form."""

import re
from functools import lru_cache
from html import escape as _escape
from typing import Final

__all__ = ["HOLE", "Html", "attributes", "escape", "fill", "slug"]

_PLAIN: Final = re.compile(r"[A-Za-z0-9/]*")
_OTHER: Final = re.compile(r"[^A-Za-z0-9/]")

# What stands for the pointer of a row, and for its slug, in HTML that is made once for all rows. No browser
# can show NUL, and each reads a carriage return as a line feed, so neither stands there for anything else.
HOLE: Final = "\0"
_SLUG_HOLE: Final = "\r"


def escape(text: str) -> str:
    """A text as it may stand in HTML, in quotes too; its line breaks as browsers read them."""
    safe = _escape(text)
    return safe.replace("\r\n", "\n").replace("\r", "\n") if "\r" in safe else safe


class Html(str):
    """HTML that is safe to show as it is; templates ask for ``__html__`` and do not escape it again."""

    __slots__ = ()

    def __html__(self) -> "Html":
        return self


@lru_cache(maxsize=4096)  # each field asks for its own half a dozen times
def slug(pointer: str) -> str:
    """A pointer as the end of an id: no two pointers share one. ``/spec/a_b`` → ``spec-a_5f_b``."""
    if pointer.startswith(HOLE):
        below = pointer.removeprefix(HOLE)
        return f"{_SLUG_HOLE}{'-' if below.startswith('/') else ''}{slug(below)}"
    text = pointer.removeprefix("/")
    if not _PLAIN.fullmatch(text):
        text = _OTHER.sub(lambda match: f"_{ord(match[0]):x}_", text)
    return text.replace("/", "-")


def fill(html: str, pointer: str) -> str:
    """The HTML of a row that was made for any row."""
    return html.replace(HOLE, escape(pointer)).replace(_SLUG_HOLE, slug(pointer))


def attributes(**values: str | bool) -> str:
    """Attributes with a leading space each: ``True`` stands alone, ``False`` and empty texts are left out."""
    return "".join(
        f" {name.replace('_', '-').strip('-')}" + ("" if value is True else f'="{_escape(value)}"')
        for name, value in values.items()
        if value is not False and value != ""
    )
