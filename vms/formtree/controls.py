"""The one control of a simple field."""

from collections.abc import Iterable
from typing import Final

from vms.formtree.html import attributes, escape, slug
from vms.formtree.node import FieldNode
from vms.formtree.plan import FieldKind
from vms.formtree.text import PRESENT, fits_html, option_text, to_text
from vms.schema import UNSET

_NUMERIC: Final = frozenset({FieldKind.INTEGER, FieldKind.NUMBER})
_TECHNICAL: Final = frozenset({"code", "quantity", "mac"})
_SELECTS: Final = frozenset({FieldKind.BOOLEAN, FieldKind.ENUM, FieldKind.CONST, FieldKind.PRESENCE})


def control(node: FieldNode, name: str, described_by: str = "", label: str = "") -> str:
    """The input, select or text area of a node. ``label`` names it where no label element does."""
    text = to_text(node.kind, node.value)
    common = attributes(
        id=f"input-{slug(name)}",
        name=name,
        aria_label=label,
        aria_describedby=described_by,
        aria_invalid="true" if node.error_count else False,
    )
    if not fits_html(text):
        return _unfit(node, name, described_by)
    if node.kind in _SELECTS:
        return f"<select{common}>{''.join(_options(node, text))}</select>"
    if node.kind in {FieldKind.LONG_TEXT, FieldKind.FREE}:
        return _text_area(node, common, text)
    return _input(node, common, text) + (_unset(node, name) if text == "" and node.value is not UNSET else "")


def _input(node: FieldNode, common: str, text: str) -> str:
    extra = attributes(
        inputmode="numeric" if node.kind is FieldKind.INTEGER else "decimal" if node.kind in _NUMERIC else "",
        placeholder=node.plan.placeholder,
        list=f"suggest-{slug(node.plan.suggest)}" if node.plan.suggest else "",
        spellcheck="false",
        autocomplete="off",
        autocapitalize="off",
        class_="mono" if node.plan.widget in _TECHNICAL else "",
    )
    made = (
        f'<generate-mac for="input-{slug(node.pointer)}" data-keep></generate-mac>'
        if node.plan.widget == "mac"
        else ""
    )
    return f'<input type="text" value="{escape(text)}"{common}{extra}>{made}'


def _text_area(node: FieldNode, common: str, text: str) -> str:
    is_code = node.kind is FieldKind.FREE or node.plan.widget == "code"
    rows = min(24, max(6 if is_code else 3, text.count("\n") + 2))
    extra = attributes(
        rows=str(rows if text else 3),
        placeholder=node.plan.placeholder,
        spellcheck="false" if is_code else "true",
        class_="mono" if is_code else "",
    )
    unset = _unset(node, node.pointer) if text == "" and node.value is not UNSET else ""
    return f"<textarea{common}{extra}>\n{escape(text)}</textarea>{unset}"


def _options(node: FieldNode, text: str) -> Iterable[str]:
    yield _option("", _word_for_unset(node), text)
    offered = list(_offered(node))
    for value, shown in offered:
        yield _option(value, shown, text)
    if text and all(value != text for value, _ in offered):
        yield _option(text, f"{text.removeprefix('=')} (not one of the choices)", text)


def _offered(node: FieldNode) -> Iterable[tuple[str, str]]:
    if node.kind is FieldKind.BOOLEAN:
        return (("true", "Yes"), ("false", "No"))
    if node.kind is FieldKind.PRESENCE:
        return ((PRESENT, "On"),)
    return ((option_text(value), shown) for value, shown in node.plan.options)


def _word_for_unset(node: FieldNode) -> str:
    return f"Default: {node.plan.default}" if node.plan.default else "Not set"


def _option(value: str, shown: str, selected: str) -> str:
    mark = " selected" if value == selected else ""
    return f'<option value="{escape(value)}"{mark}>{escape(shown)}</option>'


def _unset(node: FieldNode, name: str) -> str:
    """An empty text is an answer of its own; this takes it away."""
    return (
        f'<label class="field__unset"><input type="checkbox" name="{escape(name)}#unset" value="yes">'
        f" Set to an empty text. Remove it.</label>"
    )


def _unfit(node: FieldNode, name: str, described_by: str) -> str:
    shown = escape(repr(node.value)[:200])
    described = attributes(aria_describedby=described_by)
    return (
        f'<output class="field__unfit mono" id="input-{slug(name)}"{described}>{shown}</output>'
        '<p class="field__note">This text holds characters that a form cannot carry. Edit it as YAML.</p>'
    )
