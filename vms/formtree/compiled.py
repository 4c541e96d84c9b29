"""A plan as functions that write the HTML of a value: what no document changes is text before any is seen.

Each function is made by rendering its place once, with a hole for the pointer of the row around it, and
cutting the result where the value stands. So there is one source of the markup, and these are its fast form.
What has an unusual value is written by that source.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from vms.formtree import containers as parts
from vms.formtree.controls import control
from vms.formtree.fields import control_and_notes, error_id, field, kept
from vms.formtree.html import HOLE, fill
from vms.formtree.kinds import FieldKind
from vms.formtree.maps import map_of
from vms.formtree.node import FieldNode, Sheet, kind_for
from vms.formtree.plan import FieldPlan
from vms.formtree.rows import closed_row, row_name, row_open
from vms.schema import UNSET

Emit = Callable[[Sheet, str, Any, list[str]], None]  # the row's pointer, the value, what to write to
EmitRow = Callable[[FieldNode], str]

_BLANK: Final = Sheet()
_PLAIN: Final = re.compile(r"[\w .:/+,=@#-]+")  # no text that HTML or a one-line input could change
_TYPES: Final[Mapping[FieldKind, type]] = {FieldKind.TEXT: str, FieldKind.INTEGER: int, FieldKind.NUMBER: int}


def compiled(plan: FieldPlan) -> Emit:
    """The function that writes a place of this plan. It leaves holes for the row's pointer."""
    made: Emit | None = plan.memo.get("emit")
    if made is None:
        made = plan.memo["emit"] = _alternative(plan) if plan.role == "alternative" else _made(plan)
    return made


def compiled_row(plan: FieldPlan) -> EmitRow:
    """The function that writes one row of a list, its holes filled."""
    made: EmitRow | None = plan.memo.get("row")
    if made is None:
        made = plan.memo["row"] = _row(plan)
    return made


def _made(plan: FieldPlan) -> Emit:
    match plan.kind:
        case FieldKind.OBJECT:
            return _object(plan)
        case FieldKind.ARRAY:
            return _array(plan)
        case FieldKind.CHOICE:
            return _choice(plan)
        case FieldKind.MAP:
            return _whole(plan, _map_or_text)
        case FieldKind.TEXT | FieldKind.INTEGER | FieldKind.NUMBER:
            return _line(plan)
        case FieldKind.BOOLEAN | FieldKind.ENUM | FieldKind.CONST | FieldKind.PRESENCE:
            return _picked(plan)
    return _whole(plan, field)


def _blank(plan: FieldPlan, value: Any = UNSET) -> FieldNode:
    return FieldNode(plan, plan.hole, value, _BLANK)


def _at(plan: FieldPlan, sheet: Sheet, row: str, value: Any) -> FieldNode:
    pointer = row + plan.hole.removeprefix(HOLE) if row else plan.hole
    return FieldNode(plan, pointer, value, sheet)


def _whole(plan: FieldPlan, write: Callable[[FieldNode], str]) -> Emit:
    """Text of which little stays the same: only its unset form is kept."""
    unset = write(_blank(plan))

    def emit(sheet: Sheet, row: str, value: Any, out: list[str]) -> None:
        out.append(unset if value is UNSET else write(_at(plan, sheet, row, value)))

    return emit


def _map_or_text(node: FieldNode) -> str:
    return map_of(node) if node.kind is FieldKind.MAP else field(node)


def _line(plan: FieldPlan) -> Emit:
    unset = field(_blank(plan))
    expected = _TYPES[plan.kind]
    head, tail = _halves(field(_blank(plan, _SAMPLE if expected is str else _NUMBER)))

    def emit(sheet: Sheet, row: str, value: Any, out: list[str]) -> None:
        if value is UNSET:
            out.append(unset)
        elif type(value) is expected and (expected is int or _PLAIN.fullmatch(str(value))):
            out += (head, str(value), tail)
        else:
            out.append(field(_at(plan, sheet, row, value)))

    return emit


_SAMPLE: Final = "v-1234567890123"
_NUMBER: Final = 1234567890123


def _halves(html: str) -> tuple[str, str]:
    """What stands before and behind the value of the input, which is the first of its kind in a field."""
    sample = _SAMPLE if f'value="{_SAMPLE}"' in html else str(_NUMBER)
    head, _, tail = html.partition(f' value="{sample}"')
    return f'{head} value="', f'"{tail}'


def _picked(plan: FieldPlan) -> Emit:
    """One of a few answers: the HTML of each is kept."""
    unset = field(_blank(plan))
    answers = {
        (type(value), value): field(_blank(plan, value)) for value in _answers(plan) if _is_hashable(value)
    }
    present = field(_blank(plan, {})) if plan.kind is FieldKind.PRESENCE else ""

    def emit(sheet: Sheet, row: str, value: Any, out: list[str]) -> None:
        if value is UNSET:
            out.append(unset)
        elif present and value == {}:
            out.append(present)
        else:
            known = answers.get((type(value), value)) if _is_hashable(value) else None
            out.append(known or field(_at(plan, sheet, row, value)))

    return emit


def _answers(plan: FieldPlan) -> tuple[Any, ...]:
    if plan.kind is FieldKind.BOOLEAN:
        return (True, False)
    return tuple(value for value, _, _ in plan.options)


def _is_hashable(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _object(plan: FieldPlan) -> Emit:
    if plan.folds:
        unset = parts.fold(_blank(plan))
        opened: Emit | None = None
    else:
        opened = _opened_object(plan)
        made: list[str] = []
        opened(_BLANK, HOLE if plan.hole.startswith(HOLE) else "", UNSET, made)
        unset = "".join(made)

    def emit(sheet: Sheet, row: str, value: Any, out: list[str]) -> None:
        nonlocal opened
        if value is UNSET or (value is None and plan.folds):
            out.append(unset)
        elif value is None or type(value) is dict:
            if opened is None:
                opened = _opened_object(plan)
            opened(sheet, row, value, out)
        else:
            out.append(field(_at(plan, sheet, row, value)))

    return emit


def _opened_object(plan: FieldPlan) -> Emit:
    blank = _blank(plan)
    heads = {
        state: parts.object_open(_blank(plan, value), is_absent=parts.is_absent(value))
        for state, value in (("unset", UNSET), ("null", None), ("empty", {}))
    }
    heads["set"] = parts.object_open(_blank(plan, {}), is_absent=False)
    tail = parts.object_close(blank)
    members = _members(plan)

    def emit(sheet: Sheet, row: str, value: Any, out: list[str]) -> None:
        state = "set" if value else "unset" if value is UNSET else "null" if value is None else "empty"
        out.append(heads[state])
        members(sheet, row, value or _NOTHING, out)
        out.append(tail)

    return emit


_NOTHING: Final[dict[str, Any]] = {}


def _members(plan: FieldPlan) -> Emit:
    """The fields of an object, whatever stands around them."""
    choices = [child for child in plan.children if child.kind is FieldKind.CHOICE]
    factors = [child.key for child in plan.children if child.key in plan.factors]
    last_factor = factors[-1] if factors else None
    steps = [(child.key, child in choices, compiled(child)) for child in plan.children]
    known = plan.known

    def emit(sheet: Sheet, row: str, value: dict[str, Any], out: list[str]) -> None:
        for key, is_choice, write in steps:
            write(sheet, row, value if is_choice else value.get(key, UNSET), out)
            if key == last_factor:
                out.append(parts.product(_at(plan, sheet, row, value)))
        if not value.keys() <= known:
            out.append(parts.more(_at(plan, sheet, row, value)))

    return emit


def _array(plan: FieldPlan) -> Emit:
    heads = {kind: parts.array_open(_blank(plan, value)) for kind, value in ((list, []), (None, UNSET))}
    tail = parts.array_close(_blank(plan))
    element = plan.children[0]

    def emit(sheet: Sheet, row: str, value: Any, out: list[str]) -> None:
        if value is not UNSET and value is not None and kind_for(plan, value) is not FieldKind.ARRAY:
            out.append(field(_at(plan, sheet, row, value)))
            return
        node = _at(plan, sheet, row, value)
        out.append(parts.array_open(node) if node.closes else heads[list if type(value) is list else None])
        if value:
            write = compiled_row(element)
            out += [write(node.row(place)) for place in range(len(value))]
        out.append(tail)

    return emit


def _row(plan: FieldPlan) -> EmitRow:
    inner = _contents(plan)

    def emit(node: FieldNode) -> str:
        if node.is_closed:
            return closed_row(node)
        out: list[str] = []
        inner(node, out)
        body = fill("".join(out), node.pointer)
        return f"{row_open(node)}{body}</fieldset>"

    return emit


def _contents(plan: FieldPlan) -> Callable[[FieldNode, list[str]], None]:
    """What stands in a row or an alternative, beneath its head."""
    members = _members(plan) if plan.kind is FieldKind.OBJECT else None
    array = _array(plan) if plan.kind is FieldKind.ARRAY else None

    def emit(node: FieldNode, out: list[str]) -> None:
        row = node.pointer.removesuffix(plan.hole.removeprefix(HOLE)) if plan.hole.startswith(HOLE) else ""
        if members is not None and node.kind is FieldKind.OBJECT:
            members(node.sheet, row, node.value if isinstance(node.value, dict) else _NOTHING, out)
        elif array is not None and node.kind is FieldKind.ARRAY:
            array(node.sheet, row, node.value, out)
        elif node.kind is FieldKind.MAP:
            out.append(map_of(node))
        elif plan.role == "row":
            shown = control_and_notes(node, row_name(node))
            out.append(f'<div class="field__control">{shown}</div>')
        elif node.kind is FieldKind.PRESENCE:
            out.append(kept(node))
        else:
            out.append(control(node, node.pointer, error_id(node) if node.problems else "", node.label))

    return emit


@lru_cache(maxsize=2048)  # of long texts that are in every row: what nobody chose
def _filled(html: str, row: str) -> str:
    return fill(html, row)


def _alternative(plan: FieldPlan) -> Emit:
    inner = _contents(plan)
    made: list[str] = [parts.alternative_open(_blank(plan))]
    inner(_blank(plan), made)
    unset = "".join([*made, parts.ALTERNATIVE_CLOSE])
    head = parts.alternative_open(_blank(plan, {}))

    def emit(sheet: Sheet, row: str, value: Any, out: list[str]) -> None:
        if value is UNSET:
            out.append(_filled(unset, row) if row and row != HOLE else unset)
            return
        node = _at(plan, sheet, row, value)
        out.append(head if type(value) is dict else parts.alternative_open(node))
        inner(node, out)
        out.append(parts.ALTERNATIVE_CLOSE)

    return emit


def _choice(plan: FieldPlan) -> Emit:
    steps = [(child.key, compiled(child)) for child in plan.children]
    keys = frozenset(key for key, _ in steps)
    shown = {key: _frame(plan, {key: {}} if key else {}) for key in ("", *keys)}

    def emit(sheet: Sheet, row: str, value: Any, out: list[str]) -> None:
        present = value if isinstance(value, dict) else _NOTHING
        there = keys & present.keys()
        if len(there) > 1:
            opened, options = _frame(plan, dict.fromkeys(there, UNSET))
        else:
            opened, options = shown["".join(there)]
        out.append(opened)
        for (key, write), option in zip(steps, options, strict=True):
            out.append(option)
            if key in there:
                write(sheet, row, present[key], out)
            else:
                out.append(parts.PARKED_OPEN)
                write(sheet, row, UNSET, out)
                out.append(parts.PARKED_CLOSE)
            out.append(parts.OPTION_CLOSE)
        out.append(parts.CHOICE_CLOSE)

    return emit


def _frame(plan: FieldPlan, value: Any) -> tuple[str, list[str]]:
    """The head of a choice and of each alternative, for what is there."""
    node = _blank(plan, value)
    chosen = node.chosen
    options = [parts.option_open(node, child, chosen, is_there=child.key in value) for child in plan.children]
    return parts.choice_open(node), options
