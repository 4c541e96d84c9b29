# ruff: noqa: E501  # templates on whole lines
"""The form as nested Django templates, one include for each field: the peer that ``form`` is measured beside.

``view`` prepares everything that a template would have to ask for, so that the race is about rendering alone.
"""

from collections.abc import Mapping
from typing import Any, Final

from vms.formtree import FieldKind, FieldNode, fields, render, rows, slug
from vms.formtree import containers as parts
from vms.formtree.controls import _picks, _style, is_group, unset_words
from vms.formtree.plan import is_bare
from vms.formtree.render import suggested

TEMPLATES: Final[Mapping[str, str]] = {
    "form": (
        '<div class="form" id="form-fields"><button class="visually-hidden" type="submit" tabindex="-1"'
        ' aria-hidden="true">Save</button>'
        '{% for node in form.children %}{% include "group" with node=node only %}{% endfor %}'
        '{% for name, texts in form.suggestions %}<datalist id="suggest-{{ name }}">'
        '{% for text in texts %}<option value="{{ text }}"></option>{% endfor %}</datalist>{% endfor %}</div>'
    ),
    "group": (
        '<details class="group" id="group-{{ node.key }}" data-group="{{ node.key }}"{% if node.open %} open'
        '{% endif %}><summary class="group__head"><h2 class="group__title">{{ node.label }}</h2>'
        '<span class="group__counts" id="state-{{ node.key }}">{% if not node.set %}'
        '<span class="group__set">nothing set</span>{% endif %}</span></summary><div class="group__body">'
        '{% include "help" with node=node only %}'
        "{% for child in node.children %}{% include child.template with node=child only %}{% endfor %}"
        "</div></details>"
    ),
    "help": '{% if node.help %}<p class="field__help" id="help-{{ node.slug }}">{{ node.help }}</p>{% endif %}',
    "standing": (
        '{% if node.standing %}<p class="field__standing field__standing--{{ node.standing.kind }}"'
        ' id="standing-{{ node.slug }}"><span class="field__badge">{{ node.standing.word }}</span>'
        " {{ node.standing.reason }}</p>{% endif %}"
    ),
    "place": (
        ' id="field-{{ node.slug }}" data-pointer="{{ node.pointer }}" data-kind="{{ node.kind }}"'
        "{% if node.marked %} data-set{% endif %}"
    ),
    "members": (
        "{% for child in node.children %}{% include child.template with node=child only %}"
        '{% if child.product %}<output class="object__product" data-unit="{{ child.unit }}">{{ child.product }}'
        "</output>{% endif %}{% endfor %}"
    ),
    "object": (
        '{% if node.bare %}<div class="object object--bare{{ node.extra }}"{% include "place" with node=node only %}>'
        '{% include "standing" with node=node only %}{% include "members" with node=node only %}</div>{% else %}'
        '<fieldset class="object{{ node.extra }}"{% include "place" with node=node only %}>'
        '<legend class="object__title">{{ node.label }}{% if node.absent %}'
        ' <span class="object__absent">not set</span>{% endif %}</legend>{% include "help" with node=node only %}'
        '{% include "standing" with node=node only %}{% include "members" with node=node only %}</fieldset>'
        "{% endif %}"
    ),
    "fold": (
        '<div class="fold"{% include "place" with node=node only %}><span class="fold__label">{{ node.label }}'
        '</span> <span class="object__absent">not set</span><a class="fold__open form-button"'
        ' href="?fields=all&amp;open={{ node.asked }}#field-{{ node.slug }}" data-fold="{{ node.pointer }}"'
        ' aria-label="Set up {{ node.label }}">Set up…</a>{% include "help" with node=node only %}'
        '{% include "standing" with node=node only %}</div>'
    ),
    "array": (
        '<div role="group" class="array"{% include "place" with node=node only %} aria-labelledby="title-{{ node.slug }}">'
        '<h3 class="array__title" id="title-{{ node.slug }}">{{ node.label }}</h3>'
        '{% include "help" with node=node only %}{% include "standing" with node=node only %}'
        '<p class="array__empty" id="rows-{{ node.slug }}">{{ node.empty }}</p>'
        '{% for row in node.children %}{% include "row" with node=row only %}{% endfor %}'
        '<button class="form-button form-button--add" name="_action" value="add:{{ node.pointer }}"'
        ' aria-label="Add {{ node.word }}">Add {{ node.word }}</button></div>'
    ),
    "row": (
        '<fieldset class="row"{% include "place" with node=node only %}><legend class="row__title">{{ node.name }}'
        '{% if node.title %} <span class="row__ordinal">{{ node.ordinal }}</span>{% endif %}</legend>'
        '<div class="row__tools">{% for verb, word in node.tools %}<button class="form-button form-button--'
        '{{ verb }}" name="_action" value="{{ verb }}:{{ node.pointer }}" aria-label="{{ word.0 }} {{ node.name }}'
        '{{ word.1 }}">{{ word.2 }}</button>{% endfor %}</div>{% include "members" with node=node only %}'
        "</fieldset>"
    ),
    "choice": (
        '<fieldset class="choice field" id="field-{{ node.slug }}" data-pointer="{{ node.pointer }}"'
        ' data-kind="choice"><legend class="field__label">{{ node.label }}</legend>'
        '{% include "help" with node=node only %}<div class="choice__options">{% if node.none %}'
        '<div class="choice__option">{% include "pick" with pick=node.none node=node only %}</div>{% endif %}'
        '{% for child in node.children %}<div class="choice__option">'
        '{% include "pick" with pick=child.pick node=node only %}'
        '{% if not child.pick.on %}<template class="choice__parked">{% endif %}<div class="choice__fields"{% include "place" with node=child only %}>'
        '{% include "help" with node=child only %}{% include "standing" with node=child only %}'
        "{% if child.control %}{% include child.control.template with c=child.control only %}{% else %}"
        '{% include "members" with node=child only %}{% endif %}</div>'
        "{% if not child.pick.on %}</template>{% endif %}</div>{% endfor %}</div></fieldset>"
    ),
    "pick": (
        '<label class="choice__pick"><input type="radio" id="input-{{ node.slug }}-{{ pick.key }}"'
        ' name="{{ node.pointer }}" value="{{ pick.value }}"{% if pick.on %} checked{% endif %}>'
        "<span>{{ pick.label }}</span></label>"
    ),
    "field": (
        '<div class="field field--{{ node.kind }}{{ node.extra }}"{% include "place" with node=node only %}>'
        '{% if node.grouped %}<span class="field__label" id="label-{{ node.slug }}">{{ node.label }}'
        '{% if node.required %} <span class="field__required">required</span>{% endif %}</span>{% else %}'
        '<label class="field__label" for="input-{{ node.slug }}">{{ node.label }}'
        '{% if node.required %} <span class="field__required">required</span>{% endif %}</label>{% endif %}'
        '<div class="field__control">{% include node.control.template with c=node.control only %}'
        '{% if node.default %}<p class="field__default" id="default-{{ node.slug }}">{{ node.default }}</p>'
        '{% endif %}{% include "help" with node=node only %}{% include "standing" with node=node only %}'
        "</div></div>"
    ),
    "marks": (
        ' id="{{ c.id }}" name="{{ c.name }}"{% if c.label %} aria-label="{{ c.label }}"{% endif %}'
        '{% if c.described %} aria-describedby="{{ c.described }}"{% endif %}'
    ),
    "line": (
        '<input type="text" value="{{ c.text }}"{% include "marks" with c=c only %}'
        '{% if c.inputmode %} inputmode="{{ c.inputmode }}"{% endif %}'
        '{% if c.placeholder %} placeholder="{{ c.placeholder }}"{% endif %}'
        '{% if c.list %} list="{{ c.list }}"{% endif %} spellcheck="false" autocomplete="off"'
        ' autocapitalize="off"{% if c.mono %} class="mono"{% endif %}>'
        '{% if c.helper %}<{{ c.helper }} for="{{ c.id }}" data-keep></{{ c.helper }}>{% endif %}'
    ),
    "area": (
        '{% if c.part %}<cloud-init-form data-pointer="{{ c.name }}" data-part="{{ c.part }}">{% endif %}'
        '<textarea{% include "marks" with c=c only %} rows="{{ c.rows }}"'
        '{% if c.placeholder %} placeholder="{{ c.placeholder }}"{% endif %} spellcheck="{{ c.spelling }}"'
        '{% if c.mono %} class="mono"{% endif %}>\n{{ c.text }}</textarea>'
        "{% if c.part %}</cloud-init-form>{% endif %}"
    ),
    "select": (
        '<select{% include "marks" with c=c only %}>{% for pick in c.picks %}<option value="{{ pick.value }}"'
        "{% if pick.on %} selected{% endif %}>{{ pick.name }}{% if pick.meaning %} – {{ pick.meaning }}"  # noqa: RUF001  # a dash
        "{% endif %}</option>{% endfor %}</select>"
    ),
    "switch": (
        '<span class="switch" data-whole><input type="hidden" name="{{ c.name }}" value="">'
        '<input type="checkbox" role="switch" value="present"{% include "marks" with c=c only %}'
        '{% if c.text %} checked{% endif %}><span class="switch__track" aria-hidden="true"></span></span>'
    ),
    "radios": (
        '<div class="{{ c.style }}" role="radiogroup" aria-labelledby="label-{{ c.slug }}"'
        '{% if c.described %} aria-describedby="{{ c.described }}"{% endif %}>{% for pick in c.picks %}'
        '<label class="{{ c.part }}{% if not pick.value %} {{ c.part }}--unset{% endif %}"><input type="radio"'
        ' value="{{ pick.value }}" id="{{ c.id }}-{{ pick.place }}" name="{{ c.name }}"'
        '{% if pick.on %} checked{% endif %}><span class="{{ c.part }}__name">{{ pick.name }}</span>'
        '{% if pick.meaning %}<span class="{{ c.part }}__meaning">{{ pick.meaning }}</span>{% endif %}</label>'
        "{% endfor %}</div>"
    ),
    "text": "{{ node.html }}",
}


def view(form: FieldNode) -> dict[str, Any]:
    """Everything the templates show of a form."""
    offered = [(slug(pattern), texts) for pattern, texts in suggested(form)]
    return {"children": [_group(group) for group in form.children], "suggestions": offered}


def _group(node: FieldNode) -> dict[str, Any]:
    key = slug(node.plan.key)
    own = {"key": key, "label": node.label, "open": parts.opens(node), "set": node.is_set, "help": node.help}
    return {**own, "slug": slug(node.pointer), "children": [_node(child) for child in node.children]}


def _node(node: FieldNode) -> dict[str, Any]:
    made = _OF_KIND.get(node.kind, _field)(node)
    return {**_common(node), **made}


def _common(node: FieldNode) -> dict[str, Any]:
    held = node.plan.standing
    word = fields._STANDINGS.get(str(held.kind)) if held else None
    standing = (
        {"kind": str(held.kind).replace("_", "-"), "word": word, "reason": held.reason} if word else None
    )
    return {
        "slug": slug(node.pointer),
        "pointer": node.pointer,
        "kind": str(node.kind),
        "label": node.label,
        "help": node.help,
        "standing": standing,
        "marked": "data-set" in fields.identity(node),
    }


def _members(node: FieldNode) -> list[dict[str, Any]]:
    children = [(child.plan.key, _node(child)) for child in node.children]
    factors = [made for key, made in children if key in node.plan.factors]
    if factors:
        product = parts.product(node).partition(">")[2].removesuffix("</output>")
        factors[-1].update(product=product, unit=node.plan.unit)
    return [made for _, made in children]


def _object(node: FieldNode) -> dict[str, Any]:
    if node.is_folded:
        return {"template": "fold", "asked": node.pointer.replace("/", "%2F")}
    bare = is_bare(node.plan) or parts._repeats_itself(node)
    return {
        "template": "object",
        "bare": bare,
        "absent": parts.is_absent(node.value),
        "extra": " object--product" if node.plan.factors else "",
        "children": _members(node),
    }


def _array(node: FieldNode) -> dict[str, Any]:
    element = node.plan.children[0]
    word = element.ordinal or f"to {element.label.lower()}"
    empty = node.plan.default or "None yet."
    return {
        "template": "array",
        "empty": empty[:1].upper() + empty[1:],
        "word": word[:1].lower() + word[1:],
        "children": [_row(row) for row in node.children],
    }


def _row(node: FieldNode) -> dict[str, Any]:
    tools = [("up", ("Move", " up", "Up"))] if node.place else []
    tools += [("down", ("Move", " down", "Down")), ("remove", ("Remove", "", "Remove"))]
    own = {"name": rows.row_name(node), "title": node.title, "ordinal": rows.ordinal(node), "tools": tools}
    return {**_common(node), **own, "children": _members(node)}


def _choice(node: FieldNode) -> dict[str, Any]:
    unset = f"Default: {node.plan.default}" if node.plan.default else "Not set"
    none = {"key": "none", "value": "", "label": unset, "on": node.chosen == ""}
    alternatives = [_alternative(node, child) for child in node.children]
    return {"template": "choice", "none": None if node.plan.required else none, "children": alternatives}


def _alternative(choice: FieldNode, node: FieldNode) -> dict[str, Any]:
    key = node.plan.key
    pick = {"key": slug(key), "value": key, "label": node.label, "on": choice.chosen == key}
    made: dict[str, Any] = {**_common(node), "pick": pick}
    if node.kind is FieldKind.OBJECT:
        return {**made, "children": _members(node)}
    if node.kind is FieldKind.FREE:
        return {**made, "control": _control(node, "", node.label)}
    return made


def _map(node: FieldNode) -> dict[str, Any]:
    return {"template": "text", "html": render(node)}  # for nothing: a present to the peer


def _field(node: FieldNode) -> dict[str, Any]:
    key = slug(node.pointer)
    default = fields._default(node, key)
    name, meaning = unset_words(node.plan)
    said = f"{name}: {meaning}" if meaning else name
    standing = _common(node)["standing"]
    notes = {"default": default, "help": node.help, "standing": standing}
    described = " ".join(f"{word}-{key}" for word, note in notes.items() if note)
    return {
        "template": "field",
        "extra": " field--factor" if node.plan.widget == "factor" else "",
        "grouped": is_group(node),
        "required": node.plan.required,
        "default": said if default else "",
        "control": _control(node, described),
    }


def _control(node: FieldNode, described: str, label: str = "") -> dict[str, Any]:
    text, style, plan = node.text(), _style(node), node.plan
    made: dict[str, Any] = {
        "template": {"segments": "radios", "cards": "radios"}.get(style, style),
        "id": f"input-{slug(node.pointer)}",
        "slug": slug(node.pointer),
        "name": node.pointer,
        "label": label,
        "described": described,
        "text": text,
        "placeholder": plan.placeholder,
        "mono": plan.widget in {"code", "quantity", "mac", "uuid", "cloud-init"}
        or node.kind is FieldKind.FREE,
    }
    if style in {"segments", "cards", "select"}:
        picks = [
            {
                "value": pick.value,
                "name": pick.name,
                "meaning": pick.meaning,
                "on": pick.value == text,
                "place": str(place),
            }
            for place, pick in enumerate(_picks(node, text))
        ]
        return {
            **made,
            "picks": picks,
            "style": style,
            "part": "segment" if style == "segments" else "card-pick",
        }
    if style == "area":
        rows = min(24, max(6 if made["mono"] else 3, text.count("\n") + 2)) if text else 3
        part = plan.key if plan.widget == "cloud-init" else ""
        return {**made, "rows": str(rows), "part": part, "spelling": "false" if made["mono"] else "true"}
    return {
        **made,
        "inputmode": "numeric" if node.kind is FieldKind.INTEGER else "",
        "list": f"suggest-{slug(plan.suggest)}" if plan.suggest else "",
        "helper": {"mac": "generate-mac", "quantity": "quantity-field"}.get(plan.widget, ""),
    }


_OF_KIND: Final = {
    FieldKind.OBJECT: _object,
    FieldKind.ARRAY: _array,
    FieldKind.CHOICE: _choice,
    FieldKind.MAP: _map,
}
