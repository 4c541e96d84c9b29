"""Schema, hints, document and problems into the tree of a form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from vms.formtree.node import FieldNode, counted
from vms.formtree.plan import CONTAINERS, FieldKind, FieldPlan, plan_for
from vms.schema import UNSET, Problem, Schema, Severity, get, join, split

MOST_ROWS: Final = 256  # of one list, as many as a machine may have; a longer one is shown as JSON
_LISTS: Final = frozenset({FieldKind.MAP, FieldKind.ARRAY})
_SHAPES: Final[Mapping[FieldKind, type]] = {
    FieldKind.OBJECT: dict,
    FieldKind.MAP: dict,
    FieldKind.ARRAY: list,
}


def build(
    schema: Schema,
    hints: Mapping[str, Any],
    document: Any,
    problems: Iterable[Problem] = (),
    only: Sequence[str] | None = None,
) -> FieldNode:
    """The form of a document. ``only`` keeps the fields at or beneath some pointers, and their sections.

    Every problem is told once: at its field, else at the nearest thing above it that is shown. Total: a
    document of any shape has a form. Linear in the fields shown.
    """
    builder = _Builder(problems=_by_pointer(problems), only=None if only is None else tuple(only))
    plan = plan_for(schema, hints)
    groups = tuple(group for each in plan.children if (group := builder.group(each, document)).children)
    suggestions = {
        pattern: tuple(sorted({text for text in _strings(document, split(pattern)) if text}))
        for pattern in sorted(builder.suggest)
    }
    form = counted(plan, FieldKind.FORM, "", value=document, children=groups, suggestions=suggestions)
    for leftover in builder.problems.values():
        for problem in leftover:
            form = _attach(form, problem)
    return form


@dataclass
class _Builder:
    problems: dict[str, list[Problem]]  # those not yet told
    only: tuple[str, ...] | None
    suggest: set[str] = field(default_factory=set)

    def group(self, plan: FieldPlan, document: Any) -> FieldNode:
        sections = (
            self.choice(each, each.at, get(document, each.at))
            if each.kind is FieldKind.CHOICE
            else self.field(each, each.at, get(document, each.at, UNSET))
            for each in plan.children
            if self.shows(each, each.at)
        )
        return counted(
            plan, FieldKind.GROUP, f"#{plan.key}", children=tuple(filter(self.says_something, sections))
        )

    def says_something(self, node: FieldNode) -> bool:
        """Not an object of which the filter let nothing through."""
        return self.only is None or node.kind is not FieldKind.OBJECT or bool(node.children)

    def shows(self, plan: FieldPlan, pointer: str) -> bool:
        """Whether the filter lets a field through: it is named, or beneath what is named, or above it."""
        if self.only is None:
            return True
        if plan.kind is FieldKind.CHOICE:
            return any(self.shows(child, f"{pointer}/{child.key}") for child in plan.children)
        return any(
            pointer == kept
            or pointer.startswith(f"{kept}/")
            or (plan.kind in CONTAINERS and kept.startswith(f"{pointer}/"))
            for kept in self.only
        )

    def field(self, plan: FieldPlan, pointer: str, value: Any, title: str = "") -> FieldNode:
        if plan.suggest:
            self.suggest.add(plan.suggest)
        told = tuple(self.problems.pop(pointer, ()))
        kind = _kind_for(plan, value)
        children: tuple[FieldNode, ...] = ()
        if kind is FieldKind.OBJECT:
            children = tuple(filter(self.says_something, self.members(plan, pointer, value)))
        elif kind is FieldKind.ARRAY and isinstance(value, list):
            children = tuple(self.rows(plan, pointer, value))
        elif kind is FieldKind.MAP and isinstance(value, dict):
            children = tuple(
                self.field(plan.children[0], join((*split(pointer), key)), member, title=str(key))
                for key, member in value.items()
            )
        return counted(plan, kind, pointer, value=value, children=children, problems=told, title=title)

    def members(self, plan: FieldPlan, pointer: str, value: Any) -> Iterator[FieldNode]:
        present = value if isinstance(value, dict) else {}
        for child in plan.children:
            if child.kind is FieldKind.CHOICE:
                if self.shows(child, pointer):
                    yield self.choice(child, pointer, value)
                continue
            below = f"{pointer}/{_escaped(child.key)}"
            if self.shows(child, below):
                yield self.field(child, below, present.get(child.key, UNSET))

    def rows(self, plan: FieldPlan, pointer: str, value: list[Any]) -> Iterator[FieldNode]:
        for index, element in enumerate(value):
            yield self.field(plan.children[0], f"{pointer}/{index}", element, title=_row_title(plan, element))

    def choice(self, plan: FieldPlan, pointer: str, value: Any) -> FieldNode:
        present = value if isinstance(value, dict) else {}
        there = [child.key for child in plan.children if child.key in present]
        children = tuple(
            self.field(child, f"{pointer}/{_escaped(child.key)}", present.get(child.key, UNSET))
            for child in plan.children
        )
        chosen = None if len(there) > 1 else "".join(there)
        name = f"{pointer}{plan.key}"
        told = tuple(self.problems.pop(name, ()))
        return counted(plan, FieldKind.CHOICE, name, children=children, problems=told, chosen=chosen)


def _kind_for(plan: FieldPlan, value: Any) -> FieldKind:
    """The plan's kind, unless the document holds what such a control cannot show, or too much of it."""
    if plan.kind is FieldKind.TEXT and isinstance(value, str) and ("\n" in value or "\r" in value):
        return FieldKind.LONG_TEXT
    shape = _SHAPES.get(plan.kind)
    if shape is None or value is UNSET or value is None:
        return plan.kind
    is_long = plan.kind in _LISTS and _rows(value) > MOST_ROWS
    return plan.kind if isinstance(value, shape) and not is_long else FieldKind.FREE


def _rows(value: Any) -> int:
    """How many rows a list or a map takes, with those of the lists inside its entries."""
    if not isinstance(value, dict | list):
        return 0
    inside = (entry.values() for entry in value if isinstance(entry, dict))
    return len(value) + sum(len(inner) for members in inside for inner in members if isinstance(inner, list))


def _row_title(plan: FieldPlan, element: Any) -> str:
    for key in plan.row_titles:
        named = get(element, f"/{key}")
        if isinstance(named, str | int) and named != "":
            return str(named)
    return ""


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def _by_pointer(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.pointer, []).append(problem)
    return found


def _strings(document: Any, parts: tuple[str, ...]) -> Iterator[str]:
    """The texts that a pattern pointer finds."""
    if not parts:
        if isinstance(document, str):
            yield document
        return
    if isinstance(document, list) and parts[0] == "*":
        for element in document:
            yield from _strings(element, parts[1:])
    elif isinstance(document, dict) and parts[0] in document:
        yield from _strings(document[parts[0]], parts[1:])


def _attach(node: FieldNode, problem: Problem) -> FieldNode:
    """The tree with a problem told at the last node on the way to its pointer."""
    is_error = int(problem.severity is Severity.ERROR)
    for place, child in enumerate(node.children):
        if _leads_to(child, problem.pointer) or (
            child.kind is FieldKind.GROUP and _opens_on(child, problem.pointer)
        ):
            children = (*node.children[:place], _attach(child, problem), *node.children[place + 1 :])
            changed = replace(node, children=children)
            break
    else:
        changed = replace(node, problems=(*node.problems, problem))
    return replace(changed, problem_count=node.problem_count + 1, error_count=node.error_count + is_error)


def _leads_to(node: FieldNode, pointer: str) -> bool:
    if node.kind in {FieldKind.GROUP, FieldKind.CHOICE}:
        return any(_leads_to(child, pointer) for child in node.children)
    return node.pointer == pointer or pointer.startswith(f"{node.pointer}/") or not node.pointer


def _opens_on(group: FieldNode, pointer: str) -> bool:
    """Whether a section shows something beneath the pointer, which itself is shown nowhere."""
    return bool(pointer) and any(child.pointer.startswith(f"{pointer}/") for child in group.children)
