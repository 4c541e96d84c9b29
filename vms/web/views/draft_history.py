"""Earlier states of a draft: looked at beside the present one, and put back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from vms import manifest
from vms.selectors import history
from vms.services import co_editing
from vms.web import workspace
from vms.web.actor import actor_of
from vms.web.pages import DraftVersionPage

from .drafts import draft_or_404


@login_required
@require_safe
def version_page(request: HttpRequest, draft_id: UUID, version: int) -> HttpResponse:
    """What has changed since a version. One that is not kept, or never was, is absent."""
    draft = draft_or_404(request, draft_id)
    text = history.text_at(draft, version) if 0 < version <= draft.version else None
    if text is None:
        raise Http404
    found = history.for_list(draft).filter(version=version).first()
    page = DraftVersionPage(
        draft=draft,
        version=version,
        entry=workspace.entry(draft, found) if found else None,
        sentences=_sentences(text, draft.text),
        lines=tuple(manifest.line_diff(text, draft.text)),
    )
    return render(request, "vms/draft_version.html", {"page": page})


@login_required
@require_POST
def restore(request: HttpRequest, draft_id: UUID, version: int) -> HttpResponse:
    draft = co_editing.restore(
        actor=actor_of(request), draft=draft_or_404(request, draft_id), version=version
    )
    messages.success(request, f"Version {version} is restored. Undo takes it back.")
    return redirect("draft-editor", draft.pk)


def _sentences(old: str, new: str) -> tuple[str, ...]:
    try:
        return manifest.tell(manifest.from_yaml(old), manifest.from_yaml(new), manifest.hints())
    except manifest.YamlInvalid:
        return ()
