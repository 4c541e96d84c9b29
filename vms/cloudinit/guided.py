"""From a text to fields and back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from vms import formtree
from vms.cloudinit import cards
from vms.cloudinit.forms import hints, schema
from vms.formtree import FieldNode
from vms.manifest import YamlInvalid
from vms.manifest.cloud_init import (
    Kind,
    check_network_data,
    check_user_data,
    edit_text,
    kind_of,
    read_text,
)
from vms.schema import Edit, Problem, apply, get

MARK: Final = "#"  # between the pointer of a text and the pointer inside it
_HEADER: Final = "#cloud-config\n"
_PLACE: Final = re.compile(
    r"/spec/template/spec/volumes/[0-9]{1,4}/(?P<source>cloudInitNoCloud|cloudInitConfigDrive)"
    r"/(?P<data>userData|networkData)"
)
_SOURCES: Final = frozenset({"cloudInitNoCloud", "cloudInitConfigDrive"})
_AS_TEXT: Final = {
    Kind.SCRIPT: "This is a script, which runs once at the first start. Edit it as text.",
    Kind.INCLUDE: "This names other places that cloud-init reads. Edit it as text.",
    Kind.BOOTHOOK: "This is a script that runs early at every start. Edit it as text.",
    Kind.PART_HANDLER: "This is a handler for other parts. Edit it as text.",
    Kind.ARCHIVE: "This holds several parts. Edit it as text.",
    Kind.MULTIPART: "This holds several parts. Edit it as text.",
    Kind.TEMPLATE: "The guest fills this in when it starts, so nobody knows its fields yet. Edit it as text.",
    Kind.UNKNOWN: "cloud-init does not know this kind. Begin the text with #cloud-config for fields.",
}


class Part(StrEnum):
    USER_DATA = "user_data"
    NETWORK_DATA = "network_data"


@dataclass(frozen=True, slots=True)
class Guide:
    """The fields of one text, in sections; or ``reason``, why there are none and what to do instead."""

    pointer: str
    part: Part
    sections: tuple[FieldNode, ...] = ()
    reason: str = ""
    problems: tuple[Problem, ...] = ()


def part_of(pointer: str) -> Part | None:
    """Which kind of text stands at a place of a manifest; ``None`` where no guided form is offered."""
    found = _PLACE.fullmatch(pointer)
    if found is None:
        return None
    if found["data"] == "userData":
        return Part.USER_DATA
    return Part.NETWORK_DATA if found["source"] == "cloudInitNoCloud" else None


def has_any(manifest: Any) -> bool:
    """Whether a manifest has a volume whose texts can be guided."""
    volumes = get(manifest, "/spec/template/spec/volumes")
    return isinstance(volumes, list) and any(
        isinstance(volume, dict) and not _SOURCES.isdisjoint(volume) for volume in volumes
    )


def is_inside(name: str) -> bool:
    """Whether a posted name, or the target of a button, is a field of a guided form."""
    pointer, mark, inside = name.partition(MARK)
    return bool(mark) and inside[:1] in ("", "/", MARK) and part_of(pointer) is not None


def guide(pointer: str, text: str) -> Guide:
    """The guided form of the text at a place of a manifest. Total: what has no fields says why."""
    part = part_of(pointer)
    if part is None:
        return Guide(pointer, Part.NETWORK_DATA, reason="This is OpenStack's JSON. Edit it as text.")
    reason, document = _read(part, text)
    if reason:
        return Guide(pointer, part, reason=reason)
    problems = tuple(_problems(part, text))
    shown = cards.as_rows(document) if part is Part.NETWORK_DATA else document
    placed = [replace(problem, pointer=_shown_at(document, part, problem.pointer)) for problem in problems]
    tree = formtree.build(schema(part), hints(part), shown, placed, base=f"{pointer}{MARK}")
    return Guide(pointer, part, tree.children, problems=tuple(p for p in placed if not p.pointer))


def decode(pointer: str, text: str, pairs: Iterable[tuple[str, str]], onto: str | None = None) -> str:
    """The text as the posted fields of its form want it; the same text where they want nothing.

    ``pairs`` carry whole names; those of other texts are passed over. ``onto`` is the text as it is by now,
    where it is no longer the one that the fields show. Raises ``EditRefused``.
    """
    part = part_of(pointer)
    now = text if onto is None else onto
    if part is None:
        return now
    prefix = f"{pointer}{MARK}"
    mine = [(name.removeprefix(prefix), value) for name, value in pairs if name.startswith(f"{prefix}/")]
    reason, document = _read(part, text)
    if reason or not mine or _read(part, now)[0]:
        return now
    shown = cards.as_rows(document) if part is Part.NETWORK_DATA else document
    return _edited(part, now, document, formtree.decode(schema(part), hints(part), shown, mine))


def act(pointer: str, text: str, action: str) -> str:
    """The text after a button: ``add:``, ``remove:``, ``up:`` or ``down:`` and a whole name, or ``fix:`` and
    a problem. Raises ``EditRefused``."""
    part = part_of(pointer)
    reason, document = _read(part, text) if part is not None else ("no form", {})
    if part is None or reason:
        return text
    shown = cards.as_rows(document) if part is Part.NETWORK_DATA else document
    inside = action.replace(f"{pointer}{MARK}", "", 1)
    problems = [
        replace(problem, pointer=_shown_at(document, part, problem.pointer))
        for problem in _problems(part, text)
    ]
    edits = formtree.act(schema(part), hints(part), shown, inside, problems)
    if action.startswith("fix:"):  # a repair speaks of the text itself
        whole = next((str(edit.value) for edit in edits if not edit.pointer), None)
        return whole if whole is not None else _applied(part, text, edits)
    return _edited(part, text, document, edits)


def _read(part: Part, text: str) -> tuple[str, dict[str, Any]]:
    if part is Part.USER_DATA and (kind := kind_of(text)) not in {Kind.CLOUD_CONFIG, Kind.EMPTY}:
        return _AS_TEXT[kind], {}
    try:
        document = read_text(text)
    except YamlInvalid as error:
        return f"It cannot be read as YAML, so there are no fields. {error} Correct it as text.", {}
    if part is Part.NETWORK_DATA and document and document.get("version") != 2:
        return "The fields know version 2 alone. Edit this as text, or begin it with “version: 2”.", {}
    return "", document


def _problems(part: Part, text: str) -> list[Problem]:
    return check_user_data(text) if part is Part.USER_DATA else check_network_data(text)


def _shown_at(document: dict[str, Any], part: Part, pointer: str) -> str:
    return cards.to_row(document, pointer) if part is Part.NETWORK_DATA else pointer


def _edited(part: Part, text: str, document: dict[str, Any], edits: Iterable[Edit]) -> str:
    wanted = cards.to_cards(document, edits) if part is Part.NETWORK_DATA else tuple(edits)
    return _applied(part, text, wanted)


def _applied(part: Part, text: str, edits: tuple[Edit, ...]) -> str:
    if not edits:
        return text
    if part is Part.NETWORK_DATA:
        first = () if read_text(text) else (Edit("/version", 2),)
        if first and not apply({}, edits):
            return text
        return edit_text(text, (*first, *edits), keeps_empty=("ethernets",))
    begun = text if kind_of(text) is Kind.CLOUD_CONFIG else _HEADER + text.lstrip()
    return edit_text(begun, edits)
