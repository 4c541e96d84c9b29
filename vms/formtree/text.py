"""Values as the text of a control, and back.

Two rules make a form that nobody touched change nothing: a posted text that equals the shown one is no
edit (``decode`` compares texts, not values), and no text is refused: what cannot be read as the kind asks
becomes a text in the document, where the next check reports it.
"""

import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from vms.formtree.kinds import FieldKind
from vms.schema import UNSET

PRESENT: Final = "present"
_READ: Final = frozenset(
    {FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.INTEGER_OR_TEXT, FieldKind.FREE}
)  # as something else than the text that was typed
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,100}")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,100}(\.[0-9]{1,100})?([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class FreeText:
    """How values without a shape of their own are written and read: as JSON, or as what an outsider brings.

    ``read`` raises ``ValueError`` for what it cannot read, and gives back what ``write`` was given.
    """

    write: Callable[[Any], str]
    read: Callable[[str], Any]
    name: str = "JSON"


def to_text(kind: FieldKind, value: Any, free: FreeText | None = None) -> str:
    """What the control of a kind shows for a value; nothing for an unset one."""
    free = free or JSON_TEXT
    if value is UNSET:
        return ""
    if kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}:
        return value if isinstance(value, str) else _json(value)
    if kind in _READ and isinstance(value, str):
        # In quotes only where it would otherwise be read as something else than this text.
        return value if from_text(kind, value, free=free) == value else _quoted(kind, value, free)
    if kind in {FieldKind.ENUM, FieldKind.CONST}:
        return option_text(value)
    if kind is FieldKind.PRESENCE and isinstance(value, dict):
        return PRESENT
    return free.write(value) if kind is FieldKind.FREE else _json(value)


def _quoted(kind: FieldKind, value: str, free: FreeText) -> str:
    return free.write(value) if kind is FieldKind.FREE else _json(value)


def from_text(
    kind: FieldKind,
    text: str,
    options: Iterable[tuple[Any, str, str]] = (),
    free: FreeText | None = None,
) -> Any:
    """The value that a posted text means; ``UNSET`` for none."""
    if text == "":
        return UNSET
    match kind:
        case FieldKind.INTEGER | FieldKind.NUMBER | FieldKind.INTEGER_OR_TEXT:
            return _number(kind, text)
        case FieldKind.BOOLEAN:
            return {"true": True, "false": False}.get(text, text)
        case FieldKind.ENUM | FieldKind.CONST:
            return next((value for value, _, _ in options if option_text(value) == text), text)
        case FieldKind.PRESENCE:
            return {} if text == PRESENT else text
        case FieldKind.FREE:
            return _free(text, free or JSON_TEXT)
        case _:
            return text


def option_text(value: Any) -> str:
    """A value of an enum inside a form: itself, if it is a text that cannot be taken for anything else."""
    if isinstance(value, str) and value and not value.startswith("="):
        return value
    return f"={_json(value)}"


def normal(text: str) -> str:
    """A text as every browser would send it, but with bare line feeds; NUL as HTML reads it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def fits_html(text: str) -> bool:
    """Whether a browser can show the text and send it back unchanged."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _number(kind: FieldKind, text: str) -> Any:
    stripped = text.strip()
    if not stripped:
        return UNSET
    if _INTEGER.fullmatch(stripped):
        return int(stripped)
    if kind is FieldKind.NUMBER and _NUMBER.fullmatch(stripped) and math.isfinite(float(stripped)):
        return float(stripped)
    return text


def _free(text: str, free: FreeText) -> Any:
    if not text.strip():
        return UNSET
    try:
        return free.read(text)
    except (ValueError, RecursionError):
        return text


def _read_json(text: str) -> Any:
    value = json.loads(text, parse_constant=_refuse)
    _json(value, ensure_ascii=False).encode()  # an escaped lone surrogate is no text anywhere else
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _json(value: Any, *, indent: int | None = None, ensure_ascii: bool | None = None) -> str:
    if ensure_ascii is None:
        text = json.dumps(value, indent=indent, ensure_ascii=False, default=str)
        return text if fits_html(text) else json.dumps(value, indent=indent, default=str)
    return json.dumps(value, indent=indent, ensure_ascii=ensure_ascii, default=str)


def _write_json(value: Any) -> str:
    return _json(value, indent=2)


JSON_TEXT: Final = FreeText(_write_json, _read_json)
