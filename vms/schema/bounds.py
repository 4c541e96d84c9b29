"""What a schema can cost: to compile, to walk, and to check one value against, before any of it is done.

The schemas of a file and the references between them are a graph. Three things in it must be bounded: how
many schemas look at one value (``allOf`` of references to ``allOf`` doubles at each step), how deep the
references lead, and, where a schema contains itself, in how many ways it comes back to the same value (two
ways double with each level of the document).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from vms.schema.errors import SchemaInvalid
from vms.schema.graph import components, in_order
from vms.schema.limits import MAX_CHOICES
from vms.schema.patterns import weight
from vms.schema.rebuild import inside
from vms.schema.resolve import target_of

MAX_LOOKS: Final = 1_000  # schemas that look at one value
MAX_DEPTH_HERE: Final = 60  # of references and alternatives behind one another at one place
MAX_CHAIN: Final = 1_000  # schemas in one another, references followed
MAX_PATTERNS: Final = 200_000  # weight of all different patterns: what compiling them takes
_FOR_EVERY_LEVEL: Final = 10  # faults that a schema which contains itself may have besides
_HERE: Final = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"})
_OF_OBJECTS: Final = frozenset({"properties", "additionalProperties", "unevaluatedProperties"})
_OF_LISTS: Final = frozenset({"items", "prefixItems", "unevaluatedItems"})
_NOT_FOLLOWED: Final = frozenset({"$defs", "propertyNames", "contentSchema"})


@dataclass(frozen=True, slots=True)
class Costs:
    """What checking one value may take. ``text``: the weight of the patterns that look at one text, for each
    of its characters. ``faults``: how many faults one value can have, each of which takes 10 µs to tell."""

    text: int = 0
    faults: int = 0


def refuse_too_costly(schema: Mapping[str, Any], subschemas: Iterable[Mapping[str, Any]]) -> Costs:
    """Raises ``SchemaInvalid`` for what cannot be checked in bounded time. Linear."""
    graph = _Graph(schema, subschemas)
    if not graph.has_references:  # a tree, which is as deep as its text at most
        return graph.refuse_many_looks(reversed(graph.schemas))
    order = in_order(graph.here)
    if order is None:
        raise SchemaInvalid("a reference in it leads back to itself without a step into the document")
    costs = graph.refuse_many_looks(order)
    contains_itself = graph.refuse_long_chains_and_doubling(order)
    return replace(costs, faults=costs.faults + _FOR_EVERY_LEVEL) if contains_itself else costs


def refuse_heavy_patterns(subschemas: Iterable[Mapping[str, Any]]) -> None:
    """Raises ``SchemaInvalid`` for a pattern, or for all together, when building them would take long."""
    weighed = {pattern: weight(pattern) for one in subschemas for pattern in _patterns(one)}
    if sum(weighed.values()) > MAX_PATTERNS:
        raise SchemaInvalid("its patterns are too many or repeat too much; simplify them")


class _Graph:
    """Schemas by identity; ``here`` leads to those that look at the same value, ``below`` to those that look
    at a member of it, with the keyword."""

    def __init__(self, root: Mapping[str, Any], subschemas: Iterable[Mapping[str, Any]]) -> None:
        self.schemas = {id(one): one for one in subschemas}  # outer ones first
        self.has_references = False
        self.here: dict[int, list[int]] = {}
        self.below: dict[int, list[tuple[str, int]]] = {}
        for key, one in self.schemas.items():
            self.here[key], self.below[key] = [], []
            for keyword, inner in inside(one):
                if not isinstance(inner, dict) or keyword in _NOT_FOLLOWED:
                    continue
                if keyword in _HERE:
                    self.here[key].append(id(inner))
                else:
                    self.below[key].append((keyword, id(inner)))
            target = target_of(one, root)
            if isinstance(target, dict):
                self.here[key].append(id(target))
                self.has_references = True

    def refuse_many_looks(self, order: Iterable[int]) -> Costs:
        looks: dict[int, int] = {}
        heavy: dict[int, int] = {}
        faults: dict[int, int] = {}
        deep: dict[int, int] = {}
        for key in order:
            one = self.schemas[key]
            choices = len(one.get("enum", ()))
            if choices > MAX_CHOICES:
                raise SchemaInvalid(f"one enum in it has more than {MAX_CHOICES:,} choices")
            looks[key] = 1 + choices // 20 + sum(looks[other] for other in self.here[key])
            deep[key] = 1 + max((deep[other] for other in self.here[key]), default=0)
            heavy[key] = sum(map(weight, _patterns(one))) + sum(heavy[other] for other in self.here[key])
            faults[key] = _faults(one) + sum(faults[other] for other in self.here[key])
            if deep[key] > MAX_DEPTH_HERE:
                raise SchemaInvalid(
                    f"more than {MAX_DEPTH_HERE} references and alternatives follow on one another"
                )
            if looks[key] > MAX_LOOKS:
                raise SchemaInvalid(
                    f"more than {MAX_LOOKS:,} of its schemas look at the same value; "
                    "use fewer allOf, anyOf and oneOf inside each other"
                )
        return Costs(max(heavy.values(), default=0), max(faults.values(), default=0))

    def refuse_long_chains_and_doubling(self, order: Iterable[int]) -> bool:
        """Whether a schema contains itself."""
        edges = {key: [*self.here[key], *(other for _, other in self.below[key])] for key in self.schemas}
        parts = components(edges)  # those that are reached come first
        part_of = {key: place for place, part in enumerate(parts) for key in part}
        depth = [0] * len(parts)
        returns: set[int] = set()  # schemas from which one can be reached that contains itself
        circular: set[int] = set()
        for place, part in enumerate(parts):
            after = {part_of[other] for key in part for other in edges[key]}
            depth[place] = len(part) + max((depth[other] for other in after if other != place), default=0)
            if depth[place] > MAX_CHAIN:
                raise SchemaInvalid(f"more than {MAX_CHAIN:,} of its schemas stand inside one another")
            if len(part) > 1 or place in after:
                circular |= set(part)
            if (
                place in after
                or len(part) > 1
                or any(other in returns for key in part for other in edges[key])
            ):
                returns |= set(part)
        if circular:
            self._refuse_doubling(order, circular, returns)
        return bool(circular)

    def _refuse_doubling(self, order: Iterable[int], circular: set[int], returns: set[int]) -> None:
        ways: dict[int, tuple[int, int]] = {}  # back into a circle: through an object, through a list
        for key in order:
            objects, lists = _ways([keyword for keyword, other in self.below[key] if other in returns])
            for other in self.here[key]:
                objects, lists = objects + ways[other][0], lists + ways[other][1]
            ways[key] = (objects, lists)
            if key in circular and max(objects, lists) > 1:
                raise SchemaInvalid(
                    "it contains itself in two alternatives of one place, so that a check would double with "
                    "each level of a document; let it contain itself once"
                )


def _ways(keywords: list[str]) -> tuple[int, int]:
    """One of ``properties`` and ``additionalProperties`` looks at a member, and each pattern besides."""
    objects = keywords.count("patternProperties") + any(keyword in _OF_OBJECTS for keyword in keywords)
    lists = keywords.count("contains") + any(keyword in _OF_LISTS for keyword in keywords)
    return objects, lists


def _faults(one: Mapping[str, Any]) -> int:
    """Each name that is missing is a fault; one of an enum holds all of its choices."""
    return 1 + len(one.get("required", ())) + len(one.get("enum", ())) // 50


def _patterns(one: Mapping[str, Any]) -> Iterable[str]:
    if isinstance(one.get("pattern"), str):
        yield one["pattern"]
    if isinstance(one.get("patternProperties"), dict):
        yield from one["patternProperties"]
    names = one.get("propertyNames")
    if isinstance(names, dict):
        yield from _patterns(names)
