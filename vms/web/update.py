"""What an open editor must change to show a draft's newest state: changes of the text, parts of the page."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, Final

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from vms.formtree import FieldNode
from vms.manifest import Splice
from vms.models import Draft, DraftChange
from vms.selectors import drafts, history

from . import draft_form, workspace
from .actor import actor_of
from .pages import Notice, Workspace

# Parts that every answer brings, by their id; and those of a pane, brought while somebody looks at it.
_ALWAYS: Final[Mapping[str, str]] = {
    "workspace-title": "vms/parts/_workspace_title.html",
    "workspace-told": "vms/parts/_workspace_told.html",
    "workspace-notices": "vms/parts/_workspace_notices.html",
    "workspace-sections": "vms/parts/_workspace_sections.html",
    "workspace-summary": "vms/parts/_workspace_summary.html",
    "workspace-sizes": "vms/parts/_size_cards.html",
    "workspace-problems": "vms/parts/_workspace_problems.html",
    "workspace-steps": "vms/parts/_workspace_steps.html",
    "workspace-state": "vms/parts/_workspace_state.html",
    "workspace-submit": "vms/parts/_workspace_submit.html",
}
# What a page was told stays while it only looks at what others did.
_OF_A_SAVE: Final = frozenset({"workspace-told"})
# Without a document these stay as they were.
_OF_A_DOCUMENT: Final = frozenset({"workspace-sections", "workspace-summary", "workspace-sizes"})
_OF_PANES: Final[Mapping[str, str]] = {
    "workspace-xml": "vms/parts/_workspace_xml.html",
    "workspace-history": "vms/parts/_workspace_history.html",
}
_DIAGRAM: Final = "workspace-diagram"


def build(
    request: HttpRequest,
    draft: Draft,
    since: int,
    *,
    level: str,
    panes: Collection[str] = (),
    told: Sequence[Notice] | None = None,
    mine: str = "",
    opened: Collection[str] = (),
    action: str = "",
) -> dict[str, Any]:
    """The JSON that ``draft-session.js`` takes. ``changes`` lead from the text at ``since`` to the present
    one, in UTF-16 units; where they are not all known any more, ``text`` is the whole of it. ``told`` is what
    came of a save, ``None`` where nothing was to be saved.

    ``opened`` are the rows of long lists that the page has open: they stay so, and a row that ``action``
    added is open too."""
    changes = history.since(draft, since)
    before = None if changes is None else history.before(draft, changes)
    earlier = _earlier(draft, before, level, opened)
    rows = draft_form.followed(draft, earlier, opened, action)
    shown = workspace.build(
        draft, level, actor=actor_of(request), rows=rows, panes=panes, told=told or (), mine=mine
    )
    stays = frozenset() if told is not None else _OF_A_SAVE
    stays |= frozenset() if shown.tree else _OF_A_DOCUMENT
    return {
        "version": draft.version,
        **_text(draft, before, changes),
        "parts": [*_form(draft, before, earlier, shown.tree), *_parts(request, shown, panes, stays)],
        "problems": shown.diagnostics,
        "readable": shown.tree is not None,
    }


def _earlier(draft: Draft, text: str | None, level: str, opened: Collection[str]) -> FieldNode | None:
    """The form of an earlier text, as the page shows it; nothing where nobody knows that."""
    if text is None or text == draft.text:
        return None
    earlier = copy(draft)
    earlier.text = text
    return draft_form.tree(earlier, drafts.read(earlier), level, rows=opened)


def _form(
    draft: Draft, text: str | None, before: FieldNode | None, after: FieldNode | None
) -> Iterator[dict[str, str | None]]:
    """What of the form is drawn otherwise than that of an earlier text; all of it where nobody knows that."""
    if after is None or text == draft.text:
        return
    if before is None:
        yield {"id": "form-fields", "html": str(draft_form.render(draft, after))}
        return
    for part in draft_form.changes(draft, before, after):
        yield {"id": part.id, "html": None if part.html is None else str(part.html), "after": part.after}


def _parts(
    request: HttpRequest, shown: Workspace, panes: Collection[str], stays: frozenset[str]
) -> Iterator[dict[str, str]]:
    # Without the request: what the frame of a page needs would be made once for each part.
    context = {"workspace": shown, "csrf_token": get_token(request)}
    always = {id_: template for id_, template in _ALWAYS.items() if id_ not in stays}
    wanted = {id_: template for id_, template in _OF_PANES.items() if id_ in panes}
    for id_, template in {**always, **wanted}.items():
        yield {"id": id_, "html": render_to_string(template, context)}
    if _DIAGRAM in panes:
        yield {"id": _DIAGRAM, "html": shown.diagram()}


def _text(draft: Draft, before: str | None, changes: Sequence[DraftChange] | None) -> dict[str, Any]:
    if before is None or changes is None:
        return {"text": draft.text}
    return {"changes": list(in_utf16(before, map(history.splice_of, changes)))}


def in_utf16(text: str, splices: Iterable[Splice]) -> Iterator[dict[str, Any]]:
    """Splices as a browser counts: characters beyond the basic plane take two units there."""
    for splice in splices:
        start = _units(text[: splice.start])
        yield {"from": start, "to": start + _units(splice.removed), "insert": splice.inserted}
        text = splice.apply(text)


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
