"""OpenAPI v3 schemas, as CRDs hold them, in the words of JSON Schema 2020-12.

What only Kubernetes enforces on a server (rules in CEL, keys of list maps) cannot be said in JSON Schema: it
is counted in the notes, never silently dropped.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from vms.schema.rebuild import Notes, exclusive, rebuilt

INT_OR_STRING: Final = "x-kubernetes-int-or-string"
EMBEDDED: Final = "x-kubernetes-embedded-resource"

_BASE64: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
_SAME_FORMATS: Final = frozenset({"date", "date-time", "email", "hostname", "ipv4", "ipv6", "uuid"})
_TEXTS: Final[dict[str, Any]] = {"type": "object", "additionalProperties": {"type": "string"}}
METADATA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "What the object is called in its namespace."},
        "namespace": {"type": "string", "description": "The namespace that the object belongs to."},
        "labels": {**_TEXTS, "description": "Short texts that tools select objects by."},
        "annotations": {**_TEXTS, "description": "Texts for people and tools; nothing selects by them."},
    },
}


def from_openapi(schema: Any, notes: Notes) -> Any:
    """The same demands in JSON Schema 2020-12; ``notes`` are told what could not be carried over."""
    return rebuilt(schema, lambda one: _converted(one, notes))


def _converted(one: dict[str, Any], notes: Notes) -> dict[str, Any]:
    if "$ref" in one:  # OpenAPI 3.0 reads nothing beside a reference
        return {"$ref": one["$ref"]}
    for step in (exclusive, _number_format, _text_format, _int_or_string, _embedded, _list_type, _example):
        step(one)
    _nullable(one)
    if "x-kubernetes-validations" in one:
        rules = one.pop("x-kubernetes-validations")
        notes.add("rules written in CEL are not checked here; a cluster checks them", _length(rules))
    if one.get("x-kubernetes-list-type") == "map":
        notes.add("lists are not checked for two entries with the same keys; a cluster checks them")
    return one


def _length(rules: Any) -> int:
    return len(rules) if isinstance(rules, list) else 1


def _number_format(one: dict[str, Any]) -> None:
    span = _RANGES.get(str(one.get("format")))
    if span is None or one.get("type") not in ("integer", "number"):
        return
    del one["format"]
    low, high = span
    if "exclusiveMinimum" not in one:
        one["minimum"] = _tighter(max, one.get("minimum"), low)
    if "exclusiveMaximum" not in one:
        one["maximum"] = _tighter(min, one.get("maximum"), high)


def _tighter(choose: Callable[[Any, Any], Any], written: Any, bound: int) -> Any:
    return choose(written, bound) if isinstance(written, int | float) else bound


def _text_format(one: dict[str, Any]) -> None:
    """Kubernetes reads some formats in its own way (``duration`` is Go's), and ignores unknown ones."""
    if one.get("format") == "byte":
        one.setdefault("pattern", _BASE64)
    if "format" in one and str(one["format"]) not in _SAME_FORMATS:
        del one["format"]


def _int_or_string(one: dict[str, Any]) -> None:
    if one.get(INT_OR_STRING) is not True:
        return
    one["type"] = ["integer", "string"]
    if one.get("anyOf") == [{"type": "integer"}, {"type": "string"}]:
        del one["anyOf"]


def _embedded(one: dict[str, Any]) -> None:
    """A whole Kubernetes object inside another."""
    if one.get(EMBEDDED) is not True or not isinstance(one.get("properties", {}), dict):
        return
    one["properties"] = {
        "apiVersion": {"type": "string", "description": "The API that the object belongs to."},
        "kind": {"type": "string", "description": "What kind of object it is."},
        "metadata": deepcopy(METADATA),
        **one.get("properties", {}),
    }
    required = one.get("required")
    one["required"] = [
        *dict.fromkeys([*(required if isinstance(required, list) else ()), "apiVersion", "kind"])
    ]


def _list_type(one: dict[str, Any]) -> None:
    if one.get("x-kubernetes-list-type") == "set":
        one["uniqueItems"] = True


def _example(one: dict[str, Any]) -> None:
    if "example" in one:
        one.setdefault("examples", [one.pop("example")])


def _nullable(one: dict[str, Any]) -> None:
    if one.pop("nullable", False) is not True:
        return
    kinds = one.get("type")
    if isinstance(kinds, str):
        one["type"] = [kinds, "null"]
    elif isinstance(kinds, list) and "null" not in kinds:
        one["type"] = [*kinds, "null"]
    if isinstance(one.get("enum"), list) and None not in one["enum"]:
        one["enum"] = [*one["enum"], None]
