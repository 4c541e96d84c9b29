"""The one control of a simple field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vms.formtree.html import attributes, escape, slug
from vms.formtree.kinds import FieldKind
from vms.formtree.node import FieldNode
from vms.formtree.plan import FieldPlan
from vms.formtree.text import PRESENT, fits_html, option_text
from vms.schema import UNSET

_NUMERIC: Final = frozenset({FieldKind.INTEGER, FieldKind.NUMBER})
_TECHNICAL: Final = frozenset({"code", "quantity", "mac", "uuid", "cloud-init"})
_MOST_CARDS: Final = 5
_MOST_SEGMENTS: Final = 4
_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class Pick:
    """One of several answers: what is posted, what it is called, what it means."""

    value: str
    name: str
    meaning: str = ""
    refused: bool = False


def is_group(node: FieldNode) -> bool:
    """Whether the control is several radio buttons, which a label names as a group."""
    return fits_html(node.text()) and _style(node) in {"segments", "cards"}


def control(node: FieldNode, name: str, described_by: str = "", label: str = "") -> str:
    """The control of a node. ``label`` names it where no label element does."""
    text = node.text()
    if not fits_html(text):
        return _unfit(node, name, described_by)
    style = _style(node)
    if style in {"segments", "cards"}:
        return _radios(node, name, style, described_by, label)
    common = attributes(
        id=f"input-{slug(name)}",
        name=name,
        aria_label=label,
        aria_describedby=described_by,
        aria_invalid="true" if node.error_count else False,
    )
    match style:
        case "switch":
            return _switch(name, common, is_on=text == PRESENT)
        case "select":
            return f"<select{common}>{''.join(_option(pick, text) for pick in _picks(node, text))}</select>"
        case "area":
            return _text_area(node, common, text)
    unset = _unset(name) if text == "" and node.value is not UNSET else ""
    return _input(node, common, text) + unset


def unset_words(plan: FieldPlan) -> tuple[str, str]:
    """What stands for "nothing set" among several answers, and what that means."""
    if not plan.default:
        return "Not set", ""
    if plan.default.startswith("none"):
        return "Not set", plan.default.removeprefix("none").removeprefix(":").strip()
    return "Default", plan.default


def _style(node: FieldNode) -> str:
    match node.kind:
        case FieldKind.BOOLEAN:
            return "segments"
        case FieldKind.PRESENCE:
            return "switch"
        case FieldKind.LONG_TEXT | FieldKind.FREE:
            return "area"
        case FieldKind.CONST:
            return "select"
        case FieldKind.ENUM:
            return _style_of_enum(node.plan)
    return "line"


def _style_of_enum(plan: FieldPlan) -> str:
    if plan.widget in {"select", "segments", "cards"}:
        return plan.widget
    if all(meaning for _, _, meaning in plan.options):
        return "cards" if len(plan.options) <= _MOST_CARDS else "select"
    is_short = sum(len(name) for _, name, _ in plan.options) <= 2 * _SHORT
    return "segments" if len(plan.options) <= _MOST_SEGMENTS and is_short else "select"


def _radios(node: FieldNode, name: str, style: str, described_by: str, label: str) -> str:
    key = slug(name)
    text = node.text()
    group = attributes(
        class_=style,
        role="radiogroup",
        aria_label=label,
        aria_labelledby="" if label else f"label-{key}",
        aria_describedby=described_by,
        aria_invalid="true" if node.error_count else False,
    )
    picks = "".join(
        _radio(pick, name, f"input-{key}-{place}", style, is_on=pick.value == text)
        for place, pick in enumerate(_picks(node, text))
    )
    return f"<div{group}>{picks}</div>"


def _radio(pick: Pick, name: str, key: str, style: str, *, is_on: bool) -> str:
    part = "segment" if style == "segments" else "card-pick"
    marks = attributes(id=key, name=name, checked=is_on, disabled=pick.refused and not is_on)
    meaning = f'<span class="{part}__meaning">{escape(pick.meaning)}</span>' if pick.meaning else ""
    quiet = "" if pick.value else f" {part}--unset"
    return (
        f'<label class="{part}{quiet}"><input type="radio" value="{escape(pick.value)}"{marks}>'
        f'<span class="{part}__name">{escape(pick.name)}</span>{meaning}</label>'
    )


def _picks(node: FieldNode, text: str) -> Iterable[Pick]:
    name, meaning = unset_words(node.plan)
    if _style(node) == "segments":
        short = meaning and name == "Default" and len(meaning) <= _SHORT
        yield Pick("", f"{name} ({meaning})" if short else name)
    else:
        yield Pick("", name, meaning)
    offered = list(_offered(node))
    yield from offered
    if text and all(pick.value != text for pick in offered):
        yield Pick(text, f"{text.removeprefix('=')} (not one of the choices)")


def _offered(node: FieldNode) -> Iterable[Pick]:
    if node.kind is FieldKind.BOOLEAN:
        return (Pick("true", "Yes"), Pick("false", "No"))
    allowed = node.lock.options if node.lock is not None else ()
    return (
        Pick(option_text(value), name, meaning, bool(allowed) and value not in allowed)
        for value, name, meaning in node.plan.options
    )


def _option(pick: Pick, selected: str) -> str:
    marks = attributes(selected=pick.value == selected, disabled=pick.refused)
    meaning = f" – {pick.meaning}" if pick.meaning else ""  # noqa: RUF001  # a dash between words
    return f'<option value="{escape(pick.value)}"{marks}>{escape(pick.name + meaning)}</option>'


def _switch(name: str, common: str, *, is_on: bool) -> str:
    """A box that is not ticked posts nothing, so that a hidden field beside it says it was there."""
    return (
        f'<span class="switch" data-whole><input type="hidden" name="{escape(name)}" value="">'
        f'<input type="checkbox" role="switch" value="{PRESENT}"{common}{attributes(checked=is_on)}>'
        '<span class="switch__track" aria-hidden="true"></span></span>'
    )


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
    shown = f'<input type="text" value="{escape(text)}"{common}{extra}>'
    return shown + _helper(node.plan, node.pointer)


def _helper(plan: FieldPlan, pointer: str) -> str:
    """What scripts put beside an input; a morph leaves it alone."""
    match plan.widget:
        case "mac":
            return f'<generate-mac for="input-{slug(pointer)}" data-keep></generate-mac>'
        case "quantity":
            return f'<quantity-field for="input-{slug(pointer)}" data-keep></quantity-field>'
    return ""


def _text_area(node: FieldNode, common: str, text: str) -> str:
    is_code = node.kind is FieldKind.FREE or node.plan.widget in _TECHNICAL
    rows = min(24, max(6 if is_code else 3, text.count("\n") + 2))
    extra = attributes(
        rows=str(rows if text else 3),
        placeholder=node.plan.placeholder,
        spellcheck="false" if is_code else "true",
        class_="mono" if is_code else "",
    )
    unset = _unset(node.pointer) if text == "" and node.value is not UNSET else ""
    shown = f"<textarea{common}{extra}>\n{escape(text)}</textarea>{unset}"
    if node.plan.widget != "cloud-init":
        return shown
    marks = attributes(data_pointer=node.pointer, data_part=node.plan.key)
    return f"<cloud-init-form{marks}>{shown}</cloud-init-form>"


def _unset(name: str) -> str:
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
