"""The form of one document, as a tree that can be searched, counted and rendered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vms.formtree.plan import CONTAINERS, FieldKind, FieldPlan
from vms.schema import UNSET, Problem, Severity


@dataclass(frozen=True, slots=True)
class FieldNode:
    """One field, row, section or the form itself.

    ``pointer`` is the JSON pointer of the place; of a choice the pointer of its object and ``#choice``;
    of a group ``#`` and its id; of the form empty. ``value`` is ``UNSET`` where the document has nothing.
    ``problems`` are those to be told here; the counts include everything beneath.
    """

    plan: FieldPlan
    kind: FieldKind
    pointer: str
    value: Any = UNSET
    children: tuple["FieldNode", ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = ""  # the legend of a row of an array
    chosen: str | None = None  # of a choice: the key that is there; "" for none, None for several
    suggestions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of the form
    set_count: int = 0
    problem_count: int = 0
    error_count: int = 0

    @property
    def label(self) -> str:
        return self.plan.label

    @property
    def help(self) -> str:
        return self.plan.help

    @property
    def is_set(self) -> bool:
        """Whether the document has a value here or beneath."""
        return self.set_count > 0

    @property
    def severity(self) -> Severity | None:
        """The worst problem told here or beneath."""
        if self.error_count:
            return Severity.ERROR
        return Severity.WARNING if self.problem_count else None


def find(tree: FieldNode, pointer: str) -> FieldNode | None:
    """The node at a pointer (of a field, a row, a ``…#choice``, a group's ``#id``), if the form shows it."""
    if tree.pointer == pointer:
        return tree
    for child in tree.children:
        is_above = (
            child.kind in _TRANSPARENT or pointer == child.pointer or pointer.startswith(f"{child.pointer}/")
        )
        found = find(child, pointer) if is_above or pointer.startswith(f"{child.pointer}#") else None
        if found is not None:
            return found
    return None


_TRANSPARENT = frozenset({FieldKind.GROUP, FieldKind.CHOICE})


def counted(
    plan: FieldPlan,
    kind: FieldKind,
    pointer: str,
    *,
    value: Any = UNSET,
    children: tuple[FieldNode, ...] = (),
    problems: tuple[Problem, ...] = (),
    title: str = "",
    chosen: str | None = None,
    suggestions: Mapping[str, tuple[str, ...]] | None = None,
) -> FieldNode:
    """A node with its counts made from itself and its children."""
    own = 0 if kind in CONTAINERS or kind is FieldKind.MAP or value is UNSET else 1
    if kind is FieldKind.CHOICE and chosen != "":
        own = 1
    return FieldNode(
        plan=plan,
        kind=kind,
        pointer=pointer,
        value=value,
        children=children,
        problems=problems,
        title=title,
        chosen=chosen,
        suggestions=suggestions or {},
        set_count=own + sum(child.set_count for child in children),
        problem_count=len(problems) + sum(child.problem_count for child in children),
        error_count=sum(problem.severity is Severity.ERROR for problem in problems)
        + sum(child.error_count for child in children),
    )
