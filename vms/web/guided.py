"""The guided form of cloud-init texts inside the form of the manifest: where it stands, and what it wants."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any, Final

from django.template.loader import render_to_string

from vms import cloudinit, formtree
from vms.formtree import Html
from vms.models import Draft
from vms.schema import Edit, apply, get
from vms.selectors.drafts import document_in
from vms.services import cloud_init as service

# What the form makes of the widget "cloud-init"; the text inside is escaped, so that it holds no such tag.
_PLACE: Final = re.compile(
    r'(?P<begin><cloud-init-form[^>]* data-pointer="(?P<pointer>[^"]+)"[^>]*>)'
    r"(?P<text>.*?)(?P<end></cloud-init-form>)",
    re.DOTALL,
)
_VERBS: Final = frozenset({"add", "remove", "up", "down", "fix"})


def with_guides(html: Html, draft: Draft) -> Html:
    """HTML of a draft's form, or of a part, with fields in front of every cloud-init text in it.

    Costs next to nothing where there is none. Raises ``YamlInvalid`` for a draft that has no form either.
    """
    if "<cloud-init-form" not in html:
        return html
    document = document_in(draft.text)
    if not cloudinit.has_any(document):
        return html  # the places are those of texts that could be set
    return Html(_PLACE.sub(lambda found: "".join(_placed(found, document, draft)), html))


def edits_inside(
    document: Any, edits: Iterable[Edit], pairs: Iterable[tuple[str, str]], action: str
) -> tuple[Edit, ...]:
    """What guided fields, and perhaps a button among them, change: one edit for each text.

    ``edits`` are what the other fields want of the same document; a text that they replace is the one that
    is changed further. Raises ``EditRefused``.
    """
    inside = [(name, value) for name, value in pairs if cloudinit.MARK in name and cloudinit.is_inside(name)]
    target = _target(action)
    pointers = dict.fromkeys(
        name.partition(cloudinit.MARK)[0] for name in (*(n for n, _ in inside), target) if name
    )
    if not pointers:
        return ()
    changed = apply(document, edits)
    return tuple(_edits(document, changed, pointers, inside, action if target else ""))


def _edits(
    document: Any,
    changed: Any,
    pointers: Iterable[str],
    pairs: list[tuple[str, str]],
    action: str,
) -> Iterator[Edit]:
    for pointer in pointers:
        if not isinstance(get(changed, pointer.rpartition("/")[0]), dict):
            continue  # the volume went, or is something else now
        shown, now = _text(document, pointer), _text(changed, pointer)
        wanted = cloudinit.decode(pointer, shown, pairs, onto=now)
        if action and _target(action).startswith(f"{pointer}{cloudinit.MARK}"):
            wanted = cloudinit.act(pointer, wanted, action)
        if wanted != now:
            yield Edit(pointer, wanted)


def _target(action: str) -> str:
    """The whole name in a button of a guided form; nothing for any other button."""
    verb, _, rest = action.partition(":")
    name = rest.partition(":")[2] if verb == "fix" else rest
    return name if verb in _VERBS and cloudinit.is_inside(name) else ""


def _text(document: Any, pointer: str) -> str:
    value = get(document, pointer)
    return value if isinstance(value, str) else ""


def _placed(found: re.Match[str], document: Any, draft: Draft) -> Iterator[str]:
    pointer = unescape(found["pointer"])
    if cloudinit.part_of(pointer) is None or not isinstance(get(document, pointer.rpartition("/")[0]), dict):
        yield found[0]
        return
    text = _text(document, pointer)
    guided = cloudinit.guide(pointer, text)
    context: Mapping[str, Any] = {
        "guide": guided,
        "key": formtree.slug(pointer),
        "sections": [
            (section.label, section.help, [formtree.render(child) for child in section.children])
            for section in guided.sections
        ],
        "draft": draft,
        "is_user_data": guided.part is cloudinit.Part.USER_DATA,
        "can_be_kept": service.can_be_kept(pointer) and bool(text.strip()),
        "offers_keys": not cloudinit.has_keys(text),
        "text": Html(found["text"]),
    }
    yield found["begin"]
    yield render_to_string("vms/parts/_cloud_init.html", context)
    yield found["end"]
