"""Fields found by what a person would call them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vms.formtree.kinds import FieldKind
from vms.formtree.plan import FieldPlan
from vms.formtree.planning import plan_for
from vms.schema import Schema

MOST: Final = 30


@dataclass(frozen=True, slots=True)
class Found:
    """``pattern`` is the pointer of the field, with ``*`` for the entries of lists."""

    pattern: str
    label: str
    path: tuple[str, ...]  # the labels around it, the outermost first


def search(schema: Schema, hints: Mapping[str, Any], words: str, most: int = MOST) -> list[Found]:
    """The fields whose label, key or surroundings hold all the words; those that begin with them first."""
    wanted = words.lower().split()
    if not wanted:
        return []
    ranked: list[tuple[int, int, Found]] = []
    for place, found in enumerate(_fields(plan_for(schema, hints), "", ())):
        label = found.label.lower()
        key = found.pattern.rpartition("/")[2].lower()
        everything = " ".join((label, key, *found.path)).lower()
        if all(word in everything for word in wanted):
            is_close = label.startswith(wanted[0]) or key.startswith(wanted[0])
            is_named = wanted[0] in label or wanted[0] in key
            ranked.append((0 if is_close else 1 if is_named else 2, place, found))
    ranked.sort(key=lambda entry: entry[:2])
    return [found for _, _, found in ranked[:most]]


def _fields(plan: FieldPlan, pattern: str, path: tuple[str, ...]) -> Iterator[Found]:
    if plan.kind is FieldKind.FORM:
        for group in plan.children:
            for section in group.children:
                yield from _fields(section, section.at, (group.label,))
        return
    if plan.kind is FieldKind.CHOICE:
        for child in plan.children:
            yield from _fields(child, f"{pattern}/{child.key}", path)
        return
    yield Found(pattern, plan.label, path)
    for child in plan.children:
        is_choice = child.kind is FieldKind.CHOICE
        below = pattern if is_choice else f"{pattern}/{child.key.replace('~', '~0').replace('/', '~1')}"
        yield from _fields(child, below, path if plan.label in path[-1:] else (*path, plan.label))
