"""One scalar between its text and its value."""

import json
import math
import re
from typing import Any, Final

import yaml

from vms.manifest.errors import EditRefused

# The core schema of YAML 1.2, chapter 10.3.
_CORE: Final = re.compile(
    r"(?P<null>~|null|Null|NULL|)"
    r"|(?P<true>true|True|TRUE)"
    r"|(?P<false>false|False|FALSE)"
    r"|(?P<decimal>[-+]?[0-9]+)"
    r"|(?P<octal>0o[0-7]+)"
    r"|(?P<hexadecimal>0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinite>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_BASES: Final = {"decimal": 10, "octal": 8, "hexadecimal": 16}
_LARGEST: Final = 2**53  # a browser's JSON holds every whole number up to here
_LONGEST_NUMBER: Final = 400

# What may stand without quotes wherever a value may; narrower than YAML, so that no reader can differ.
_PLAIN: Final = re.compile(r"[\w/$](?:[\w./+\-=@$()~%*!<>',;?]|:(?=[\w/])| (?=[\w./(]))*")
_PLAIN_IN_FLOW: Final = re.compile(r"[\w/$](?:[\w./+\-=@$()~%*!<>';]| (?=[\w./(]))*")
_NUMBER_LIKE: Final = re.compile(r"(?=.*[0-9])[0-9a-fA-FxXoO_+.:eE,TZtz -]*")
_SHORT_BOOLEANS: Final = frozenset("yYnN")  # of YAML 1.1; PyYAML left them out, others did not
_RESOLVERS_1_1: Final = yaml.SafeLoader.yaml_implicit_resolvers
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
)  # beside control characters: what some readers take for a line break, or refuse
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class NotJson(ValueError):
    """A plain scalar that YAML can hold and JSON cannot; the text says why."""


def resolve(text: str) -> Any:
    """The value of a scalar without quotes. Raises ``NotJson``."""
    match = _CORE.fullmatch(text)
    if match is None:
        return text
    kind = match.lastgroup
    if kind in {"true", "false"}:
        return kind == "true"
    if kind == "infinite":
        raise NotJson(
            "infinity and “not a number” cannot be used in a manifest. Write a number, or quotes around it."
        )
    return None if kind == "null" else _number(text, kind)


def _number(text: str, kind: str | None) -> int | float:
    value: int | float = math.inf
    if len(text) <= _LONGEST_NUMBER:
        value = int(text, _BASES[kind]) if kind in _BASES else float(text)
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise NotJson(f"the number {text[:30]} is too large. Write quotes around it if it is meant as text.")


def scalar_text(value: Any, *, style: str = "", flow: bool = False) -> str:
    """A scalar on one line, in the wanted quoting style where the value allows it.

    Raises ``EditRefused`` for what is no JSON scalar, or is half a character.
    """
    if isinstance(value, str):
        return _string_text(value, style, flow=flow)
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, float) and math.isfinite(value):
        return re.sub(
            r"^(-?[0-9]+)e", r"\1.0e", repr(value)
        )  # YAML 1.1 sees a number only where it sees a point
    raise EditRefused(
        "", f"A {type(value).__name__} such as {value!r:.40} cannot be written into a manifest."
    )


def can_be_literal(value: str) -> bool:
    """Whether a text can stand behind ``|``; else it needs quotes."""
    return bool(value.strip()) and not _UNPRINTABLE.search(value)


def literal_header(value: str, indent: int) -> str:
    """``|`` with what must follow it so that exactly this text comes back."""
    indicator = str(indent) if value[0] in " \t\n" else ""
    if not value.endswith("\n"):
        return f"|{indicator}-"
    return f"|{indicator}+" if value.endswith("\n\n") else f"|{indicator}"


def _string_text(value: str, style: str, *, flow: bool) -> str:
    if _SURROGATE.search(value):
        raise EditRefused("", "The text holds half of a character (a lone surrogate). Type it again.")
    if style == "'" and "\n" not in value and "\t" not in value and not _UNPRINTABLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and _is_safe_plain(value, flow=flow):
        return value
    return _UNPRINTABLE.sub(_escape, json.dumps(value, ensure_ascii=False))


def _is_safe_plain(value: str, *, flow: bool) -> bool:
    pattern = _PLAIN_IN_FLOW if flow else _PLAIN
    if not pattern.fullmatch(value) or value in _SHORT_BOOLEANS or _NUMBER_LIKE.fullmatch(value):
        return False
    if _CORE.fullmatch(value):
        return False
    return not any(resolver.match(value) for _, resolver in _RESOLVERS_1_1.get(value[0], ()))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
