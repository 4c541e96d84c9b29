"""Editing one draft by plain posts, of its form and of its text; scripts save by ``draft_session``."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from vms import manifest
from vms.formtree import Html
from vms.manifest import EditRefused, ManifestInvalid, YamlInvalid
from vms.models import Draft
from vms.selectors import blueprints
from vms.services import Conflict, co_editing, drafts, requests
from vms.web import draft_form, workspace
from vms.web.actor import actor_of
from vms.web.forms import Saved, plain_lines
from vms.web.pages import EditorPage, Notice

from .drafts import draft_or_404

_PLACE: Final = Html("<!-- the form -->")  # nobody else can write it: whatever is shown is escaped
_STEPS: Final = {"undo": co_editing.undo, "redo": co_editing.redo}


@login_required
@require_safe
def editor(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    return _answer(request, draft_or_404(request, draft_id), status=200)


@login_required
@require_POST
def save_form(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    draft = draft_or_404(request, draft_id)
    step = _STEPS.get(request.POST.get("_action", ""))
    try:
        if step is not None:
            draft = step(actor=actor_of(request), draft=draft)
        else:
            draft = _save_posted_form(request, draft)
    except Conflict as error:
        return _conflict(request, draft, error, _merged(request, draft))
    except (YamlInvalid, EditRefused) as error:
        text = f"Your last change in the form is not saved. {error}"
        return _answer(request, draft, status=422, told=[Notice("error", text)])
    return _saved(request, draft)


@login_required
@require_POST
def save_text(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Unreadable text is saved too: it is the author's work. The form then waits."""
    draft = draft_or_404(request, draft_id)
    text = plain_lines(request.POST.get("text", ""))
    try:
        draft = drafts.save_text(actor=actor_of(request), draft=draft, text=text, version=_version(request))
    except Conflict as error:
        return _conflict(request, draft, error, text)
    return _saved(request, draft)


@login_required
@require_POST
def submit(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Save what the form still holds, then ask for approval."""
    draft = draft_or_404(request, draft_id)
    comment = request.POST.get("comment", "").replace("\0", "")[:2000]
    before = draft.version
    try:
        saved = _save_posted_form(request, draft)
        version = saved.version if saved.version != before else _version(request)
        change_request = requests.submit(
            actor=actor_of(request), draft=saved, version=version, comment=comment
        )
    except (ManifestInvalid, YamlInvalid, EditRefused) as error:
        draft.refresh_from_db()
        text = "Nothing was submitted: the manifest has problems. They are listed beside the form."
        if not isinstance(error, ManifestInvalid):
            text = f"Nothing was submitted. {error}"
        return _answer(request, draft, status=422, told=[Notice("error", text)], comment=comment)
    except Conflict as error:
        return _conflict(request, draft, error, _merged(request, draft))
    messages.success(request, f"{change_request.name} is submitted. A platform admin will look at it.")
    return redirect("request-page", change_request.pk)


def _save_posted_form(request: HttpRequest, draft: Draft) -> Draft:
    edits = workspace.posted_edits(request, draft)
    if not edits:
        return draft
    return drafts.apply_edits(actor=actor_of(request), draft=draft, edits=edits, version=_version(request))


def _version(request: HttpRequest) -> int:
    """The version the browser saw. Raises ``Conflict`` when the post does not name one."""
    saved = Saved(request.POST)
    if not saved.is_valid():
        raise Conflict("The page did not say which state of the draft it shows. Reload it and try again.")
    version: int = saved.cleaned_data["version"]
    return version


def _merged(request: HttpRequest, draft: Draft) -> str:
    """The saved text with the posted form laid over it, to be shown beside what is saved."""
    try:
        edits = workspace.posted_edits(request, draft)
        return manifest.edit_yaml(draft.text, edits) if edits else ""
    except (YamlInvalid, EditRefused):
        return ""


def _saved(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Back to the editor, where the rows that were open are open, and one that was added is."""
    rows = draft_form.followed(draft, None, request.POST.getlist("open"), request.POST.get("_action", ""))
    query = urlencode({"fields": workspace.level_of(request), "open": sorted(rows)}, doseq=True)
    return redirect(f"{reverse('draft-editor', args=[draft.pk])}?{query}")


def _conflict(request: HttpRequest, draft: Draft, error: Conflict, mine: str) -> HttpResponse:
    draft.refresh_from_db()
    shown = mine if mine != draft.text else ""
    return _answer(request, draft, status=409, told=[Notice("warning", str(error))], mine=shown)


def _answer(
    request: HttpRequest,
    draft: Draft,
    *,
    status: int,
    told: Sequence[Notice] = (),
    mine: str = "",
    comment: str = "",
) -> HttpResponse:
    shown = workspace.build(
        draft,
        workspace.level_of(request),
        actor=actor_of(request),
        opened=request.GET.getlist("open"),
        panes=request.GET.getlist("pane"),
        told=told,
        mine=mine,
        comment=comment,
    )
    # Templates within templates copy what is inside them once for each level: the form is put in afterwards.
    page = EditorPage(
        replace(shown, form=(lambda: _PLACE) if shown.form else None),
        may_make_blueprint=blueprints.may_keep(request.user),
    )
    html = render_to_string(
        "vms/draft_editor.html", {"page": page, "workspace": page.workspace}, request=request
    )
    head, _, tail = html.partition(_PLACE)
    form = shown.form() if shown.form else ""
    return HttpResponse((head, form, tail), status=status)
