"""The catalogue of images: what there is, how it came, and what begins from it."""

from django.db.models import QuerySet

from vms import access, manifest
from vms.models import (
    Blueprint,
    ChangeRequest,
    Image,
    ImageImport,
    ImportPhase,
    RequestState,
    Team,
    VirtualMachine,
)


def for_list(user: access.Actor) -> QuerySet[Image]:
    """What the user's machines may begin from; platform admins also see what machines had pulled."""
    return access.visible_to(user, Image).filter(is_discarded=False).prefetch_related("teams", "copies__host")


def imports_for_list(user: access.Actor) -> QuerySet[ImageImport]:
    """What is under way or failed last, of each reference the newest."""
    rows = access.visible_to(user, ImageImport)
    newest = rows.order_by("reference", "-created_at")
    seen: dict[str, ImageImport] = {}
    for row in newest:
        seen.setdefault(row.reference, row)
    wanted = [row.pk for row in seen.values() if row.phase != ImportPhase.READY]
    return rows.filter(pk__in=wanted)


def may_use(image: Image, team: Team) -> bool:
    """Everybody may, unless it was given to some teams."""
    given = [one.pk for one in image.teams.all()]
    return not given or team.pk in given


def digests_of(document: manifest.Document) -> dict[str, str]:
    """What the references of a document mean now, as far as the catalogue knows."""
    named = {reference for _, reference in manifest.image_references(document)}
    rows = Image.objects.filter(reference__in=named, is_listed=True, is_discarded=False)
    return dict(rows.order_by().values_list("reference", "digest"))


def pulled_for(machine: VirtualMachine) -> list[ImageImport]:
    """What the machine's next start waits for."""
    named = {reference for _, reference in manifest.image_references(machine.document)}
    under_way = ImageImport.objects.filter(phase__in=[ImportPhase.PENDING, ImportPhase.IMPORTING])
    return list(under_way.filter(reference__in=named))


def uses_of(image: Image) -> list[str]:
    """What begins from it, in words: machines, waiting requests, published blueprints and thin volumes."""
    reference = image.reference
    requests = ChangeRequest.objects.filter(state=RequestState.PENDING).select_related("revision")
    blueprints = Blueprint.objects.filter(current__text__contains=reference)
    found = [
        *(
            f"the machine {row.name}"
            for row in VirtualMachine.objects.all()
            if _names(row.document, reference)
        ),
        *(f"the request {row.name}" for row in requests if _names(row.revision.document, reference)),
        *(f"the blueprint {row.title}" for row in blueprints),
        *(f"the volume {row.name}" for row in image.claims.all()),
    ]
    return list(dict.fromkeys(found))


def machines_naming(reference: str) -> list[VirtualMachine]:
    return [row for row in VirtualMachine.objects.all() if _names(row.document, reference)]


def _names(document: object, reference: str) -> bool:
    return any(found == reference for _, found in manifest.image_references(document))
