"""One place of a schema, with its references followed as it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from vms.schema.merge import ONE_OF, Root


class NodeKind(StrEnum):
    """What may stand at a node; the first that fits, in this order."""

    CONST = "const"  # one value only
    OBJECT = "object"  # named properties
    MAP = "map"  # any keys, values of one schema
    ARRAY = "array"
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    INTEGER_OR_TEXT = "integer-or-text"  # Kubernetes' ports and percentages
    FREE = "free"  # the schema says no more: an object without properties, or no type at all


_SCALARS = {
    "string": NodeKind.STRING,
    "integer": NodeKind.INTEGER,
    "number": NodeKind.NUMBER,
    "boolean": NodeKind.BOOLEAN,
}


@dataclass(frozen=True, eq=False)
class SchemaNode:
    """A subschema as a form sees it. Children are made when asked for, so a schema may contain itself."""

    raw: Mapping[
        str, Any
    ]  # references followed, allOf in one; annotations beside a $ref win over its target's
    root: Root

    @cached_property
    def kind(self) -> NodeKind:
        """What may stand here."""
        if "const" in self.raw:
            return NodeKind.CONST
        types = self.raw.get("type")
        if isinstance(types, list):
            others = [name for name in types if name != "null"]
            if set(others) == {"integer", "string"}:
                return NodeKind.INTEGER_OR_TEXT
            types = others[0] if len(others) == 1 else None
        if self.properties:
            return NodeKind.OBJECT
        if self._values is not None:
            return NodeKind.MAP
        if "prefixItems" in self.raw:
            return NodeKind.FREE  # each element is another thing: no list of rows shows that
        if types == "array" or (types is None and "items" in self.raw):
            return NodeKind.ARRAY
        return _SCALARS.get(types or "", NodeKind.FREE)

    @cached_property
    def properties(self) -> Mapping[str, "SchemaNode"]:
        """The named members, in the schema's order."""
        members = self.raw.get("properties", {})
        return MappingProxyType({name: node_at(member, self.root) for name, member in members.items()})

    @cached_property
    def items(self) -> "SchemaNode":
        """What every element of an array is."""
        return node_at(self.raw.get("items", True), self.root)

    @cached_property
    def values(self) -> "SchemaNode":
        """What every value under a key that is not named is."""
        return node_at(True if self._values is None else self._values, self.root)

    @cached_property
    def _values(self) -> Mapping[str, Any] | None:
        values = self.raw.get("additionalProperties")
        if isinstance(values, dict):
            return values
        patterns = [one for one in self.raw.get("patternProperties", {}).values() if isinstance(one, dict)]
        return patterns[0] if len(patterns) == 1 else None

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(self.raw.get("required", ()))

    @property
    def is_nullable(self) -> bool:
        """Whether ``null`` is an answer here."""
        types = self.raw.get("type")
        return isinstance(types, list) and "null" in types

    @property
    def one_of(self) -> tuple[str, ...]:
        """The members of which exactly one must be there; empty where the schema asks no such thing."""
        return tuple(self.raw.get(ONE_OF, ()))

    @property
    def title(self) -> str:
        return str(self.raw.get("title", ""))

    @property
    def description(self) -> str:
        return str(self.raw.get("description", ""))

    @property
    def enum(self) -> tuple[Any, ...]:
        return tuple(self.raw.get("enum", ()))

    @property
    def const(self) -> Any:
        return self.raw.get("const")

    @property
    def pattern(self) -> str | None:
        return self.raw.get("pattern")

    @property
    def format(self) -> str | None:
        return self.raw.get("format")

    @property
    def minimum(self) -> float | None:
        return self.raw.get("minimum")

    @property
    def maximum(self) -> float | None:
        return self.raw.get("maximum")

    @property
    def min_length(self) -> int | None:
        return self.raw.get("minLength")

    @property
    def max_length(self) -> int | None:
        return self.raw.get("maxLength")

    @property
    def examples(self) -> tuple[Any, ...]:
        return tuple(self.raw.get("examples", ()))

    @property
    def default(self) -> Any:
        return self.raw.get("default")

    def child(self, part: str) -> "SchemaNode | None":
        """The node one step down: a property, an array's element (``0``, ``-``, ``*``) or a map's value."""
        if self.kind is NodeKind.OBJECT:
            unnamed = None if self._values is None else self.values
            return self.properties.get(part, unnamed)
        if self.kind is NodeKind.MAP:
            return self.values
        if self.kind is NodeKind.ARRAY and (part in {"-", "*"} or (part.isascii() and part.isdigit())):
            return self.items
        return None


def node_at(subschema: Any, root: Root) -> SchemaNode:
    """The node of a subschema; ``true`` and ``false`` say nothing about shape and are free."""
    if not isinstance(subschema, dict):
        return SchemaNode(MappingProxyType({}), root)
    return SchemaNode(MappingProxyType(root.merged(subschema)), root)
