"""What a schema and its hints say about a form before any document is seen: computed once, used for each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from vms.formtree.hints import ChoiceHint, FieldHint, Hints, parse_hints
from vms.schema import NodeKind, Schema, SchemaNode


class FieldKind(StrEnum):
    """How a place of the document is shown and edited."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    INTEGER = "integer"
    NUMBER = "number"
    INTEGER_OR_TEXT = "integer-or-text"
    BOOLEAN = "boolean"  # three states: not set, yes, no
    ENUM = "enum"
    CONST = "const"
    PRESENCE = "presence"  # an object whose being there is the answer
    FREE = "free"  # JSON text
    MAP = "map"  # rows of key and text
    ARRAY = "array"
    OBJECT = "object"
    CHOICE = "choice"  # one of several sibling objects
    GROUP = "group"  # a section of the form
    FORM = "form"


CONTAINERS: Final = frozenset(
    {FieldKind.ARRAY, FieldKind.OBJECT, FieldKind.CHOICE, FieldKind.GROUP, FieldKind.FORM}
)
_SCALARS: Final = {
    NodeKind.CONST: FieldKind.CONST,
    NodeKind.STRING: FieldKind.TEXT,
    NodeKind.INTEGER: FieldKind.INTEGER,
    NodeKind.NUMBER: FieldKind.NUMBER,
    NodeKind.BOOLEAN: FieldKind.BOOLEAN,
    NodeKind.INTEGER_OR_TEXT: FieldKind.INTEGER_OR_TEXT,
}
_OF_A_ROW: Final = frozenset({NodeKind.STRING, NodeKind.INTEGER, NodeKind.NUMBER, NodeKind.INTEGER_OR_TEXT})


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """Everything about a field that no document changes.

    ``children`` are the members of an object, the alternatives of a choice, the one element of an array
    or map, the sections of a group, and the groups of the form.
    """

    kind: FieldKind
    key: str
    label: str
    help: str = ""
    widget: str = "text"
    placeholder: str = ""
    default: str = ""
    required: bool = False
    options: tuple[tuple[Any, str], ...] = ()  # the values of an enum and what to call them
    suggest: str = ""
    new: Any = None
    row_titles: tuple[str, ...] = ()
    at: str = ""  # of a section: the pointer of its place
    is_open: bool = True
    children: tuple["FieldPlan", ...] = ()


class _ByIdentity:
    """Hints as a cache key: plain JSON has no hash, and nobody changes the hints of a running site."""

    def __init__(self, hints: Mapping[str, Any]) -> None:
        self.hints = hints

    def __hash__(self) -> int:
        return id(self.hints)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.hints is self.hints


def plan_for(schema: Schema, hints: Mapping[str, Any]) -> FieldPlan:
    """The plan of the whole form. Remembered for the last few pairs, so hints must not be changed after use.

    Raises ``ValueError`` for hints that cannot be read or that name a place the form does not show.
    """
    return _plan(schema, _ByIdentity(hints))


@lru_cache(maxsize=8)
def _plan(schema: Schema, key: _ByIdentity) -> FieldPlan:
    hints = parse_hints(key.hints)
    root = _field(schema.root, hints, "", key="", required=True, above=())
    claimed = {pointer for group in hints.groups for pointer in group.pointers}
    groups = [
        FieldPlan(
            FieldKind.GROUP,
            key=group.id,
            label=group.title,
            help=group.help,
            is_open=group.open,
            children=tuple(
                section
                for pointer in group.pointers
                if (section := _section(root, pointer, claimed)) is not None
            ),
        )
        for group in hints.groups
    ]
    rest = tuple(_unclaimed(root, "", claimed))
    if rest:
        groups.append(FieldPlan(FieldKind.GROUP, key="more", label="More", children=rest))
    return FieldPlan(FieldKind.FORM, key="", label=schema.root.title, children=tuple(groups))


def _section(root: FieldPlan, pointer: str, claimed: set[str]) -> FieldPlan | None:
    here = root
    for part in pointer.split("/")[1:]:
        below = next((child for child in here.children if child.key == part), None)
        if below is None or here.kind is not FieldKind.OBJECT:
            raise ValueError(f"A group names {pointer}, which the form does not show.")
        here = below
    pruned = _without(here, pointer, claimed)
    return None if pruned is None else replace(pruned, at=pointer)


def _without(plan: FieldPlan, pointer: str, claimed: set[str]) -> FieldPlan | None:
    """The plan less what another section claims beneath it; nothing when that was all."""
    if plan.kind is not FieldKind.OBJECT or not _claims_below(pointer, claimed):
        return plan
    kept = [
        pruned
        for child in plan.children
        if f"{pointer}/{child.key}" not in claimed
        and (pruned := _without(child, f"{pointer}/{child.key}", claimed)) is not None
    ]
    return replace(plan, children=tuple(kept)) if kept else None


def _unclaimed(plan: FieldPlan, pointer: str, claimed: set[str]) -> Iterator[FieldPlan]:
    """What no group shows, each as high up as nothing beneath it is claimed."""
    if pointer in claimed:
        return
    if plan.kind is not FieldKind.OBJECT or (pointer and not _claims_below(pointer, claimed)):
        yield replace(plan, at=pointer)
        return
    for child in plan.children:
        below = pointer if child.kind is FieldKind.CHOICE else f"{pointer}/{child.key}"
        yield from _unclaimed(child, below, claimed)


def _claims_below(pointer: str, claimed: set[str]) -> bool:
    return any(other.startswith(f"{pointer}/") for other in claimed)


def _field(
    node: SchemaNode,
    hints: Hints,
    pattern: str,
    *,
    key: str,
    required: bool,
    above: tuple[int, ...],
    name: str = "",
) -> FieldPlan:
    hint = hints.of(pattern)
    kind = _kind(node, hint, key, above)
    plan = FieldPlan(
        kind=kind,
        key=key,
        label=hint.label or node.title or words(name or key),
        help=node.description if hint.help is None else hint.help,
        widget=hint.widget or "text",
        placeholder=hint.placeholder or _example(node),
        default=hint.default or "",
        required=required,
        options=_options(node, hint, kind),
        suggest=hint.suggest or "",
        new=_new(node, hint) if kind is FieldKind.ARRAY else None,
        row_titles=hints.row_titles.get(pattern, ()),
    )
    below = (*above, _identity(node))
    if kind is FieldKind.OBJECT:
        return replace(plan, children=_members(node, hints, pattern, below))
    element = {FieldKind.ARRAY: node.items, FieldKind.MAP: node.values}.get(kind)
    if element is None:
        return plan
    singular = plan.label.removesuffix("s")
    child = _field(element, hints, f"{pattern}/*", key="*", required=True, above=below, name=singular)
    return replace(plan, children=(child,))


def _identity(node: SchemaNode) -> int:
    return id(node.raw.get("properties") or node.raw.get("items") or node.raw.get("additionalProperties"))


def _kind(node: SchemaNode, hint: FieldHint, key: str, above: tuple[int, ...]) -> FieldKind:
    if hint.widget == "free" or (
        node.kind in {NodeKind.OBJECT, NodeKind.ARRAY, NodeKind.MAP} and _identity(node) in above
    ):
        return FieldKind.FREE  # also where a schema contains itself: a form cannot be endless
    if node.enum and node.kind is not NodeKind.CONST:
        return FieldKind.ENUM
    if node.kind is NodeKind.OBJECT:
        return FieldKind.OBJECT
    if node.kind is NodeKind.ARRAY:
        return FieldKind.ARRAY
    if node.kind is NodeKind.MAP:
        return FieldKind.MAP if node.values.kind in _OF_A_ROW else FieldKind.FREE
    if node.kind is NodeKind.FREE:
        is_marker = node.raw.get("type") == "object" and key != "*"
        return FieldKind.PRESENCE if is_marker else FieldKind.FREE
    if node.kind is NodeKind.STRING and hint.widget in {"textarea", "code"}:
        return FieldKind.LONG_TEXT
    return _SCALARS[node.kind]


def _members(node: SchemaNode, hints: Hints, pattern: str, above: tuple[int, ...]) -> tuple[FieldPlan, ...]:
    """The children of an object in their order, choices in place of the first of their keys."""
    in_order = sorted(
        (hints.of(f"{pattern}/{name}").order, place, name) for place, name in enumerate(node.properties)
    )
    members = {
        name: _field(
            node.properties[name],
            hints,
            f"{pattern}/{name}",
            key=name,
            required=name in node.required,
            above=above,
        )
        for _, _, name in in_order
        if not hints.of(f"{pattern}/{name}").hidden
    }
    choices = hints.choices.get(pattern, ())
    owner = {key: (number, choice) for number, choice in enumerate(choices) for key in choice.keys}
    result: dict[str, FieldPlan] = {}
    for name, member in members.items():
        if name not in owner:
            result[name] = _outspoken(member)
            continue
        number, choice = owner[name]
        mark = choice_key(number)
        result.setdefault(mark, _choice(choice, mark, members))
    return tuple(result.values())


def choice_key(number: int) -> str:
    """What stands behind the pointer of an object in the name of its first, second … choice."""
    return "#choice" if number == 0 else f"#choice/{number}"


def _choice(choice: ChoiceHint, mark: str, members: Mapping[str, FieldPlan]) -> FieldPlan:
    return FieldPlan(
        FieldKind.CHOICE,
        key=mark,
        label=choice.label,
        help=choice.help,
        default=choice.default,
        required=choice.required,
        children=tuple(members[key] for key in choice.keys if key in members),
    )


def _outspoken(member: FieldPlan) -> FieldPlan:
    """An object of one simple field is shown as that field alone, whose label must then speak for both."""
    if not is_bare(member) or member.children[0].label != words(member.children[0].key):
        return member
    only = member.children[0]
    label = f"{member.label}: {only.label[:1].lower()}{only.label[1:]}"
    return replace(member, children=(replace(only, label=label),))


def is_bare(plan: FieldPlan) -> bool:
    """Whether an object is shown without a frame of its own."""
    return (
        plan.kind is FieldKind.OBJECT and len(plan.children) == 1 and plan.children[0].kind not in CONTAINERS
    )


def words(key: str) -> str:
    """``dedicatedIOThread`` → ``Dedicated IO thread``."""
    parts = re.split(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-_ ]+", key)
    text = " ".join(part if part.isupper() and len(part) > 1 else part.lower() for part in parts)
    return text[:1].upper() + text[1:]


def _example(node: SchemaNode) -> str:
    return str(node.examples[0]) if node.examples and isinstance(node.examples[0], str | int | float) else ""


def _options(node: SchemaNode, hint: FieldHint, kind: FieldKind) -> tuple[tuple[Any, str], ...]:
    if kind is FieldKind.CONST:
        return ((node.const, str(node.const)),)
    if kind is not FieldKind.ENUM:
        return ()
    return tuple((value, _named(str(value), hint.options)) for value in node.enum)


def _named(value: str, meanings: Mapping[str, str]) -> str:
    meaning = meanings.get(value)
    return f"{value} ({meaning})" if meaning else value


def _new(node: SchemaNode, hint: FieldHint) -> Any:
    """What "Add" appends: the hint's word, else the plainest value of the element's kind."""
    if hint.new is not None:
        return hint.new
    element = node.items
    if element.enum:
        return element.enum[0]
    plain: dict[NodeKind, Any] = {
        NodeKind.CONST: element.const,
        NodeKind.STRING: "",
        NodeKind.INTEGER_OR_TEXT: "",
        NodeKind.INTEGER: element.minimum or 0,
        NodeKind.NUMBER: element.minimum or 0,
        NodeKind.BOOLEAN: False,
        NodeKind.ARRAY: [],
    }
    return plain.get(element.kind, {})
