"""The head of one entry of a list. In a long list it is all that is shown of it until it is opened."""

from vms.formtree.fields import identity, mark, opening, problem_count
from vms.formtree.html import escape, slug
from vms.formtree.node import FieldNode
from vms.formtree.outline import outline


def row_open(row: FieldNode) -> str:
    """The head of a row that is open, its fields follow. The style sheet hides the last "Down", so that a new
    row changes no other."""
    if not row.is_long:
        return f'<fieldset class="row{mark(row)}"{identity(row)}>{_title(row)}{_tools(row)}'
    pointer = escape(row.pointer)
    return (
        f'<fieldset class="row row--long{mark(row)}"{identity(row)}>'
        f"{_toggle(row, is_open=True)}{outlined(row)}"
        f'{_tools(row)}<input type="hidden" name="open" value="{pointer}">'
    )


def closed_row(row: FieldNode) -> str:
    """A row of which only the head is shown."""
    return (
        f'<fieldset class="row row--long row--closed{mark(row)}"{identity(row)}>'
        f"{_toggle(row, is_open=False)}{outlined(row)}{_tools(row)}</fieldset>"
    )


def outlined(row: FieldNode) -> str:
    """A row in one line, and how much is wrong with it: one element, which changes alone."""
    return (
        f'<p class="row__outline" id="{outline_id(row)}">'
        f'<span class="row__words">{escape(outline(row))}</span>{problem_count(row)}</p>'
    )


def outline_id(row: FieldNode) -> str:
    return f"outline-{slug(row.pointer)}"


def row_name(row: FieldNode) -> str:
    return row.title or ordinal(row)


def ordinal(row: FieldNode) -> str:
    return f"{row.plan.ordinal} {row.place + 1}".strip()


def _named(row: FieldNode) -> str:
    note = f' <span class="row__ordinal">{escape(ordinal(row))}</span>' if row.title else ""
    return f"{escape(row_name(row))}{note}"


def _title(row: FieldNode) -> str:
    return f'<legend class="row__title">{_named(row)}</legend>'


def _toggle(row: FieldNode, *, is_open: bool) -> str:
    """The title as what opens and closes the row: with scripts in place, without them by a new page."""
    state = "true" if is_open else "false"
    href = f"?fields=all#field-{slug(row.pointer)}" if is_open else opening(row)
    return (
        f'<legend class="row__title"><a class="row__toggle" role="button" aria-expanded="{state}"'
        f' href="{href}" data-row="{escape(row.pointer)}">{_named(row)}</a></legend>'
    )


def _tools(row: FieldNode) -> str:
    name, pointer = escape(row_name(row)), escape(row.pointer)
    up = _tool("up", pointer, "Up", f"Move {name} up") if row.place > 0 else ""
    return (
        f'<div class="row__tools">{up}'
        f"{_tool('down', pointer, 'Down', f'Move {name} down')}"
        f"{_tool('remove', pointer, 'Remove', f'Remove {name}')}</div>"
    )


def _tool(verb: str, pointer: str, word: str, label: str) -> str:
    return (
        f'<button class="form-button form-button--{verb}" name="_action" value="{verb}:{pointer}"'
        f' aria-label="{label}">{word}</button>'
    )
