"""The words for each keyword of JSON Schema that a document can break."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

_TYPES: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "empty",
}
_FORMATS: Final = {
    "uuid": "a UUID such as 5d307ca9-b3ef-428c-8861-06e72d69f223",
    "date-time": "a date and time such as 2026-01-31T12:00:00Z",
    "date": "a date such as 2026-01-31",
    "time": "a time such as 12:00:00Z",
    "email": "an e-mail address such as ana@example.org",
    "hostname": "a host name such as web-1.example.org",
    "ipv4": "an IPv4 address such as 192.0.2.10",
    "ipv6": "an IPv6 address such as 2001:db8::10",
    "uri": "a URL such as https://example.org/",
}


def sentence(kind: Any, value: Any) -> str:
    """What is wrong with a value and what to do; ``kind`` is the validator's word on the broken keyword."""
    return _SENTENCES.get(kind.name, _fallback)(kind, value)


def shown(value: Any) -> str:
    """A value as a reader may see it inside a sentence: JSON, cut to 60 characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _type(kind: Any, value: Any) -> str:
    wanted = " or ".join(_TYPES[name] for name in kind.types)
    return f"This must be {wanted}, but it is {_described(value)}."


def _described(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return f"the text {shown(value)}"
        case _:
            return shown(value)


def _required(kind: Any, value: Any) -> str:
    del value  # the parent, which says nothing about its missing child
    return f"“{kind.property}” is required. Fill it in."


def _const(kind: Any, value: Any) -> str:
    return f"This must be {shown(kind.expected_value)}, but it is {shown(value)}."


def _enum(kind: Any, value: Any) -> str:
    choices = ", ".join(option if isinstance(option, str) else shown(option) for option in kind.options)
    return f"{shown(value)} is not one of the choices. Choose one of: {choices}."


def _pattern(kind: Any, value: Any) -> str:
    if isinstance(value, str) and value.endswith(("\n", "\r")):
        return "This ends with a line break. Remove it."
    return f"{shown(value)} does not have the form that is asked for here: {kind.pattern}"


def _format(kind: Any, value: Any) -> str:
    return f"{shown(value)} is not {_FORMATS.get(kind.format, kind.format)}."


def _minimum(kind: Any, value: Any) -> str:
    return f"This must be at least {shown(kind.limit)}, but it is {shown(value)}."


def _maximum(kind: Any, value: Any) -> str:
    return f"This must be at most {shown(kind.limit)}, but it is {shown(value)}."


def _exclusive_minimum(kind: Any, value: Any) -> str:
    return f"This must be more than {shown(kind.limit)}, but it is {shown(value)}."


def _exclusive_maximum(kind: Any, value: Any) -> str:
    return f"This must be less than {shown(kind.limit)}, but it is {shown(value)}."


def _multiple_of(kind: Any, value: Any) -> str:
    return f"This must be a multiple of {shown(kind.multiple_of)}, but it is {shown(value)}."


def _min_length(kind: Any, value: Any) -> str:
    return f"This needs at least {kind.limit} characters, but it has {len(value)}."


def _max_length(kind: Any, value: Any) -> str:
    return f"This may have at most {kind.limit} characters, but it has {len(value)}. Shorten it."


def _min_items(kind: Any, value: Any) -> str:
    return f"This list needs at least {kind.limit} entries, but it has {len(value)}. Add one."


def _max_items(kind: Any, value: Any) -> str:
    return f"This list may have at most {kind.limit} entries, but it has {len(value)}. Remove some."


def _unique_items(kind: Any, value: Any) -> str:
    del kind, value  # the validator does not say which entries are alike
    return "This list has an entry twice. Remove one of them."


def _additional_properties(kind: Any, value: Any) -> str:
    del value  # the names are enough
    return f"These names are not known here: {', '.join(kind.unexpected)}. Remove or rename them."


def _false_schema(kind: Any, value: Any) -> str:
    del kind, value  # whatever it is, its place is the fault
    return "Nothing may stand here. Remove it or correct its name."


def _fallback(kind: Any, value: Any) -> str:
    return f"{shown(value)} breaks the rule “{kind.name}” of the schema. Change it."


_SENTENCES: Final[Mapping[str, Callable[[Any, Any], str]]] = {
    "type": _type,
    "required": _required,
    "const": _const,
    "enum": _enum,
    "pattern": _pattern,
    "format": _format,
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _exclusive_minimum,
    "exclusiveMaximum": _exclusive_maximum,
    "multipleOf": _multiple_of,
    "minLength": _min_length,
    "maxLength": _max_length,
    "minItems": _min_items,
    "maxItems": _max_items,
    "uniqueItems": _unique_items,
    "additionalProperties": _additional_properties,
    "falseSchema": _false_schema,
}
