"""What an entry of a list holds, in a few words: its plan says how its values are called."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from vms.formtree.kinds import FieldKind
from vms.formtree.node import FieldNode
from vms.formtree.plan import FieldPlan
from vms.formtree.text import fits_html

_MOST: Final = 5
_LONGEST: Final = 60
_TEXTS: Final = frozenset({FieldKind.TEXT, FieldKind.ENUM, FieldKind.CONST, FieldKind.INTEGER_OR_TEXT})
_NUMBERS: Final = frozenset({FieldKind.INTEGER, FieldKind.NUMBER})
_MANY: Final = frozenset({FieldKind.ARRAY, FieldKind.MAP})


def outline(row: FieldNode) -> str:
    """The first values that are set in a row, less the one that names it. Total; costs what is set."""
    members = row.value if isinstance(row.value, dict) else {}
    naming = {key: value for key, value in members.items() if value == row.title}
    words = _members(row.plan, {key: value for key, value in members.items() if key not in naming})
    return " · ".join(islice(dict.fromkeys(words), _MOST))


def _members(plan: FieldPlan, value: Any, *, is_chosen: bool = False) -> Iterator[str]:
    """The values of an object; those of a chosen alternative speak for themselves."""
    if not isinstance(value, dict):
        return
    for child in plan.children:
        if child.kind is FieldKind.CHOICE:
            for chosen in child.children:
                if chosen.key in value:
                    yield chosen.label
                    yield from _members(chosen, value[chosen.key], is_chosen=True)
        elif child.key in value:
            yield from _said(child, value[child.key], "" if is_chosen else f"{child.label}: ")


def _said(plan: FieldPlan, value: Any, label: str) -> Iterator[str]:
    if plan.kind is FieldKind.OBJECT:
        yield from _members(plan, value)
    elif plan.kind in _TEXTS and isinstance(value, str | int) and not isinstance(value, bool):
        text = _short(str(value))
        yield f"{label}{text}" if text else plan.label
    elif plan.kind in _NUMBERS and isinstance(value, int | float):
        yield f"{plan.label} {value}"
    elif plan.kind in _MANY and isinstance(value, list | dict):
        yield f"{plan.label}: {len(value)}"
    elif value is not False and value is not None:
        yield plan.label


def _short(text: str) -> str:
    """A text on one line, if a page can show it."""
    if not fits_html(text):
        return ""
    line = " ".join(text[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
