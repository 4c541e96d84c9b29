"""What stands behind one box of the wiring diagram, for the panel beneath it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from vms.selectors import drafts
from vms.web import diagram

from .draft_session import for_scripts
from .drafts import draft_or_404


@require_safe
@for_scripts
def inspect(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The fields and actions of one box, as HTML inside JSON."""
    draft = draft_or_404(request, draft_id)
    reading = drafts.read(draft)
    inspector = diagram.inspect(draft, reading, request.GET.get("box", "machine")[:300])
    if inspector is None:
        return JsonResponse({"message": "That part is not in the machine any more."}, status=404)
    html = render_to_string(
        "vms/parts/_diagram_inspector.html", {"inspector": inspector, "draft": draft}, request
    )
    return JsonResponse({"version": draft.version, "html": html})
