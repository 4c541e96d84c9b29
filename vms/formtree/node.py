"""The form of one document, as a tree that is made where it is looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from vms.formtree.kinds import CONTAINERS, FieldKind
from vms.formtree.plan import FieldPlan
from vms.formtree.text import JSON_TEXT, FreeText, to_text
from vms.schema import UNSET, Problem, Severity, get, join, split

LONG_LIST: Final = 12  # a list of more entries than this shows only those that were opened
MOST_ROWS: Final = 256  # of one list, as many as a machine may have; a longer one is shown as a text
_LISTS: Final = frozenset({FieldKind.MAP, FieldKind.ARRAY})
_SHAPES: Final[Mapping[FieldKind, type]] = {
    FieldKind.OBJECT: dict,
    FieldKind.MAP: dict,
    FieldKind.ARRAY: list,
    FieldKind.PRESENCE: dict,
}
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(slots=True, eq=False)
class Sheet:
    """What one form knows beside its plan and its document."""

    base: str = ""  # what stands before every pointer, where a form is part of another's field
    free: FreeText = JSON_TEXT
    locks: Mapping[str, Any] = field(default_factory=dict)
    told: dict[str, list[Problem]] = field(default_factory=dict)  # by the pointer of the node that tells
    counts: dict[str, list[int]] = field(default_factory=dict)  # problems and errors at a node and beneath
    kept: frozenset[str] | None = None  # what a filter keeps, and what is above that
    above: frozenset[str] = _NONE
    opened: frozenset[str] = _NONE  # folds that were asked for, and what is above them
    locked: frozenset[str] = _NONE  # pointers and patterns with a lock at or beneath them
    rows: frozenset[str] | None = None  # of long lists what is open: rows, or lists with all of theirs

    def is_marked(self, plan: FieldPlan, pointer: str) -> bool:
        """Whether something is told of a place or of what is beneath it, beyond what the document says."""
        return (
            pointer in self.counts
            or pointer in self.above
            or pointer in self.opened
            or plan.pattern in self.locked
            or pointer in self.locked
        )

    def shows(self, plan: FieldPlan, pointer: str) -> bool:
        """Whether the filter lets a field through: it is named, or beneath what is named, or above it."""
        if self.kept is None:
            return True
        if plan.kind is FieldKind.CHOICE:
            above = pointer.removesuffix(plan.key)
            return any(self.shows(child, f"{above}/{_escaped(child.key)}") for child in plan.children)
        return (
            pointer in self.above
            or pointer in self.kept
            or any(pointer.startswith(f"{kept}/") for kept in self.kept)
        )

    def filters(self, pointer: str) -> bool:
        """Whether some of what is directly beneath a place may be left out."""
        return self.kept is not None and pointer in self.above


@dataclass(slots=True, eq=False)
class FieldNode:
    """One field, row, section or the form itself.

    ``pointer`` is the JSON pointer of the place; of a choice the pointer of its object and ``#choice``;
    of a group ``#`` and its id; of the form empty. ``value`` is ``UNSET`` where the document has nothing;
    of a choice, its object. ``problems`` are those to be told here; the counts include everything beneath.
    """

    plan: FieldPlan
    pointer: str
    value: Any
    sheet: Sheet
    kind: FieldKind = FieldKind.FORM
    title: str = ""  # of a row what names it, of an entry of a map its key
    place: int = 0  # of a row, among its like
    is_long: bool = False  # of a row, whether its list is one whose rows are opened one by one
    _children: tuple["FieldNode", ...] | None = None

    def __post_init__(self) -> None:
        self.kind = kind_for(self.plan, self.value)

    @property
    def label(self) -> str:
        return self.plan.label

    @property
    def help(self) -> str:
        return self.plan.help

    @property
    def children(self) -> tuple["FieldNode", ...]:
        if self._children is None:
            self._children = tuple(self._grown())
        return self._children

    @property
    def key(self) -> str:
        """Its name among all nodes: the form and the root of a document both have an empty pointer."""
        return "#" if self.kind is FieldKind.FORM else self.pointer

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self.sheet.told.get(self.key, ()))

    @property
    def problem_count(self) -> int:
        return self.sheet.counts.get(self.key, (0, 0))[0]

    @property
    def error_count(self) -> int:
        return self.sheet.counts.get(self.key, (0, 0))[1]

    @property
    def severity(self) -> Severity | None:
        """The worst problem told here or beneath."""
        if self.error_count:
            return Severity.ERROR
        return Severity.WARNING if self.problem_count else None

    @property
    def chosen(self) -> str | None:
        """Of a choice: the key that is there; empty for none, ``None`` for several."""
        present = self.value if isinstance(self.value, dict) else {}
        there = [child.key for child in self.plan.children if child.key in present]
        return None if len(there) > 1 else "".join(there)

    @property
    def is_set(self) -> bool:
        """Whether the document has a value here or beneath."""
        if self.kind is FieldKind.OBJECT and not self.value:
            return False  # of a large object of which nothing is there, nothing is made
        if self.kind in CONTAINERS or self.kind is FieldKind.MAP:
            inside = self._grown() if self.kind in _LISTS else self.children  # one row is enough
            return (self.kind is FieldKind.CHOICE and self.chosen != "") or any(
                child.is_set for child in inside
            )
        return self.value is not UNSET

    @property
    def is_folded(self) -> bool:
        """Whether it is shown as one line, because nothing of it is set and nobody asked for it."""
        return (
            (self.value is UNSET or self.value is None)
            and self.plan.folds
            and not self.sheet.is_marked(self.plan, self.pointer)
        )

    @property
    def closes(self) -> bool:
        """Of an array: whether its rows are opened one by one, being many and each of several fields."""
        return (
            self.sheet.rows is not None
            and isinstance(self.value, list)
            and len(self.value) > LONG_LIST
            and self.plan.children[0].kind is FieldKind.OBJECT
        )

    @property
    def is_closed(self) -> bool:
        """Of a row: whether only its head is shown."""
        if not self.is_long or self.sheet.rows is None:
            return False
        return not {self.pointer, self.pointer.rpartition("/")[0]} & self.sheet.rows

    @property
    def lock(self) -> Any:
        """What a blueprint says of this place, or of all places like it."""
        locks = self.sheet.locks
        return (locks.get(self.pointer) or locks.get(self.plan.pattern)) if locks else None

    def text(self) -> str:
        """What its control shows."""
        return to_text(self.kind, self.value, self.sheet.free)

    def child(
        self, plan: FieldPlan, pointer: str, value: Any, title: str = "", place: int = 0
    ) -> "FieldNode":
        return FieldNode(plan, pointer, value, self.sheet, title=title, place=place)

    def _grown(self) -> Iterator["FieldNode"]:
        match self.kind:
            case FieldKind.FORM:
                groups = (self.child(plan, f"#{plan.key}", self.value) for plan in self.plan.children)
                yield from (group for group in groups if group.children)
            case FieldKind.GROUP:
                yield from self._sections()
            case FieldKind.OBJECT:
                yield from self._members()
            case FieldKind.CHOICE:
                yield from self._alternatives()
            case FieldKind.ARRAY if isinstance(self.value, list):
                for index in range(len(self.value)):
                    yield self.row(index)
            case FieldKind.MAP if isinstance(self.value, dict):
                for key, member in self.value.items():
                    yield self.child(self.plan.children[0], f"{self.pointer}{join((key,))}", member, str(key))

    def _sections(self) -> Iterator["FieldNode"]:
        for plan in self.plan.children:
            is_choice = plan.kind is FieldKind.CHOICE
            pointer = f"{self.sheet.base}{plan.at}{plan.key if is_choice else ''}"
            if self.sheet.shows(plan, pointer):
                missing = None if is_choice else UNSET
                section = self.child(plan, pointer, get(self.value, plan.at, missing))
                if section._says_something():
                    yield section

    def _members(self) -> Iterator["FieldNode"]:
        present = self.value if isinstance(self.value, dict) else {}
        filters = self.sheet.filters(self.pointer)
        for plan in self.plan.children:
            if plan.kind is FieldKind.CHOICE:
                pointer, value = f"{self.pointer}{plan.key}", self.value
            else:
                pointer, value = f"{self.pointer}/{_escaped(plan.key)}", present.get(plan.key, UNSET)
            if not filters or self.sheet.shows(plan, pointer):
                member = self.child(plan, pointer, value)
                if not filters or member._says_something():
                    yield member

    def _says_something(self) -> bool:
        """Not an object of which the filter let nothing through."""
        if self.kind is not FieldKind.OBJECT or not self.sheet.filters(self.pointer):
            return True
        return bool(self.children)

    def _alternatives(self) -> Iterator["FieldNode"]:
        present = self.value if isinstance(self.value, dict) else {}
        above = self.pointer.removesuffix(self.plan.key)
        for plan in self.plan.children:
            yield self.child(plan, f"{above}/{_escaped(plan.key)}", present.get(plan.key, UNSET))

    def row(self, index: int) -> "FieldNode":
        """One row of an array."""
        element = self.value[index]
        title = row_title(self.plan, element)
        row = self.child(self.plan.children[0], f"{self.pointer}/{index}", element, title, index)
        row.is_long = self.closes
        return row


def find(tree: FieldNode, pointer: str) -> FieldNode | None:
    """The node at a pointer (of a field, a row, a ``…#choice``, a group's ``#id``), if the form shows it."""
    if tree.pointer == pointer:
        return tree
    if tree.kind is FieldKind.ARRAY:
        return _find_row(tree, pointer)
    for child in tree.children:
        is_above = (
            child.kind in _TRANSPARENT or pointer == child.pointer or pointer.startswith(f"{child.pointer}/")
        )
        found = find(child, pointer) if is_above or pointer.startswith(f"{child.pointer}#") else None
        if found is not None:
            return found
    return None


_TRANSPARENT = frozenset({FieldKind.GROUP, FieldKind.CHOICE})


def _find_row(array: FieldNode, pointer: str) -> FieldNode | None:
    part = pointer.removeprefix(f"{array.pointer}/").partition("/")[0].partition("#")[0]
    if not isinstance(array.value, list) or not part.isascii() or not part.isdigit() or len(part) > 9:
        return None
    return find(array.row(int(part)), pointer) if int(part) < len(array.value) else None


def kind_for(plan: FieldPlan, value: Any) -> FieldKind:
    """The plan's kind, unless the document holds what such a control cannot show, or too much of it."""
    if plan.kind is FieldKind.TEXT and isinstance(value, str) and ("\n" in value or "\r" in value):
        return FieldKind.LONG_TEXT
    shape = _SHAPES.get(plan.kind)
    if shape is None or value is UNSET or (value is None and plan.kind is not FieldKind.PRESENCE):
        return plan.kind
    is_long = plan.kind in _LISTS and _rows(value) > MOST_ROWS
    return plan.kind if isinstance(value, shape) and not is_long else FieldKind.FREE


def row_title(plan: FieldPlan, element: Any) -> str:
    """What names an element of an array."""
    for key in plan.row_titles:
        named = get(element, f"/{key}")
        if isinstance(named, str | int) and named != "":
            return str(named).replace("\0", "\ufffd").replace("\r", " ")
    return ""


def _rows(value: Any) -> int:
    """How many rows a list or a map takes, with those of the lists inside its entries."""
    if not isinstance(value, dict | list):
        return 0
    inside = (entry.values() for entry in value if isinstance(entry, dict))
    return len(value) + sum(len(inner) for members in inside for inner in members if isinstance(inner, list))


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def above_each(pointers: frozenset[str]) -> frozenset[str]:
    """Every pointer above some others, these not included."""
    found = set()
    for pointer in pointers:
        parts = split(pointer)
        found |= {join(parts[:depth]) for depth in range(len(parts))}
    return frozenset(found)
