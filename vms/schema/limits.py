"""How large a schema may be, as plain data, before anybody looks at what it means."""

import math
from typing import Any, Final

from vms.schema.errors import SchemaInvalid

MAX_NODES: Final = 200_000  # a CRD of 5,000 fields has 40,000
MAX_SCHEMAS: Final = 25_000
MAX_DEPTH: Final = 200
MAX_CHOICES: Final = 2_000  # of one enum
_MAX_NAME: Final = 1_000
_LARGEST: Final = 2**64


def refuse_too_large(document: Any) -> None:
    """Raises ``SchemaInvalid`` for what is no plain JSON, too large or too deep. Linear."""
    level, count = [document], 0
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                _refuse_names(value)
                below += value.values()
            elif isinstance(value, list):
                below += value
            else:
                _refuse_scalar(value)
        count += len(below)
        if count > MAX_NODES:
            raise SchemaInvalid(f"it holds more than {MAX_NODES:,} values")
        if not below:
            return
        level = below
    raise SchemaInvalid(f"it is nested more than {MAX_DEPTH} levels deep")


def _refuse_names(value: dict[Any, Any]) -> None:
    for name in value:
        if not isinstance(name, str):
            raise SchemaInvalid(f"the name {str(name)[:60]!r} is no text; put it in quotes")
        if len(name) > _MAX_NAME:
            raise SchemaInvalid(f"the name {name[:20]!r}… has more than {_MAX_NAME} characters")
        _refuse_scalar(name)


def _refuse_scalar(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value:
            raise SchemaInvalid("a text in it holds a null character")
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise SchemaInvalid("a text in it holds half of a character (a lone surrogate)")
    elif isinstance(value, int | float):
        if not math.isfinite(value) if isinstance(value, float) else abs(value) > _LARGEST:
            raise SchemaInvalid("a number in it is larger than any that can be checked (2 to the 64th)")
    elif value is not None:
        raise SchemaInvalid(f"a value in it is no JSON: {type(value).__name__}")
