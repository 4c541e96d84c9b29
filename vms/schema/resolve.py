"""References: only those inside the same schema, and never in a circle."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from vms.schema.pointer import exists, get

_ONE = (
    "items",
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
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "$defs", "dependentSchemas")


def subschemas(schema: Any) -> Iterator[Mapping[str, Any]]:
    """The schema and all schemas written inside it; references are not followed, data is not read."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword in _ONE:
        yield from subschemas(schema.get(keyword))
    for keyword in _MANY:
        for member in schema.get(keyword, ()):
            yield from subschemas(member)
    for keyword in _NAMED:
        for member in schema.get(keyword, {}).values():
            yield from subschemas(member)


def find_fault(schema: Mapping[str, Any]) -> str | None:
    """Why some reference of a schema cannot be used, if one cannot."""
    for subschema in subschemas(schema):
        if "$dynamicRef" in subschema:
            return "it uses $dynamicRef, which is not supported"
        if subschema is not schema and "$id" in subschema:
            return f"it contains a second $id, {subschema['$id']!r}"
        if "$ref" not in subschema:
            continue
        reason = _fault_of_reference(subschema, schema)
        if reason:
            return reason
    return None


def follow(subschema: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    """The schema that a reference in the end stands for; what is written beside one is laid over it."""
    merged = dict(subschema)
    while "$ref" in merged:
        target = get(root, _local(merged.pop("$ref")))
        merged = {**target, **merged} if isinstance(target, dict) else merged
    return merged


def _fault_of_reference(subschema: Mapping[str, Any], root: Mapping[str, Any]) -> str | None:
    seen: set[str] = set()
    here: Any = subschema
    while isinstance(here, dict) and "$ref" in here:
        reference = here["$ref"]
        if not reference.startswith("#/") and reference != "#":
            return f"the reference {reference!r} leads outside of it"
        if reference in seen:
            return f"the reference {reference!r} leads back to itself"
        seen.add(reference)
        if not exists(root, _local(reference)):
            return f"the reference {reference!r} leads nowhere"
        here = get(root, _local(reference))
    return None


def _local(reference: str) -> str:
    return unquote(reference[1:])
