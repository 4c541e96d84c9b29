"""What a schema and its hints say about a form before any document is seen: computed once, used for each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from vms.formtree.hints import ChoiceHint, FieldHint, Hints, parse_hints
from vms.formtree.html import HOLE
from vms.formtree.kinds import FieldKind
from vms.formtree.plan import FieldPlan, Role, is_bare
from vms.formtree.signs import placeholder_for, widget_for
from vms.formtree.words import short, words
from vms.schema import NodeKind, Schema, SchemaNode

_SCALARS: Final = {
    NodeKind.CONST: FieldKind.CONST,
    NodeKind.STRING: FieldKind.TEXT,
    NodeKind.INTEGER: FieldKind.INTEGER,
    NodeKind.NUMBER: FieldKind.NUMBER,
    NodeKind.BOOLEAN: FieldKind.BOOLEAN,
    NodeKind.INTEGER_OR_TEXT: FieldKind.INTEGER_OR_TEXT,
}
_OF_A_ROW: Final = frozenset({NodeKind.STRING, NodeKind.INTEGER, NodeKind.NUMBER, NodeKind.INTEGER_OR_TEXT})


class _ByIdentity:
    """Plain JSON as a cache key: it has no hash, and nobody changes the hints of a running site."""

    def __init__(self, held: Mapping[Any, Any]) -> None:
        self.held = held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.held is self.held


_NOWHERE: Final[Mapping[Any, Any]] = {}


def plan_for(
    schema: Schema,
    hints: Mapping[str, Any],
    standings: Mapping[Any, Any] = _NOWHERE,
    *,
    is_part: bool = False,
) -> FieldPlan:
    """The plan of the whole form. Remembered for the last few, so nothing passed may be changed after use.

    Raises ``ValueError`` for hints that cannot be read or that name a place the form does not show.
    """
    return _plan(schema, _ByIdentity(hints), _ByIdentity(standings), is_part)


@lru_cache(maxsize=32)
def _plan(schema: Schema, hints: _ByIdentity, standings: _ByIdentity, is_part: bool) -> FieldPlan:  # noqa: FBT001  # a key of the cache
    maker = _Maker(parse_hints(hints.held), standings.held)
    root = maker.field(schema.root, "", key="", required=True, above=(), hole=HOLE if is_part else "")
    known = maker.hints.groups
    claimed = {pointer for group in known for pointer in group.pointers}
    groups = [
        FieldPlan(
            FieldKind.GROUP,
            key=group.id,
            label=group.title,
            help=group.help,
            is_open=group.open,
            grow=_held(
                section
                for pointer in group.pointers
                if (section := _section(root, pointer, claimed)) is not None
            ),
        )
        for group in known
    ]
    rest = tuple(_unclaimed(root, "", claimed))
    if rest:
        groups.append(
            FieldPlan(FieldKind.GROUP, key="more", label="More" if known else "Fields", grow=_held(rest))
        )
    suggest = {hint.suggest for hint in maker.hints.fields.values() if hint.suggest}
    form = FieldPlan(FieldKind.FORM, key="", label=schema.root.title, grow=_held(groups))
    form.memo["suggest"] = tuple(sorted(suggest))
    return form


def _held(plans: Any) -> Callable[[], tuple[FieldPlan, ...]]:
    made = tuple(plans)
    return lambda: made


def _section(root: FieldPlan, pointer: str, claimed: set[str]) -> FieldPlan | None:
    here = root
    for part in pointer.split("/")[1:]:
        below = here.by_key.get(part)
        if below is None or here.kind is not FieldKind.OBJECT:
            raise ValueError(f"A group names {pointer}, which the form does not show.")
        here = below
    pruned = _without(here, pointer, claimed)
    return None if pruned is None else replace(pruned, at=pointer, is_named=True, memo={})


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
    return replace(plan, grow=_held(kept), memo={}) if kept else None


def _unclaimed(plan: FieldPlan, pointer: str, claimed: set[str]) -> Iterator[FieldPlan]:
    """What no group shows, each as high up as nothing beneath it is claimed."""
    if pointer in claimed:
        return
    if plan.kind is not FieldKind.OBJECT or (pointer and not _claims_below(pointer, claimed)):
        yield replace(plan, at=pointer, memo={})
        return
    for child in plan.children:
        below = pointer if child.kind is FieldKind.CHOICE else f"{pointer}/{child.key}"
        yield from _unclaimed(child, below, claimed)


def _claims_below(pointer: str, claimed: set[str]) -> bool:
    return any(other.startswith(f"{pointer}/") for other in claimed)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the plans of one schema."""

    hints: Hints
    standings: Mapping[Any, Any]

    def field(
        self,
        node: SchemaNode,
        pattern: str,
        *,
        key: str,
        required: bool,
        above: tuple[int, ...],
        hole: str = "",
        name: str = "",
        role: Role = "field",
        ordinal_of: str = "",
    ) -> FieldPlan:
        hint = self.hints.of(pattern)
        node = self._seen(node, pattern)
        kind = _kind(node, hint, key, above)
        label = hint.label or node.title or words(name or key)
        plan = FieldPlan(
            kind=kind,
            key=key,
            label=label,
            pattern=pattern,
            hole=hole,
            help=short(node.description) if hint.help is None else hint.help,
            widget=hint.widget or widget_for(node, key),
            placeholder=hint.placeholder or _example(node) or placeholder_for(node, key),
            default=hint.default or _default(node),
            required=required,
            options=tuple(self._options(node, hint, kind, pattern)),
            suggest=hint.suggest or "",
            new=_new(node, hint) if kind is FieldKind.ARRAY else None,
            row_titles=self.hints.row_titles.get(pattern, ()) or _titles(node, kind),
            factors=tuple(hint.factors),
            unit=hint.unit,
            role=role,
            ordinal=label if label != ordinal_of else "",
            standing=self.standings.get(pattern),
        )
        return replace(plan, grow=lambda: self._below(plan, node, above), memo={})

    def _options(
        self, node: SchemaNode, hint: FieldHint, kind: FieldKind, pattern: str
    ) -> Iterator[tuple[Any, str, str]]:
        """The values of an enum, what to call them and what they mean, and where one stands by itself."""
        if kind is FieldKind.CONST:
            yield node.const, str(node.const), ""
        elif kind is FieldKind.ENUM:
            for value in node.enum:
                apart = self.standings.get((pattern, value)) if isinstance(value, str) else None
                meaning = hint.options.get(str(value), "")
                said = [text for text in (meaning, apart.reason if apart else "") if text]
                yield value, str(value), ". ".join(said)

    def _seen(self, node: SchemaNode, pattern: str) -> SchemaNode:
        """What the form takes a place for that the schema leaves free."""
        overlay = self.hints.within.get(pattern)
        if overlay is None or node.kind is not NodeKind.FREE:
            return node
        return Schema(overlay).root

    def _below(self, plan: FieldPlan, node: SchemaNode, above: tuple[int, ...]) -> tuple[FieldPlan, ...]:
        below = (*above, _identity(node))
        if plan.kind is FieldKind.OBJECT:
            return self._members(node, plan, below)
        element = {FieldKind.ARRAY: node.items, FieldKind.MAP: node.values}.get(plan.kind)
        if element is None:
            return ()
        child = self.field(
            element,
            f"{plan.pattern}/*",
            key="*",
            required=True,
            above=below,
            hole=HOLE,
            name=plan.label.removesuffix("s"),
            role="row" if plan.kind is FieldKind.ARRAY else "entry",
            ordinal_of=plan.label,
        )
        return (child,)

    def _members(self, node: SchemaNode, plan: FieldPlan, above: tuple[int, ...]) -> tuple[FieldPlan, ...]:
        """The children of an object in their order, choices in place of the first of their keys."""
        pattern = plan.pattern
        choices = self.hints.choices.get(pattern) or _choices_of(node)
        owner = {key: (number, choice) for number, choice in enumerate(choices) for key in choice.keys}
        in_order = sorted(
            (self.hints.of(f"{pattern}/{name}").order, place, name)
            for place, name in enumerate(node.properties)
        )
        members = {
            name: self.field(
                node.properties[name],
                f"{pattern}/{_escaped(name)}",
                key=name,
                required=name in node.required,
                above=above,
                hole=f"{plan.hole}/{_escaped(name)}",
                role="alternative" if name in owner else "field",
            )
            for _, _, name in in_order
            if not self.hints.of(f"{pattern}/{_escaped(name)}").hidden
        }
        result: dict[str, FieldPlan] = {}
        for name, member in members.items():
            if name in plan.factors:
                result[name] = replace(member, widget="factor", memo={})
            elif name not in owner:
                result[name] = _outspoken(member, node.properties[name])
            elif (mark := choice_key(owner[name][0])) not in result:
                result[mark] = _choice(owner[name][1], mark, plan, members)
        return tuple(result.values())


def _choices_of(node: SchemaNode) -> tuple[ChoiceHint, ...]:
    """What the schema itself allows one of."""
    keys = tuple(key for key in node.one_of if key in node.properties)
    return (ChoiceHint(keys, "One of", required=True),) if len(keys) > 1 else ()


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


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
        return _kind_of_free(node, key)
    widget = hint.widget or widget_for(node, key)
    if node.kind is NodeKind.STRING and widget in {"textarea", "code", "cloud-init"}:
        return FieldKind.LONG_TEXT
    return _SCALARS[node.kind]


def _kind_of_free(node: SchemaNode, key: str) -> FieldKind:
    is_marker = node.raw.get("type") == "object" and key != "*"
    is_open = bool(node.raw.get("x-kubernetes-preserve-unknown-fields"))
    return FieldKind.PRESENCE if is_marker and not is_open else FieldKind.FREE


def choice_key(number: int) -> str:
    """What stands behind the pointer of an object in the name of its first, second … choice."""
    return "#choice" if number == 0 else f"#choice/{number}"


def _choice(choice: ChoiceHint, mark: str, plan: FieldPlan, members: Mapping[str, FieldPlan]) -> FieldPlan:
    return FieldPlan(
        FieldKind.CHOICE,
        key=mark,
        label=choice.label,
        pattern=f"{plan.pattern}{mark}",
        hole=f"{plan.hole}{mark}",
        help=choice.help,
        default=choice.default,
        required=choice.required,
        grow=_held(members[key] for key in choice.keys if key in members),
    )


def _outspoken(member: FieldPlan, node: SchemaNode) -> FieldPlan:
    """An object of one simple field is shown as that field alone, whose label must then speak for both."""
    if len(node.properties) != 1 or not is_bare(member):
        return member
    (only,) = member.children
    if only.label != words(only.key):
        return member
    said_once = member.label == only.label
    label = member.label if said_once else f"{member.label}: {only.label[:1].lower()}{only.label[1:]}"
    return replace(member, grow=_held([replace(only, label=label, memo={})]), memo={})


def _example(node: SchemaNode) -> str:
    return str(node.examples[0]) if node.examples and isinstance(node.examples[0], str | int | float) else ""


def _default(node: SchemaNode) -> str:
    """What the schema itself says an unset field means."""
    value = node.default
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else ""


def _titles(node: SchemaNode, kind: FieldKind) -> tuple[str, ...]:
    if kind is not FieldKind.ARRAY:
        return ()
    return tuple(key for key in ("name", "key") if key in node.items.properties)


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
