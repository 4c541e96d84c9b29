"""One simple field: its label, its control and everything that is said about it."""

from typing import Final
from urllib.parse import quote

from vms.formtree.controls import control, is_group, unset_words
from vms.formtree.html import attributes, escape, slug
from vms.formtree.kinds import FieldKind
from vms.formtree.locks import is_locked, lock_note
from vms.formtree.node import FieldNode
from vms.formtree.text import to_text
from vms.schema import UNSET, Problem, Severity

_TYPED: Final = frozenset(
    {
        FieldKind.TEXT,
        FieldKind.LONG_TEXT,
        FieldKind.INTEGER,
        FieldKind.NUMBER,
        FieldKind.INTEGER_OR_TEXT,
        FieldKind.FREE,
    }
)
_STANDINGS: Final = {
    "export_only": "Kept for export",
    "not_here": "Not here yet",
    "refused_by_kubevirt": "Refused by KubeVirt",
}


def field(node: FieldNode) -> str:
    """A field with its label."""
    key = slug(node.pointer)
    required = ' <span class="field__required">required</span>' if node.plan.required else ""
    factor = " field--factor" if node.plan.widget == "factor" else ""
    words = f"{escape(node.label)}{required}"
    label = (
        f'<span class="field__label" id="label-{key}">{words}</span>'
        if is_group(node)
        else f'<label class="field__label" for="input-{key}">{words}</label>'
    )
    return (
        f'<div class="field field--{node.kind}{factor}{mark(node)}"{identity(node)}>'
        f'{label}<div class="field__control">{control_and_notes(node)}</div></div>'
    )


def control_and_notes(node: FieldNode, label: str = "") -> str:
    """The control and what is said about it, in the order in which it is read."""
    key = slug(node.pointer)
    notes = {
        "default": _default(node, key),
        "help": help_text(node),
        "standing": standing(node),
        "lock": lock_note(node),
        "error": problems(node, error_id(node)),
    }
    described = " ".join(f"{name}-{key}" for name, note in notes.items() if note)
    shown = control(node, node.pointer, described, label)
    if is_locked(node):
        shown = f'<fieldset class="field__locked" disabled>{shown}</fieldset>'
    return f"{shown}{notes['default']}{kept(node)}{''.join(list(notes.values())[1:])}"


def identity(node: FieldNode) -> str:
    """What every element of a place of the document carries."""
    pointer = escape(node.pointer)
    is_set = " data-set" if node.value is not UNSET and node.kind is not FieldKind.ARRAY else ""
    return f' id="field-{slug(node.pointer)}" data-pointer="{pointer}" data-kind="{node.kind}"{is_set}'


def mark(node: FieldNode) -> str:
    """The class of what is told here or beneath."""
    severity = node.severity
    locked = " is-locked" if is_locked(node) else ""
    return f" has-{severity}{locked}" if severity else locked


def opening(node: FieldNode) -> str:
    """Where a page without scripts shows a place that is folded or closed."""
    asked = escape(quote(node.pointer, safe=""))
    return f"?fields=all&amp;open={asked}#field-{slug(node.pointer)}"


def error_id(node: FieldNode) -> str:
    return f"error-{slug(node.pointer)}"


def help_text(node: FieldNode) -> str:
    if not node.help:
        return ""
    return f'<p class="field__help" id="help-{slug(node.pointer)}">{escape(node.help)}</p>'


def standing(node: FieldNode) -> str:
    """Where a field stands, if that needs saying: not what simply runs here."""
    held = node.plan.standing
    kind = str(held.kind) if held is not None else ""
    word = _STANDINGS.get(kind)
    if word is None:
        return ""
    grade = f"field__standing--{kind.replace('_', '-')}"
    return (
        f'<p class="field__standing {grade}" id="standing-{slug(node.pointer)}">'
        f'<span class="field__badge">{word}</span> {escape(held.reason)}</p>'
    )


def _default(node: FieldNode, key: str) -> str:
    """What an unset field means; a group of answers says so itself, unless that takes many words."""
    if not node.plan.default or node.value is not UNSET or not _needs_words(node):
        return ""
    name, meaning = unset_words(node.plan)
    said = f"{name}: {meaning}" if meaning else name
    return f'<p class="field__default" id="default-{key}">{escape(said)}</p>'


def _needs_words(node: FieldNode) -> bool:
    return node.kind in _TYPED or (node.kind in {FieldKind.BOOLEAN} and len(node.plan.default) > 16)


def kept(node: FieldNode) -> str:
    if node.kind is not FieldKind.PRESENCE or not isinstance(node.value, dict) or not node.value:
        return ""
    shown = escape(to_text(FieldKind.FREE, node.value, node.sheet.free).strip())
    return f'<p class="field__note">It holds more, which is kept: <code>{shown}</code></p>'


def problem_count(node: FieldNode) -> str:
    """How many problems there are at a place and beneath it."""
    if not node.problem_count:
        return ""
    noun = "problem" if node.problem_count == 1 else "problems"
    grade = f"group__problems--{node.severity}"
    return f'<span class="group__problems {grade}">{node.problem_count} {noun}</span>'


def problems(node: FieldNode, element_id: str) -> str:
    found = node.problems
    if not found:
        return ""
    told = "".join(_problem(node, problem) for problem in found)
    return f'<ul class="field__problems"{attributes(id=element_id)}>{told}</ul>'


def _problem(node: FieldNode, problem: Problem) -> str:
    """One sentence; where it is told away from its place, the place comes first; its repair is a button."""
    where = "" if problem.pointer in {node.pointer, ""} else f"<code>{escape(problem.pointer)}</code> "
    words = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Note"}[problem.severity]
    fix = ""
    if problem.fix is not None:
        action = escape(f"fix:{problem.keyword}:{problem.pointer}")
        label = escape(problem.fix.label)
        button = f'<button class="form-button form-button--fix" name="_action" value="{action}">'
        fix = f" {button}{label}</button>"
    return (
        f'<li class="field__problem field__problem--{problem.severity}">'
        f'<span class="visually-hidden">{words}: </span>{where}{escape(problem.message)}{fix}</li>'
    )
