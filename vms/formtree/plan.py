"""The plan of one field: everything about it that no document changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Literal

from vms.formtree.kinds import CONTAINERS, FieldKind

FOLDS: Final = 12  # an unset object of more fields than this is one line until it is asked for
Role = Literal["field", "row", "entry", "alternative"]


@dataclass(frozen=True, eq=False)
class FieldPlan:
    """Everything about a field that no document changes.

    ``children`` are the members of an object, the alternatives of a choice, the one element of an array
    or map, the sections of a group, and the groups of the form. They are made when first asked for: of a
    large schema only what is looked at is ever planned.
    """

    kind: FieldKind
    key: str
    label: str
    pattern: str = ""
    hole: str = ""  # its pointer, with ``HOLE`` for that of the row it is in
    help: str = ""
    widget: str = "text"
    placeholder: str = ""
    default: str = ""
    required: bool = False
    options: tuple[tuple[Any, str, str], ...] = ()  # the values of an enum, their names and meanings
    suggest: str = ""
    new: Any = None
    row_titles: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    unit: str = ""
    at: str = ""  # of a section: the pointer of its place
    is_open: bool = True
    is_named: bool = False  # by a section, which then shows it whole
    role: Role = "field"
    ordinal: str = ""  # of an array's element: what to call the first, second …
    standing: Any = None
    grow: Callable[[], tuple["FieldPlan", ...]] = tuple
    memo: dict[str, Any] = field(default_factory=dict, repr=False)  # what renderers remember of it

    @cached_property
    def children(self) -> tuple["FieldPlan", ...]:
        return self.grow()

    @cached_property
    def folds(self) -> bool:
        """Whether it is one line while nothing of it is set."""
        if self.kind is not FieldKind.OBJECT or self.required or self.is_named or self.role != "field":
            return False
        return _ends(self, FOLDS + 1) > FOLDS

    @cached_property
    def by_key(self) -> Mapping[str, "FieldPlan"]:
        return {child.key: child for child in self.children}

    @cached_property
    def known(self) -> frozenset[str]:
        """The keys of an object that the form shows, those of choices included."""
        plain = {child.key for child in self.children if child.kind is not FieldKind.CHOICE}
        chosen = {
            each.key for child in self.children if child.kind is FieldKind.CHOICE for each in child.children
        }
        return frozenset(plain | chosen)


def _ends(plan: FieldPlan, most: int) -> int:
    """How many fields are beneath, counted no further than asked."""
    if plan.kind not in {FieldKind.OBJECT, FieldKind.CHOICE}:
        return 1
    found = 0
    for child in plan.children:
        found += _ends(child, most - found)
        if found >= most:
            break
    return found


def is_bare(plan: FieldPlan) -> bool:
    """Whether an object is shown without a frame of its own."""
    return (
        plan.kind is FieldKind.OBJECT and len(plan.children) == 1 and plan.children[0].kind not in CONTAINERS
    )
