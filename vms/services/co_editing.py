"""Saves of people who edit one draft at the same time, and steps back: nothing is overwritten silently."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.contrib.auth.models import User

from vms import manifest
from vms.manifest import Document, Splice, YamlInvalid
from vms.models import ChangeOrigin, Draft, DraftChange
from vms.schema import Edit, exists, get, join, split
from vms.selectors import history

from . import drafts
from .conflict import Conflict

_TRIES: Final = 5  # somebody may be faster once or twice, not always
_TOUCHED: Final = (
    "Somebody has changed the same lines since, so this cannot be taken back. Change it by hand."
)


def merge_text(*, actor: User, draft: Draft, text: str, version: int) -> Draft:
    """Save a text that was written on top of an earlier version: changes of other lines meet, those of the
    same lines raise ``Conflict``."""
    base = _base(draft, version)
    mine = manifest.splices(base, text)

    def on_top(current: Draft) -> str:
        merged = manifest.merge(mine, _theirs(current, version))
        if merged is None:
            raise Conflict(drafts.OVERTAKEN)
        result = _applied(current.text, merged)
        if _reads(base) and _reads(text) and _reads(current.text) and not _reads(result):
            raise Conflict(drafts.OVERTAKEN)  # both set the same key, say
        return result

    return _save(actor, draft, on_top, ChangeOrigin.TEXT)


def merge_edits(
    *, actor: User, draft: Draft, edits: Sequence[Edit], version: int, origin: str = ChangeOrigin.FORM
) -> Draft:
    """Make edits that were meant for an earlier version. Entries of lists are found again by their names.

    Raises ``Conflict`` where somebody has changed the same value since, ``YamlInvalid`` and ``EditRefused``.
    """
    base = manifest.from_yaml(_base(draft, version)) if version != draft.version else None

    def on_top(current: Draft) -> str:
        if base is None and current.version == version:
            return manifest.edit_yaml(current.text, edits)
        before = base if base is not None else manifest.from_yaml(_base(current, version))
        after = manifest.from_yaml(current.text)
        return manifest.edit_yaml(current.text, _moved(edits, before, after))

    return _save(actor, draft, on_top, origin)


def undo(*, actor: User, draft: Draft) -> Draft:
    """Take back the actor's latest change that still stands. Raises ``Conflict``."""
    change = history.steps(draft, actor).undo
    if change is None:
        raise Conflict("There is nothing of yours left to undo in this draft.")
    return _revert(actor, draft, change, ChangeOrigin.UNDO)


def redo(*, actor: User, draft: Draft) -> Draft:
    """Make again what the actor undid last. Raises ``Conflict``."""
    change = history.steps(draft, actor).redo
    if change is None:
        raise Conflict("There is nothing to do again: only what you have just undone can be.")
    return _revert(actor, draft, change, ChangeOrigin.REDO)


def restore(*, actor: User, draft: Draft, version: int) -> Draft:
    """Put back the text of an earlier version, as a new change. Raises ``Conflict``."""
    text = history.text_at(draft, version)
    if text is None:
        raise Conflict("That state of the draft is no longer kept. Choose a later one.")
    return drafts.save_text(
        actor=actor, draft=draft, text=text, version=draft.version, origin=ChangeOrigin.RESTORE
    )


def _save(actor: User, draft: Draft, on_top: Callable[[Draft], str], origin: str) -> Draft:
    """Save what is to be on top of the present text, whatever that is by the time it is saved."""
    current = draft
    for _ in range(_TRIES):
        try:
            return drafts.save_text(
                actor=actor, draft=current, text=on_top(current), version=current.version, origin=origin
            )
        except Conflict:
            version = current.version
            current.refresh_from_db()
            if current.version == version:
                raise
    raise Conflict(drafts.OVERTAKEN)


def _revert(actor: User, draft: Draft, change: DraftChange, origin: str) -> Draft:
    later = history.since(draft, change.version)
    if later is None:
        raise Conflict(_TOUCHED)
    step: Splice | None = history.splice_of(change).inverse()
    for other in history.without_pairs(later):
        step = step.over(history.splice_of(other)) if step is not None else None
    if step is None or draft.text[step.start : step.end] != step.removed:
        raise Conflict(_TOUCHED)
    text = step.apply(draft.text)
    return drafts.save_text(
        actor=actor, draft=draft, text=text, version=draft.version, origin=origin, reverts=change
    )


def _base(draft: Draft, version: int) -> str:
    text = history.text_at(draft, version)
    if text is None:
        raise Conflict(drafts.OVERTAKEN)
    return text


def _theirs(draft: Draft, version: int) -> list[Splice]:
    changes = history.since(draft, version)
    if changes is None:
        raise Conflict(drafts.OVERTAKEN)
    return [history.splice_of(change) for change in changes]


def _applied(text: str, changes: Iterable[Splice]) -> str:
    for change in changes:
        text = change.apply(text)
    return text


def _reads(text: str) -> bool:
    try:
        manifest.from_yaml(text)
    except YamlInvalid:
        return False
    return True


def _moved(edits: Iterable[Edit], before: Document, after: Document) -> list[Edit]:
    """The edits at the places where what they are about stands now."""
    moved = []
    for edit in edits:
        pointer = _now_at(edit.pointer, before, after)
        is_appended = pointer.endswith("/-")
        theirs, known = get(after, pointer), get(before, edit.pointer)
        value = edit.value
        if not is_appended and theirs not in (known, edit.value) and exists(after, pointer):
            value = _met(known, edit.value, theirs)
        if exists(before, edit.pointer) and not exists(after, pointer) and not is_appended:
            raise Conflict(drafts.OVERTAKEN)
        moved.append(Edit(pointer, value))
    return moved


def _met(known: Any, mine: Any, theirs: Any) -> str:
    """One value of several lines, such as a cloud-init text, with what both changed of it.

    Raises ``Conflict`` for any other value, and where both changed the same lines.
    """
    if all(isinstance(text, str) and "\n" in text for text in (known, mine, theirs)):
        merged = manifest.merge(manifest.splices(known, mine), manifest.splices(known, theirs))
        if merged is not None:
            return _applied(theirs, merged)
    raise Conflict(drafts.OVERTAKEN)


def _now_at(pointer: str, before: Document, after: Document) -> str:
    """Where a place of the one document is in the other: entries of lists go by their names."""
    was: Any = before
    now: Any = after
    parts: list[str] = []
    for part in split(pointer):
        place = part
        if isinstance(was, list) and isinstance(now, list) and part != "-":
            place = _index(part, was, now)
        parts.append(place)
        was, now = get(was, join([part])), get(now, join([place]))
    return join(parts)


def _index(part: str, was: list[Any], now: list[Any]) -> str:
    entry = get(was, join([part]))
    name = manifest.name_of(entry)
    if name is None:
        if was != now:
            raise Conflict(drafts.OVERTAKEN)
        return part
    found = [place for place, other in enumerate(now) if manifest.name_of(other) == name]
    if len(found) != 1:
        raise Conflict(drafts.OVERTAKEN)
    return str(found[0])
