"""Files that browsers send piece by piece: where the next piece goes, and the piece itself."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vms.models import Claim
from vms.services import ClaimRefused, uploads
from vms.web.actor import actor_of
from vms.web.scripts import for_scripts

from .claims import claim_or_404


@never_cache
@for_scripts(
    signed_out="You are signed out, so the upload waits. Sign in again in another tab, then go on here.",
    gone="This volume is gone, or belongs to a team that you are not in.",
)
@require_http_methods(["GET", "HEAD", "PATCH"])
def claim_content(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """GET: how much is here, and of which file. PATCH: a piece that begins at ``Upload-Offset`` of a file of
    ``Upload-Length`` bytes that ``Upload-Key`` names."""
    claim = claim_or_404(request, claim_id)
    if request.method != "PATCH":
        return JsonResponse(_state(claim, uploads.offset_of(claim)))
    here = uploads.receive(
        actor=actor_of(request),
        claim=claim,
        key=request.headers.get("Upload-Key", ""),
        offset=_number(request, "Upload-Offset"),
        total=_number(request, "Upload-Length"),
        piece=request.read(uploads.PIECE_BYTES + 1),
    )
    return JsonResponse({"offset": here})


def _state(claim: Claim, offset: int) -> dict[str, object]:
    return {
        "offset": offset,
        "total": claim.total_bytes,
        "key": claim.source.get("file"),
        "phase": claim.phase,
    }


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise ClaimRefused(f"The header {header} must be a number of bytes.")
    return int(text)
