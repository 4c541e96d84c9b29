"""What the editor's scripts ask for: one JSON command, read strictly and done through the services.

``{"do": "form", "version": 3, "form": [["/metadata/name", "web"]], "action": "add:/…"}``. ``do`` is one of
``form`` (posted pairs, and perhaps a button), ``edits``, ``text``, ``undo``, ``redo``, ``restore``, and
``look``, which changes nothing. ``opened`` names the rows of long lists whose fields the page shows.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth.models import User

from vms import manifest
from vms.errors import PortalError
from vms.models import ChangeOrigin, Draft
from vms.schema import UNSET, Edit, split
from vms.selectors import history
from vms.services import Conflict, co_editing, drafts

from . import workspace
from .forms import plain_lines

_MOST_EDITS: Final = 1_000
_MOST_OPENED: Final = 5_000
_LARGEST_VERSION: Final = 2**31 - 1
_ORIGIN_OF_ACTIONS: Final = {"fix": ChangeOrigin.FIX, "wire": ChangeOrigin.DIAGRAM}
_ORIGINS: Final = frozenset({ChangeOrigin.FORM, ChangeOrigin.DIAGRAM, ChangeOrigin.TEXT, ChangeOrigin.FIX})


class CommandUnreadable(PortalError):
    """The body is no command that the editor sends."""

    code = "command_unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"The change could not be read: {self.reason}. Reload the page and make it again."


@dataclass(frozen=True, slots=True)
class Command:
    do: str
    version: int
    pairs: tuple[tuple[str, str], ...] = ()
    action: str = ""
    edits: tuple[Edit, ...] = ()
    text: str = ""
    to: int = 0
    origin: str = ChangeOrigin.FORM
    level: str = "essentials"
    panes: frozenset[str] = field(default_factory=frozenset)
    opened: frozenset[str] = field(default_factory=frozenset)  # the rows of long lists that the page shows


def parse(body: bytes) -> Command:
    """Raises ``CommandUnreadable``."""
    try:
        asked = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CommandUnreadable("it is no JSON") from error
    if not isinstance(asked, dict):
        raise CommandUnreadable("it is no JSON object")
    do = asked.get("do")
    if do not in _DOERS:
        raise CommandUnreadable("it does not say what to do")
    origin = asked.get("origin")
    return Command(
        do=do,
        version=_version(asked.get("version")),
        pairs=tuple(_pairs(asked.get("form", []))),
        action=_text(asked.get("action", "")),
        edits=tuple(_edits(asked.get("edits", []))),
        text=_text(asked.get("text", "")),
        to=_version(asked.get("to", 0)),
        origin=origin if isinstance(origin, str) and origin in _ORIGINS else ChangeOrigin.FORM,
        level=workspace.known_level(asked.get("level")),
        panes=frozenset(pane for pane in _list(asked.get("panes", [])) if isinstance(pane, str)),
        opened=frozenset(_opened(asked.get("opened", []))),
    )


def run(command: Command, draft: Draft, actor: User) -> Draft:
    """Do it. Raises what the services raise; nothing is then changed."""
    return _DOERS[command.do](command, draft, actor)


def mine(command: Command, draft: Draft) -> str:
    """The text as it would be, had the command been the first; nothing where there is no telling."""
    if command.do == "text":
        return command.text
    if command.do not in {"form", "edits"}:
        return ""
    base = history.text_at(draft, command.version)
    try:
        return "" if base is None else manifest.edit_yaml(base, _wanted(command, draft, base))
    except (manifest.YamlInvalid, manifest.EditRefused):
        return ""


def _look(command: Command, draft: Draft, actor: User) -> Draft:
    del command, actor
    return draft


def _save_form(command: Command, draft: Draft, actor: User) -> Draft:
    base = history.text_at(draft, command.version)
    if base is None:
        raise Conflict(drafts.OVERTAKEN)
    edits = _wanted(command, draft, base)
    if not edits:
        return draft
    origin = _ORIGIN_OF_ACTIONS.get(command.action.partition(":")[0], command.origin)
    return co_editing.merge_edits(
        actor=actor, draft=draft, edits=edits, version=command.version, origin=origin
    )


def _save_edits(command: Command, draft: Draft, actor: User) -> Draft:
    if not command.edits:
        return draft
    return co_editing.merge_edits(
        actor=actor, draft=draft, edits=command.edits, version=command.version, origin=command.origin
    )


def _save_text(command: Command, draft: Draft, actor: User) -> Draft:
    return co_editing.merge_text(actor=actor, draft=draft, text=command.text, version=command.version)


def _undo(command: Command, draft: Draft, actor: User) -> Draft:
    del command
    return co_editing.undo(actor=actor, draft=draft)


def _redo(command: Command, draft: Draft, actor: User) -> Draft:
    del command
    return co_editing.redo(actor=actor, draft=draft)


def _restore(command: Command, draft: Draft, actor: User) -> Draft:
    return co_editing.restore(actor=actor, draft=draft, version=command.to)


_DOERS: Final = {
    "form": _save_form,
    "edits": _save_edits,
    "text": _save_text,
    "undo": _undo,
    "redo": _redo,
    "restore": _restore,
    "look": _look,
}


def _wanted(command: Command, draft: Draft, base: str) -> tuple[Edit, ...]:
    if command.do == "edits":
        return command.edits
    return workspace.wanted_edits(draft, base, command.pairs, command.action)


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def _version(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST_VERSION:
        raise CommandUnreadable("it does not name the version of the draft that it changes")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise CommandUnreadable("a text was expected")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise CommandUnreadable("it holds half of a character") from error
    return plain_lines(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise CommandUnreadable("a list was expected")
    return value


def _opened(value: Any) -> Iterable[str]:
    entries = _list(value)
    if len(entries) > _MOST_OPENED:
        raise CommandUnreadable(f"more than {_MOST_OPENED} open rows are too many")
    return (_text(entry) for entry in entries)


def _pairs(value: Any) -> Iterable[tuple[str, str]]:
    for pair in _list(value):
        if not isinstance(pair, list) or len(pair) != 2:
            raise CommandUnreadable("a field is a name and a value")
        yield _text(pair[0]), _text(pair[1])


def _edits(value: Any) -> Iterable[Edit]:
    entries = _list(value)
    if len(entries) > _MOST_EDITS:
        raise CommandUnreadable(f"more than {_MOST_EDITS} edits at once are too many")
    for entry in entries:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("pointer"), str):
            raise CommandUnreadable("an edit needs a pointer")
        pointer = _text(entry["pointer"])
        try:
            split(pointer)
        except ValueError as error:
            raise CommandUnreadable("a pointer begins with a slash") from error
        if "value" not in entry and entry.get("remove") is not True:
            raise CommandUnreadable("an edit needs a value, or “remove”")
        yield Edit(pointer, entry.get("value", UNSET))
