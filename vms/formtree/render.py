"""The tree of a form as HTML: plain strings, everything escaped once where it enters."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from vms.formtree.controls import control
from vms.formtree.html import Html, attributes, escape, slug
from vms.formtree.node import FieldNode
from vms.formtree.plan import CONTAINERS, FieldKind, is_bare
from vms.formtree.text import fits_html, to_text
from vms.schema import UNSET, Problem, Severity


def render(node: FieldNode) -> Html:
    """The HTML of a node and all beneath it; works for the form and for any part that ``find`` returns.

    A form needs nothing but to stand in a ``<form method="post">``. About 5 µs for each control.
    """
    return Html("".join(_RENDERERS.get(node.kind, _field)(node)))


def _form(node: FieldNode) -> Iterator[str]:
    yield '<div class="form" id="form-fields">'
    # The first button of a form is what Enter presses: it must not be one that removes a row.
    yield '<button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">Save</button>'
    yield _problems(node, "")
    for group in node.children:
        yield from _group(group)
    for pattern, texts in node.suggestions.items():
        options = "".join(f'<option value="{escape(text)}"></option>' for text in texts if fits_html(text))
        yield f'<datalist id="suggest-{slug(pattern)}">{options}</datalist>'
    yield "</div>"


def _group(node: FieldNode) -> Iterator[str]:
    key = slug(node.plan.key)
    yield (
        f'<details class="group{_mark(node)}" id="group-{key}" data-group="{escape(node.plan.key)}"'
        f"{attributes(open=node.plan.is_open or node.problem_count > 0)}>"
        f'<summary class="group__head"><h2 class="group__title">{escape(node.label)}</h2>'
        f'<span class="group__counts">{_count(node.set_count)}{_problem_count(node)}</span></summary>'
        f'<div class="group__body">{_help(node)}{_problems(node, f"group-{key}-problems")}'
    )
    for child in node.children:
        yield from _any(child)
    yield "</div></details>"


def _object(node: FieldNode) -> Iterator[str]:
    bare = is_bare(node.plan) or _repeats_itself(node)
    tag = "div" if bare else "fieldset"
    yield f'<{tag} class="object{" object--bare" if bare else ""}{_mark(node)}"{_identity(node)}>'
    if not bare:
        absent = "" if node.is_set else ' <span class="object__absent">not set</span>'
        yield f'<legend class="object__title">{escape(node.label)}{absent}</legend>{_help(node)}'
    yield _problems(node, _error_id(node))
    for child in node.children:
        yield from _any(child)
    yield f"</{tag}>"


def _repeats_itself(node: FieldNode) -> bool:
    """An object whose one shown field has its name: the name once is enough."""
    return len(node.children) == 1 and node.children[0].label == node.label


def _array(node: FieldNode) -> Iterator[str]:
    name = escape(node.pointer)
    element = node.plan.children[0].label
    title = f"title-{slug(node.pointer)}"
    yield f'<section class="array{_mark(node)}"{_identity(node)} aria-labelledby="{title}">'
    yield f'<h3 class="array__title" id="{title}">{escape(node.label)}</h3>{_help(node)}'
    yield _problems(node, _error_id(node))
    if not node.children:
        yield f'<p class="array__empty">{escape(node.plan.default or "None yet.")}</p>'
    for place, row in enumerate(node.children):
        yield from _row(node, row, place)
    word = escape(element[:1].lower() + element[1:] if element != node.label else f"to {element.lower()}")
    yield (
        f'<button class="form-button form-button--add" name="_action" value="add:{name}"'
        f' aria-label="Add {word}">Add {word}</button></section>'
    )


def _row(array: FieldNode, row: FieldNode, place: int) -> Iterator[str]:
    element = row.plan.label
    ordinal = f"{element} {place + 1}" if element != array.label else f"{place + 1}"
    named = row.title or ordinal
    note = f' <span class="row__ordinal">{escape(ordinal)}</span>' if row.title else ""
    is_nested = row.kind in {FieldKind.ARRAY, FieldKind.MAP}  # then what is inside carries the ids
    yield f'<fieldset class="row{_mark(row)}"{"" if is_nested else _identity(row)}>'
    yield f'<legend class="row__title">{escape(named)}{note}</legend><div class="row__tools">'
    if place > 0:
        yield _tool("up", row, "Up", f"Move {named} up")
    if place < len(array.children) - 1:
        yield _tool("down", row, "Down", f"Move {named} down")
    yield _tool("remove", row, "Remove", f"Remove {named}")
    yield "</div>"
    if row.kind is FieldKind.OBJECT:
        yield _problems(row, _error_id(row))
        for child in row.children:
            yield from _any(child)
    elif is_nested:
        yield from _any(row)
    else:
        yield f'<div class="field__control">{_control_and_notes(row, row.pointer, label=named)}</div>'
    yield "</fieldset>"


def _tool(verb: str, row: FieldNode, word: str, label: str) -> str:
    return (
        f'<button class="form-button form-button--{verb}" name="_action" value="{verb}:{escape(row.pointer)}"'
        f' aria-label="{escape(label)}">{word}</button>'
    )


def _map(node: FieldNode) -> Iterator[str]:
    yield f'<fieldset class="map field{_mark(node)}"{_identity(node)}>'
    yield f'<legend class="field__label">{escape(node.label)}</legend>'
    yield f"{_help(node)}{_problems(node, _error_id(node))}"
    for place, row in enumerate(node.children):
        yield _map_row(node, place, row)
    yield _map_row(node, len(node.children), None)
    yield "</fieldset>"


def _map_row(node: FieldNode, place: int, row: FieldNode | None) -> str:
    key = row.title if row else ""
    named = key or "new entry"
    value = row or FieldNode(node.plan.children[0], node.plan.children[0].kind, "")
    if not fits_html(key) or not fits_html(to_text(value.kind, value.value)):
        told = "holds characters that a form cannot carry. Edit it as YAML."
        return f'<p class="field__note">{escape(repr(key))} {told}</p>'
    key_name = f"{node.pointer}#key/{place}"
    value_name = f"{node.pointer}#value/{place}"
    identity = _identity(row) if row else ""
    error_id = f"error-{slug(row.pointer)}" if row and row.problems else ""
    body = (
        f"{_key_control(key, key_name, f'{node.label}: key of {named}')}"
        f"{control(_without_unset(value), value_name, error_id, f'{node.label}: value of {named}')}"
    )
    remove = _tool("remove", row, "Remove", f"Remove {named}") if row else ""
    problems = _problems(row, error_id) if row else ""
    return f'<div class="map__row"{identity}>{body}{remove}{problems}</div>'


def _key_control(key: str, name: str, label: str) -> str:
    common = attributes(
        id=f"input-{slug(name)}", name=name, aria_label=label, class_="mono", spellcheck="false"
    )
    if "\n" in key or "\r" in key:
        return f'<textarea rows="2"{common}>\n{escape(key)}</textarea>'
    quiet = ' placeholder="key" autocomplete="off" autocapitalize="off"'
    return f'<input type="text" value="{escape(key)}"{common}{quiet}>'


def _without_unset(node: FieldNode) -> FieldNode:
    """A row's value has a key that says it is there, so its empty text needs no words."""
    return (
        node
        if node.value != ""
        else FieldNode(node.plan, node.kind, node.pointer, error_count=node.error_count)
    )


def _choice(node: FieldNode) -> Iterator[str]:
    name = escape(node.pointer)
    key = slug(node.pointer)
    marks = attributes(id=f"field-{key}", data_pointer=node.pointer, data_kind="choice")
    legend = f'<legend class="field__label">{escape(node.label)}</legend>'
    yield f'<fieldset class="choice field{_mark(node)}"{marks}>{legend}'
    yield f'{_help(node)}{_problems(node, _error_id(node))}<div class="choice__options">'
    if node.chosen is None:
        yield _pick(name, f"{key}-several", "=several", "Several at once: choose one", checked=True)
    if not node.plan.required:
        unset = f"Default: {node.plan.default}" if node.plan.default else "Not set"
        pick = _pick(name, f"{key}-none", "", unset, checked=node.chosen == "")
        yield f'<div class="choice__option">{pick}</div>'
    for child in node.children:
        pick = _pick(
            name,
            f"{key}-{slug(child.plan.key)}",
            child.plan.key,
            child.label,
            checked=node.chosen == child.plan.key,
        )
        several = " choice__option--there" if node.chosen is None and child.value is not UNSET else ""
        yield f'<div class="choice__option{several}">{pick}'
        yield f'<div class="choice__fields{_mark(child)}"{_identity(child)}>'
        yield f"{_help(child)}{_problems(child, _error_id(child))}"
        yield from _alternative(child)
        yield "</div></div>"
    yield "</div></fieldset>"


def _alternative(node: FieldNode) -> Iterator[str]:
    if node.kind is FieldKind.OBJECT:
        for child in node.children:
            yield from _any(child)
    elif node.kind is FieldKind.PRESENCE:
        yield _kept(node)
    elif node.kind in CONTAINERS or node.kind is FieldKind.MAP:
        yield from _any(node)
    else:
        yield control(node, node.pointer, _error_id(node) if node.problems else "", node.label)


def _pick(name: str, key: str, value: str, label: str, *, checked: bool) -> str:
    mark = " checked" if checked else ""
    return (
        f'<label class="choice__pick"><input type="radio" id="input-{key}" name="{name}"'
        f' value="{escape(value)}"{mark}><span>{escape(label)}</span></label>'
    )


def _field(node: FieldNode) -> Iterator[str]:
    required = ' <span class="field__required">required</span>' if node.plan.required else ""
    yield (
        f'<div class="field field--{node.kind}{_mark(node)}"{_identity(node)}>'
        f'<label class="field__label" for="input-{slug(node.pointer)}">{escape(node.label)}{required}</label>'
        f'<div class="field__control">{_control_and_notes(node, node.pointer)}</div></div>'
    )


def _control_and_notes(node: FieldNode, name: str, label: str = "") -> str:
    key = slug(node.pointer)
    default = _default(node, key)
    described = [f"help-{key}"] if node.help else []
    described += [f"default-{key}"] if default else []
    described += [f"error-{key}"] if node.problems else []
    shown = control(node, name, " ".join(described), label)
    return f"{shown}{default}{_kept(node)}{_help(node)}{_problems(node, _error_id(node))}"


def _default(node: FieldNode, key: str) -> str:
    """What an unset field means; a select says so itself."""
    if not node.plan.default or node.value is not UNSET or node.kind not in _TYPED:
        return ""
    return f'<p class="field__default" id="default-{key}">Default: {escape(node.plan.default)}</p>'


_TYPED: Final = frozenset(
    {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.INTEGER, FieldKind.NUMBER, FieldKind.FREE}
)


def _kept(node: FieldNode) -> str:
    if node.kind is not FieldKind.PRESENCE or not isinstance(node.value, dict) or not node.value:
        return ""
    shown = escape(to_text(FieldKind.FREE, node.value))
    return f'<p class="field__note">It holds more, which is kept: <code>{shown}</code></p>'


def _any(node: FieldNode) -> Iterator[str]:
    return _RENDERERS.get(node.kind, _field)(node)


_RENDERERS: Final[Mapping[FieldKind, Callable[[FieldNode], Iterator[str]]]] = {
    FieldKind.FORM: _form,
    FieldKind.GROUP: _group,
    FieldKind.OBJECT: _object,
    FieldKind.ARRAY: _array,
    FieldKind.MAP: _map,
    FieldKind.CHOICE: _choice,
}


def _identity(node: FieldNode) -> str:
    pointer = escape(node.pointer)
    is_set = " data-set" if node.set_count else ""
    return f' id="field-{slug(node.pointer)}" data-pointer="{pointer}" data-kind="{node.kind}"{is_set}'


def _mark(node: FieldNode) -> str:
    return f" has-{node.severity}" if node.severity else ""


def _error_id(node: FieldNode) -> str:
    return f"error-{slug(node.pointer)}"


def _help(node: FieldNode) -> str:
    if not node.help:
        return ""
    return f'<p class="field__help" id="help-{slug(node.pointer)}">{escape(node.help)}</p>'


def _problems(node: FieldNode, element_id: str) -> str:
    if not node.problems:
        return ""
    told = "".join(_problem(node, problem) for problem in node.problems)
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


def _count(number: int) -> str:
    return f'<span class="group__set">{number or "nothing"} set</span>'


def _problem_count(node: FieldNode) -> str:
    if not node.problem_count:
        return ""
    noun = "problem" if node.problem_count == 1 else "problems"
    return f'<span class="group__problems">{node.problem_count} {noun}</span>'
