"""What stands around the fields of objects, lists, choices and sections."""

from typing import Any, Final

from vms.formtree.fields import (
    error_id,
    help_text,
    identity,
    mark,
    opening,
    problem_count,
    problems,
    standing,
)
from vms.formtree.html import attributes, escape, slug
from vms.formtree.kinds import FieldKind
from vms.formtree.locks import is_locked, lock_note
from vms.formtree.node import FieldNode
from vms.formtree.plan import FieldPlan, is_bare
from vms.formtree.text import fits_html


def element_id(node: FieldNode) -> str:
    """The id of the element that a node is rendered as."""
    match node.kind:
        case FieldKind.FORM:
            return "form-fields"
        case FieldKind.GROUP:
            return f"group-{slug(node.plan.key)}"
    return f"field-{slug(node.pointer)}"


# -- the form and its sections ---------------------------------------------------------------------------


def form_open(node: FieldNode) -> str:
    # The first button of a form is what Enter presses: it must not be one that removes a row.
    save = '<button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">Save</button>'
    return f'<div class="form" id="form-fields">{save}{problems(node, "")}'


def suggestions(pattern: str, texts: tuple[str, ...]) -> str:
    """The texts that a field offers."""
    offered = [text if text.isalnum() else escape(text) for text in texts if fits_html(text)]
    options = '"></option><option value="'.join(offered)
    options = f'<option value="{options}"></option>' if offered else ""
    return f'<datalist id="suggest-{slug(pattern)}">{options}</datalist>'


def group_open(node: FieldNode) -> str:
    key = slug(node.plan.key)
    is_open = attributes(open=opens(node))
    return (
        f'<details class="group" id="group-{key}" data-group="{escape(node.plan.key)}"{is_open}>'
        f'<summary class="group__head"><h2 class="group__title">{escape(node.label)}</h2>'
        f"{group_state(node)}</summary>"
        f'<div class="group__body">{help_text(node)}{problems(node, f"group-{key}-problems")}'
    )


def opens(group: FieldNode) -> bool:
    """Whether a section is open at first: where there is a problem, always."""
    return group.plan.is_open or group.problem_count > 0


def group_state(node: FieldNode) -> str:
    """Whether something is set in a section and what is wrong with it: one element, which changes alone."""
    words = "" if node.is_set else '<span class="group__set">nothing set</span>'
    return f'<span class="group__counts" id="{state_id(node)}">{words}{problem_count(node)}</span>'


def state_id(group: FieldNode) -> str:
    return f"state-{slug(group.plan.key)}"


# -- objects ---------------------------------------------------------------------------------------------


def object_open(node: FieldNode, *, is_absent: bool) -> str:
    bare = is_bare(node.plan) or _repeats_itself(node)
    kinds = ("" if not bare else " object--bare") + (" object--product" if node.plan.factors else "")
    marks = f'class="object{kinds}{mark(node)}"{identity(node)}'
    notes = f"{standing(node)}{lock_note(node)}{problems(node, error_id(node))}"
    if bare:
        return f"<div {marks}>{_disabled(node)}{notes}"
    absent = ' <span class="object__absent">not set</span>' if is_absent else ""
    title = f'<legend class="object__title">{escape(node.label)}{absent}</legend>{help_text(node)}'
    disabled = " disabled" if is_locked(node) else ""
    return f"<fieldset {marks}{disabled}>{title}{notes}"


def object_close(node: FieldNode) -> str:
    if not (is_bare(node.plan) or _repeats_itself(node)):
        return "</fieldset>"
    return "</fieldset></div>" if is_locked(node) else "</div>"


def is_absent(value: Any) -> bool:
    return not isinstance(value, dict) or not value


def more(node: FieldNode) -> str:
    """That an object holds what the form has no field for."""
    if not isinstance(node.value, dict) or node.value.keys() <= node.plan.known:
        return ""
    names = ", ".join(str(key) for key in node.value if key not in node.plan.known)
    shown = escape(names if len(names) <= 200 else f"{names[:200]} …").replace("\0", "\ufffd")
    return f'<p class="object__more">Also holds <code>{shown}</code>, kept as it is. Edit it as YAML.</p>'


def product(node: FieldNode) -> str:
    """What the factors of an object multiply to; nothing while one of them is no number."""
    present = node.value if isinstance(node.value, dict) else {}
    unit = escape(node.plan.unit)
    total = 1
    for key in node.plan.factors:
        factor = present.get(key, 1)
        if not isinstance(factor, int) or isinstance(factor, bool) or not 0 < factor < 10**6:
            return f'<output class="object__product" data-unit="{unit}"></output>'
        total *= factor
    plural = node.plan.unit if total == 1 else f"{node.plan.unit}s"
    return f'<output class="object__product" data-unit="{unit}">= {total} {escape(plural)}</output>'


def fold(node: FieldNode) -> str:
    """One line for an object of many fields of which nothing is set."""
    pointer = escape(node.pointer)
    link = (
        f'<a class="fold__open form-button" href="{opening(node)}"'
        f' data-fold="{pointer}" aria-label="Set up {escape(node.label)}">Set up…</a>'
    )
    return (
        f'<div class="fold"{identity(node)}><span class="fold__label">{escape(node.label)}</span>'
        f' <span class="object__absent">not set</span>{link}{help_text(node)}{standing(node)}</div>'
    )


def _disabled(node: FieldNode) -> str:
    return '<fieldset class="field__locked" disabled>' if is_locked(node) else ""


def _repeats_itself(node: FieldNode) -> bool:
    """An object whose one shown field has its name: the name once is enough."""
    return len(node.children) == 1 and node.children[0].label == node.label


# -- lists -----------------------------------------------------------------------------------------------


def array_open(node: FieldNode) -> str:
    key = slug(node.pointer)
    own = f'class="array" id="list-{key}"' if node.plan.role == "row" else f'class="array"{identity(node)}'
    empty = node.plan.default or "None yet."
    title = f"title-{key}"
    return (
        f'<div role="group" {own} aria-labelledby="{title}">{_disabled(node)}'
        f'<h3 class="array__title" id="{title}">{escape(node.label)}</h3>{help_text(node)}'
        f"{standing(node)}{lock_note(node)}{problems(node, error_id(node))}{_all_rows(node)}"
        f'<p class="array__empty" id="{rows_id(node)}">{escape(empty[:1].upper() + empty[1:])}</p>'
    )


def rows_id(array: FieldNode) -> str:
    """The id of what the first row of a list comes behind."""
    return f"rows-{slug(array.pointer)}"


def _all_rows(node: FieldNode) -> str:
    """What opens or closes all rows of a long list; without scripts they can only be opened."""
    if not node.closes:
        return ""
    label, pointer = escape(node.label), escape(node.pointer)
    return (
        f'<div class="array__all"><a class="form-button" role="button" href="{opening(node)}"'
        f' data-open-all="{pointer}" aria-label="Open all: {label}">Open all</a>'
        f'<button class="form-button" type="button" data-close-all="{pointer}"'
        f' aria-label="Close all: {label}">Close all</button></div>'
    )


def array_close(node: FieldNode) -> str:
    element = node.plan.children[0]
    name = element.ordinal or f"to {element.label.lower()}"
    word = escape(name[:1].lower() + name[1:])
    button = (
        f'<button class="form-button form-button--add" name="_action" value="add:{escape(node.pointer)}"'
        f' aria-label="Add {word}">Add {word}</button>'
    )
    return f"{button}{'</fieldset>' if is_locked(node) else ''}</div>"


# -- choices ---------------------------------------------------------------------------------------------


def choice_open(node: FieldNode) -> str:
    name, key, chosen = escape(node.pointer), slug(node.pointer), node.chosen
    marks = attributes(id=f"field-{key}", data_pointer=node.pointer, data_kind="choice")
    disabled = " disabled" if is_locked(node) else ""
    several = (
        _pick(name, f"{key}-several", "=several", "Several at once: choose one", checked=True)
        if chosen is None
        else ""
    )
    unset = f"Default: {node.plan.default}" if node.plan.default else "Not set"
    pick = _pick(name, f"{key}-none", "", unset, checked=chosen == "")
    none = "" if node.plan.required else f'<div class="choice__option">{pick}</div>'
    return (
        f'<fieldset class="choice field"{marks}{disabled}>'
        f'<legend class="field__label">{escape(node.label)}</legend>'
        f"{help_text(node)}{lock_note(node)}{problems(node, error_id(node))}"
        f'<div class="choice__options">{several}{none}'
    )


CHOICE_CLOSE: Final = "</div></fieldset>"
OPTION_CLOSE: Final = "</div>"
# Around the fields of what is not chosen. Scripts put them in when it is; till then the browser minds none.
PARKED_OPEN: Final = '<template class="choice__parked">'
PARKED_CLOSE: Final = "</template>"


def option_open(choice: FieldNode, plan: FieldPlan, chosen: str | None, *, is_there: bool) -> str:
    """The radio button of an alternative; what the alternative holds follows."""
    key = f"{slug(choice.pointer)}-{slug(plan.key)}"
    pick = _pick(escape(choice.pointer), key, plan.key, plan.label, checked=chosen == plan.key)
    several = " choice__option--there" if chosen is None and is_there else ""
    return f'<div class="choice__option{several}">{pick}'


def alternative_open(node: FieldNode) -> str:
    notes = f"{help_text(node)}{standing(node)}{problems(node, error_id(node))}"
    return f'<div class="choice__fields{mark(node)}"{identity(node)}>{notes}'


ALTERNATIVE_CLOSE: Final = "</div>"


def _pick(name: str, key: str, value: str, label: str, *, checked: bool) -> str:
    is_on = " checked" if checked else ""
    return (
        f'<label class="choice__pick"><input type="radio" id="input-{key}" name="{name}"'
        f' value="{escape(value)}"{is_on}><span>{escape(label)}</span></label>'
    )
