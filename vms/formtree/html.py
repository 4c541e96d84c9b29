"""Text made safe for HTML, and the ids of the form."""

import re
from functools import lru_cache
from html import escape
from typing import Final

__all__ = ["Html", "attributes", "escape", "slug"]

_PLAIN: Final = re.compile(r"[A-Za-z0-9/]*")
_OTHER: Final = re.compile(r"[^A-Za-z0-9/]")


class Html(str):
    """HTML that is safe to show as it is; templates ask for ``__html__`` and do not escape it again."""

    __slots__ = ()

    def __html__(self) -> "Html":
        return self


@lru_cache(maxsize=4096)  # each field asks for its own half a dozen times
def slug(pointer: str) -> str:
    """A pointer as the end of an id: no two pointers share one. ``/spec/a_b`` → ``spec-a_5f_b``."""
    text = pointer.removeprefix("/")
    if not _PLAIN.fullmatch(text):
        text = _OTHER.sub(lambda match: f"_{ord(match[0]):x}_", text)
    return text.replace("/", "-")


def attributes(**values: str | bool) -> str:
    """Attributes with a leading space each: ``True`` stands alone, ``False`` and empty texts are left out."""
    return "".join(
        f" {name.replace('_', '-').strip('-')}" + ("" if value is True else f'="{escape(value)}"')
        for name, value in values.items()
        if value is not False and value != ""
    )
