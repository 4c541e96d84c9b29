"""Schemas made anew from the inside out, and what is to be said about that."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

ONE: Final = (
    "items",
    "additionalItems",
    "additionalProperties",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
)
MANY: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
NAMED: Final = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies")


class Notes:
    """What could not be carried over, each said once with how often it was met."""

    def __init__(self) -> None:
        self._found: dict[str, int] = {}

    def add(self, sentence: str, times: int = 1) -> None:
        self._found[sentence] = self._found.get(sentence, 0) + times

    def sentences(self) -> tuple[str, ...]:
        return tuple(
            f"{times:,} {said}." if times > 1 else f"{said[:1].upper()}{said[1:]}."
            for said, times in self._found.items()
        )


def rebuilt(schema: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """A copy in which every schema went through ``change``, the inner ones first. Data is left alone, and so
    is whatever has not the shape it should have: the metaschema tells of that. Recursive: the depth of what
    comes in is bounded by ``limits``."""
    if not isinstance(schema, dict):
        return schema
    copy: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in ONE and isinstance(value, dict):
            copy[keyword] = rebuilt(value, change)
        elif (keyword in MANY or keyword == "items") and isinstance(value, list):
            copy[keyword] = [rebuilt(member, change) for member in value]
        elif keyword in NAMED and isinstance(value, dict):
            copy[keyword] = {name: rebuilt(member, change) for name, member in value.items()}
        else:
            copy[keyword] = value
    return change(copy)


def inside(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The schemas written directly in one, with the keyword of each."""
    for keyword, value in schema.items():
        if keyword in ONE:
            yield keyword, value
        elif keyword in MANY and isinstance(value, list):
            for member in value:
                yield keyword, member
        elif keyword in NAMED and isinstance(value, dict):
            for member in value.values():
                yield keyword, member


def exclusive(one: dict[str, Any]) -> None:
    """Draft 4 and OpenAPI 3.0 say by a boolean that a bound is excluded."""
    for bound, word in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(one.get(word), bool):
            excluded = one.pop(word)
            if excluded and bound in one:
                one[word] = one.pop(bound)
