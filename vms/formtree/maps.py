"""A map of texts: rows of key and value, and an empty row for one more."""

from dataclasses import replace

from vms.formtree.controls import control
from vms.formtree.fields import error_id, help_text, identity, mark, problems, standing
from vms.formtree.html import attributes, escape, slug
from vms.formtree.locks import is_locked, lock_note
from vms.formtree.node import FieldNode
from vms.formtree.text import fits_html
from vms.schema import UNSET


def map_of(node: FieldNode) -> str:
    """The whole map; as an element of a list it stands in a frame that carries its id."""
    own = "" if node.plan.role == "row" else identity(node)
    disabled = " disabled" if is_locked(node) else ""
    rows = "".join(_row(node, place, row) for place, row in enumerate(node.children))
    return (
        f'<fieldset class="map field{mark(node)}"{own}{disabled}>'
        f'<legend class="field__label">{escape(node.label)}</legend>'
        f"{help_text(node)}{standing(node)}{lock_note(node)}{problems(node, error_id(node))}"
        f'<map-rows class="map__rows" data-word="{escape(node.plan.children[0].label.lower())}">'
        f"{rows}{_row(node, len(node.children), None)}</map-rows></fieldset>"
    )


def _row(node: FieldNode, place: int, row: FieldNode | None) -> str:
    key = row.title if row else ""
    named = key.replace("\r", " ") or "new entry"
    value = row or node.child(node.plan.children[0], "", UNSET)
    if not fits_html(key) or not fits_html(value.text()):
        told = "holds characters that a form cannot carry. Edit it as YAML."
        return f'<p class="field__note">{escape(repr(key))} {told}</p>'
    key_name = f"{node.pointer}#key/{place}"
    value_name = f"{node.pointer}#value/{place}"
    own = identity(row) if row else ""
    error = error_id(row) if row and row.problems else ""
    body = (
        f"{_key_control(key, key_name, f'{node.label}: key of {named}')}"
        f"{control(_without_unset(value), value_name, error, f'{node.label}: value of {named}')}"
    )
    tool = _remove(row, named) if row else ""
    told = problems(row, error) if row else ""
    return f'<div class="map__row"{own}>{body}{tool}{told}</div>'


def _remove(row: FieldNode, named: str) -> str:
    return (
        f'<button class="form-button form-button--remove" name="_action" value="remove:{escape(row.pointer)}"'
        f' aria-label="Remove {escape(named)}">Remove</button>'
    )


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
    return node if node.value != "" else replace(node, value=UNSET)
