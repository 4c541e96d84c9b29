"""The tree of a form as HTML: plain strings, everything escaped once where it enters.

What nothing is told of takes the short way (``compiled``): most of its HTML was made before any document
was seen. What is marked by a problem, a filter, a lock or a wish to see it is walked node by node. Both ways
write the same HTML, made of the same parts.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from vms.formtree import containers as parts
from vms.formtree.compiled import compiled, compiled_row
from vms.formtree.controls import control
from vms.formtree.fields import control_and_notes, error_id, field, kept, problems
from vms.formtree.html import HOLE, Html, fill
from vms.formtree.kinds import CONTAINERS, FieldKind
from vms.formtree.maps import map_of
from vms.formtree.node import FieldNode
from vms.formtree.rows import closed_row, row_name, row_open
from vms.schema import split


def render(node: FieldNode) -> Html:
    """The HTML of a node and all beneath it, to the letter as it stands in the HTML of the whole form.

    A form needs nothing but to stand in a ``<form method="post">``. About 2 µs for each control.
    """
    out: list[str] = []
    _emit(node, out)
    return Html("".join(out))


def suggested(form: FieldNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts that fields may offer, by the pattern pointer they are found under."""
    for pattern in form.plan.memo["suggest"]:
        yield pattern, tuple(sorted(_strings(form.value, pattern)))


def _strings(document: Any, pattern: str) -> set[str]:
    """The texts that a pattern pointer finds."""
    found = [document]
    for name in split(pattern):
        if name == "*":
            found = [element for held in found if isinstance(held, list) for element in held]
        else:
            found = [held[name] for held in found if isinstance(held, dict) and name in held]
    return {text for text in found if isinstance(text, str) and text}


def _emit(node: FieldNode, out: list[str]) -> None:
    if node.is_closed:
        out.append(closed_row(node))
        return
    if node.kind in _ALWAYS_WALKED or _is_marked(node):
        _WALKS.get(_way(node), _field)(node, out)
        return
    if node.plan.role == "row":
        out.append(compiled_row(node.plan)(node))
        return
    if not node.plan.hole.startswith(HOLE):
        compiled(node.plan)(node.sheet, "", node.value, out)
        return
    made: list[str] = []
    row = _row_of(node)
    compiled(node.plan)(node.sheet, row, node.value, made)
    out.append(fill("".join(made), row))


_ALWAYS_WALKED: Final = frozenset({FieldKind.FORM, FieldKind.GROUP})


def _is_marked(node: FieldNode) -> bool:
    pointer = node.pointer
    if node.kind is FieldKind.CHOICE:  # its alternatives are members of its object
        pointer = pointer.removesuffix(node.plan.key)
        return node.sheet.is_marked(node.plan, pointer) or node.sheet.is_marked(node.plan, node.pointer)
    return node.sheet.is_marked(node.plan, pointer)


def _row_of(node: FieldNode) -> str:
    """The pointer of the row that a node is in."""
    return node.pointer.removesuffix(node.plan.hole.removeprefix(HOLE))


def _way(node: FieldNode) -> str:
    if node.plan.role in {"row", "alternative"} and node.kind not in _ALWAYS_WALKED:
        return node.plan.role
    return str(node.kind)


def _form(node: FieldNode, out: list[str]) -> None:
    out.append(parts.form_open(node))
    for group in node.children:
        _emit(group, out)
    out += [parts.suggestions(pattern, texts) for pattern, texts in suggested(node)]
    out.append("</div>")


def _group(node: FieldNode, out: list[str]) -> None:
    out.append(parts.group_open(node))
    for child in node.children:
        _emit(child, out)
    out.append("</div></details>")


def _object(node: FieldNode, out: list[str]) -> None:
    if node.is_folded:
        out.append(parts.fold(node))
        return
    out.append(parts.object_open(node, is_absent=parts.is_absent(node.value)))
    _members(node, out)
    out.append(parts.object_close(node))


def _members(node: FieldNode, out: list[str]) -> None:
    factors = [child for child in node.children if child.plan.key in node.plan.factors]
    for child in node.children:
        _emit(child, out)
        if factors and child is factors[-1]:
            out.append(parts.product(node))
    out.append(parts.more(node))


def _array(node: FieldNode, out: list[str]) -> None:
    out.append(parts.array_open(node))
    for row in node.children:
        _emit(row, out)
    out.append(parts.array_close(node))


def _row(node: FieldNode, out: list[str]) -> None:
    out.append(row_open(node))
    if node.kind is FieldKind.OBJECT:
        out.append(problems(node, error_id(node)))
        _members(node, out)
    elif node.kind is FieldKind.ARRAY:
        _array(node, out)
    elif node.kind is FieldKind.MAP:
        out.append(map_of(node))
    else:
        out.append(f'<div class="field__control">{control_and_notes(node, row_name(node))}</div>')
    out.append("</fieldset>")


def _choice(node: FieldNode, out: list[str]) -> None:
    chosen = node.chosen
    out.append(parts.choice_open(node))
    for child in node.children:
        is_there = isinstance(node.value, dict) and child.plan.key in node.value
        out.append(parts.option_open(node, child.plan, chosen, is_there=is_there))
        if is_there:
            _emit(child, out)
        else:
            out.append(parts.PARKED_OPEN)
            _emit(child, out)
            out.append(parts.PARKED_CLOSE)
        out.append(parts.OPTION_CLOSE)
    out.append(parts.CHOICE_CLOSE)


def _alternative(node: FieldNode, out: list[str]) -> None:
    out.append(parts.alternative_open(node))
    if node.kind is FieldKind.OBJECT:
        _members(node, out)
    elif node.kind is FieldKind.PRESENCE:
        out.append(kept(node))
    elif node.kind is FieldKind.MAP:
        out.append(map_of(node))
    elif node.kind in CONTAINERS:
        _array(node, out)
    else:
        out.append(control(node, node.pointer, error_id(node) if node.problems else "", node.label))
    out.append(parts.ALTERNATIVE_CLOSE)


def _map(node: FieldNode, out: list[str]) -> None:
    out.append(map_of(node))


def _field(node: FieldNode, out: list[str]) -> None:
    out.append(field(node))


_WALKS: Final[dict[str, Callable[[FieldNode, list[str]], None]]] = {
    "form": _form,
    "group": _group,
    "object": _object,
    "array": _array,
    "map": _map,
    "choice": _choice,
    "row": _row,
    "alternative": _alternative,
}
