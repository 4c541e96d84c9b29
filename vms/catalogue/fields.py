"""What of a document can be made essential, locked or bounded."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from vms.manifest import Document, amount_of
from vms.schema import join

_NEVER: Final = frozenset({"/apiVersion", "/kind", "/metadata/namespace"})


@dataclass(frozen=True, slots=True)
class Leaf:
    """``is_number`` tells that limits make sense."""

    pointer: str
    value: Any
    is_number: bool


def leaves(document: Document) -> list[Leaf]:
    """Each value that is set and holds no others, in the document's order; ``{}`` and ``[]`` are such."""
    return [leaf for leaf in _walk((), document) if leaf.pointer not in _NEVER]


def _walk(parts: tuple[str | int, ...], value: Any) -> Iterator[Leaf]:
    inside: Iterator[tuple[str | int, Any]]
    if isinstance(value, dict) and value:
        inside = iter(value.items())
    elif isinstance(value, list) and value:
        inside = iter(enumerate(value))
    else:
        yield Leaf(join(parts), value, amount_of(value) is not None)
        return
    for key, member in inside:
        yield from _walk((*parts, key), member)
