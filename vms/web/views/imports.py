"""Manifests from elsewhere: handed in, looked at, and only then begun as drafts."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from vms.manifest import YamlInvalid
from vms.manifest.importing import MOST_DOCUMENTS
from vms.models import Team
from vms.selectors import teams
from vms.services import importing
from vms.web import import_view
from vms.web.actor import actor_of
from vms.web.forms import UPLOAD_LIMIT, plain_lines
from vms.web.import_view import ImportPage, Source

_TOO_LARGE: Final = "That is larger than 1 MiB, too large for manifests. Import it in parts."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_import(request: HttpRequest) -> HttpResponse:
    """Paste or choose files; look at the report; take what is wanted. Nothing is stored before the last."""
    mine = list(teams.of(request.user))
    team = _team(request, mine)
    if request.method != "POST":
        return _answer(request, ImportPage(teams=mine, team=team))
    if team is None:
        return _refused(request, ImportPage(mine, None, _pasted(request)), "Choose one of your teams.")
    if request.POST.get("step") == "accept":
        return _accepted(
            request, team, [request.POST.get(f"text-{number}", "") for number in _chosen(request)]
        )
    if request.POST.get("step") == "as-it-is":
        return _accepted(request, team, [request.POST.get("text", "")])
    return _looked_at(request, ImportPage(mine, team, _pasted(request)), team)


def _looked_at(request: HttpRequest, page: ImportPage, team: Team) -> HttpResponse:
    try:
        sources = _sources(request)
    except ValueError as error:
        return _refused(request, page, str(error))
    if not sources:
        return _refused(request, page, "Paste a manifest, or choose a file, first.")
    try:
        delivery = import_view.look(sources, team)
    except YamlInvalid as error:
        text = import_view.joined(sources)
        told = import_view.unreadable(sources, error)
        return _answer(request, ImportPage(page.teams, team, text, unreadable=told), status=422)
    if not delivery.machines and not delivery.others:
        return _refused(request, page, "There is nothing in it but comments. Paste a manifest.")
    found = import_view.machines(sources, delivery, team)
    return _answer(request, ImportPage(page.teams, team, machines=found, others=delivery.others))


def _accepted(request: HttpRequest, team: Team, texts: list[str]) -> HttpResponse:
    begun = importing.accept(actor=actor_of(request), team=team, texts=[plain_lines(text) for text in texts])
    if len(begun) == 1:
        return redirect("draft-editor", begun[0].pk)
    messages.success(request, f"{len(begun)} drafts are begun. Open each to look at it and submit it.")
    return redirect("draft-list")


def _chosen(request: HttpRequest) -> list[str]:
    numbers = request.POST.getlist("machine")[: MOST_DOCUMENTS + 1]
    return [number for number in dict.fromkeys(numbers) if f"text-{number}" in request.POST]


def _team(request: HttpRequest, mine: list[Team]) -> Team | None:
    """The team that was chosen; with a single one there is nothing to choose."""
    asked = request.POST.get("team") or request.GET.get("team") or ""
    if not asked and len(mine) == 1:
        return mine[0]
    return next((team for team in mine if str(team.pk) == asked or team.slug == asked), None)


def _pasted(request: HttpRequest) -> str:
    return plain_lines(request.POST.get("text", ""))


def _sources(request: HttpRequest) -> list[Source]:
    """What was pasted, then the files. Raises ``ValueError`` with a sentence."""
    pasted = _pasted(request)
    sources = [Source("", pasted)] if pasted.strip() else []
    sources += [_file(file) for file in request.FILES.getlist("file")]
    if sum(len(source.text) for source in sources) > UPLOAD_LIMIT:
        raise ValueError(_TOO_LARGE)
    return sources


def _file(file: "UploadedFile[bytes]") -> Source:
    name = (file.name or "the file")[:100]
    if (file.size or 0) > UPLOAD_LIMIT:
        raise ValueError(_TOO_LARGE)
    try:
        return Source(name, plain_lines(file.read().decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise ValueError(f"{name} is not text in UTF-8. Save it as UTF-8 and try again.") from error


def _refused(request: HttpRequest, page: ImportPage, reason: str) -> HttpResponse:
    return _answer(request, ImportPage(page.teams, page.team, page.text, errors=(reason,)), status=422)


def _answer(request: HttpRequest, page: ImportPage, status: int = 200) -> HttpResponse:
    response = render(request, "vms/draft_import.html", {"page": page}, status=status)
    response["Cache-Control"] = "private, no-store"  # a file may have held a secret
    return response
