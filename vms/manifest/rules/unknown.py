"""Keys that the schema does not know: kept for export, and perhaps misspelled."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.beyond import BEYOND_THE_SCHEMA
from vms.manifest.rules.look import INTERFACES, NETWORKS, VOLUMES, fix, shown, warning
from vms.schema import Edit, NodeKind, Problem, Schema, SchemaNode, Severity, StandingKind, join, split

# What is honoured although the schema does not know it, and what other rules speak of.
_ACCEPTED: Final = frozenset(
    {
        *(parts[:length] for parts in map(split, BEYOND_THE_SCHEMA) for length in range(1, len(parts) + 1)),
        ("spec", "instancetype"),
        ("spec", "preference"),
        ("metadata", "creationTimestamp"),
    }
)
_SPOKEN_OF: Final = frozenset(split(f"{pointer}/*") for pointer in (VOLUMES, NETWORKS, INTERFACES))

Parts = tuple[str, ...]


def are_told(schema: Schema, document: dict[str, Any]) -> Iterator[Problem]:
    yield from _unknown(schema.root, document, (), ())


def _unknown(node: SchemaNode, value: Any, place: Parts, pattern: Parts) -> Iterator[Problem]:
    if node.kind is NodeKind.ARRAY and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(node.items, item, (*place, str(index)), (*pattern, "*"))
    if node.kind is not NodeKind.OBJECT or not isinstance(value, dict) or pattern == ("status",):
        return
    for key, member in value.items():
        known = node.properties.get(key)
        if known is not None:
            yield from _unknown(known, member, (*place, key), (*pattern, key))
        elif (*pattern, key) not in _ACCEPTED:
            yield from _told(node, value, key, place, pattern)


def _told(
    node: SchemaNode, value: dict[str, Any], key: str, place: Parts, pattern: Parts
) -> Iterator[Problem]:
    here = join((*place, key))
    meant = next((name for name in node.properties if name.lower() == key.lower()), None)
    if meant is not None:
        rename = (Edit(here), Edit(join((*place, meant)), value[key]))
        yield warning(
            here,
            "misspelled-field",
            f"“{shown(key)}” is not known here, so it has no effect. “{meant}” is probably meant.",
            fix(f"Write “{meant}”", *rename) if meant not in value else None,
            rule="B.1-1",
        )
    elif pattern not in _SPOKEN_OF:
        message = f"“{shown(key)}” is not known here. It is kept for export and has no effect in this portal."
        kept = StandingKind.EXPORT_ONLY
        yield Problem(here, message, "unknown-field", Severity.INFO, standing=kept)


RULES: Final = (are_told,)
