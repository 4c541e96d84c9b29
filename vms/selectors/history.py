"""What was changed in a draft, and what its text was before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import User
from django.db.models import QuerySet

from vms.manifest import Splice
from vms.models import ChangeOrigin, Draft, DraftChange

from .prepared import Given, Prepared

KEPT: Final = 1_000  # changes of one draft; older ones are forgotten
_LOOKED_AT: Final = 300  # for the next change to undo: nobody goes back further step by step
_BACK: Final = frozenset({ChangeOrigin.UNDO, ChangeOrigin.REDO})


@dataclass(frozen=True, slots=True)
class Steps:
    """The change that undo would take back, and the undoing that redo would."""

    undo: DraftChange | None = None
    redo: DraftChange | None = None


def splice_of(change: DraftChange) -> Splice:
    return Splice(change.start, change.removed, change.inserted)


def for_list(draft: Draft) -> QuerySet[DraftChange]:
    """Newest first, without the texts."""
    return draft.changes.select_related("author").defer("removed", "inserted")


def since(draft: Draft, version: int) -> list[DraftChange] | None:
    """The changes after a version, in their order; ``None`` where they are no longer all known."""
    if version == draft.version:
        return []
    changes = _SINCE.rows(draft=draft.pk, after=version, until=draft.version)
    return changes if len(changes) == draft.version - version else None


_SINCE: Final = Prepared(
    lambda: DraftChange.objects.filter(
        draft=Given("draft", Draft._meta.pk),
        version__gt=Given("after", Draft._meta.get_field("version")),
        version__lte=Given("until", Draft._meta.get_field("version")),
    ).order_by("version")
)


def text_at(draft: Draft, version: int) -> str | None:
    """The text as it was at a version; ``None`` where that is no longer known."""
    if version == draft.version:
        return draft.text
    changes = since(draft, version)
    return None if changes is None else before(draft, changes)


def before(draft: Draft, changes: Sequence[DraftChange]) -> str:
    """The text as it was before the latest changes of a draft, given in their order."""
    text = draft.text
    for change in reversed(changes):
        text = splice_of(change).inverse().apply(text)
    return text


def steps(draft: Draft, user: User) -> Steps:
    """What this user can undo and redo: everybody goes back through their own changes alone."""
    mine = _MINE.rows(draft=draft.pk, user=user.pk)
    live = _live(mine)
    undo = next((change for change in mine if change.pk in live and change.origin != ChangeOrigin.UNDO), None)
    redo = None
    for change in mine:
        if change.origin not in _BACK:
            break  # after a new change there is nothing to do again
        if change.origin == ChangeOrigin.UNDO and change.pk in live:
            redo = change
            break
    return Steps(undo, redo)


_MINE: Final = Prepared(
    lambda: (
        DraftChange.objects.filter(draft=Given("draft", Draft._meta.pk), author=Given("user", User._meta.pk))
        .only("id", "version", "origin", "reverts_id", "summary", "draft_id", "author_id")
        .order_by("-version")[:_LOOKED_AT]
    )
)


def _live(changes: Iterable[DraftChange]) -> set[int]:
    """The changes that nothing took back; newest first, so that what took back is settled before."""
    live: set[int] = set()
    dead: set[int] = set()
    for change in changes:
        if change.pk in dead:
            continue
        live.add(change.pk)
        if change.reverts_id is not None:
            dead.add(change.reverts_id)
    return live


def without_pairs(changes: Sequence[DraftChange]) -> list[DraftChange]:
    """The changes less those that the next ones took back: together they are nothing."""
    left: list[DraftChange] = []
    for change in changes:
        if left and change.reverts_id == left[-1].pk:
            left.pop()
        else:
            left.append(change)
    return left
