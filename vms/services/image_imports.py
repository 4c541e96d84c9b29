"""Bringing images from outside into the catalogue, and taking them out of it again."""

import re
from collections.abc import Iterable
from typing import Final
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from vms import access, audit, dispatch, events
from vms.errors import PortalError
from vms.models import Image, ImageImport, ImageKind, Team
from vms.selectors import images as reading

from .conflict import Conflict

_ADMINS: Final = "Only a platform admin keeps the catalogue of images. Ask one of them."
_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,254}")
_CHECKSUM: Final = re.compile(r"(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})?")


class ImageWishRefused(PortalError):
    """What was asked for can be no image of the catalogue; the sentence says why."""

    code = "image_wish_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@transaction.atomic
def begin(
    *,
    actor: User,
    reference: str,
    title: str = "",
    kind: str = ImageKind.REGISTRY,
    url: str = "",
    checksum: str = "",
    teams: Iterable[Team] = (),
) -> ImageImport:
    """Want an image in the catalogue, or its newest content. Raises ``ImageWishRefused``, and ``Conflict``
    while it is being brought already."""
    access.require_admin(actor, "image.keep", _ADMINS)
    _refuse_unusable(reference, kind, url, checksum)
    wish = ImageImport(
        reference=reference,
        title=(title or reference)[:100],
        kind=ImageKind(kind),
        url=url or reference,
        checksum=checksum,
        requested_by=actor,
    )
    made = put(wish)
    if made is None:
        raise Conflict(f"The image {reference} is being brought already. Its page shows how far it is.")
    made.teams.set(teams)
    audit.record(actor, "image.import", made, kind=made.kind)
    return made


def want(reference: str) -> ImageImport | None:
    """Pull an image that a machine names. ``None`` when that is under way already."""
    return put(
        ImageImport(
            reference=reference,
            title=reference[:100],
            kind=ImageKind.REGISTRY,
            url=reference,
            is_listed=False,
        )
    )


def put(wish: ImageImport) -> ImageImport | None:
    """Keep the row and ring for it, unless one of the same reference is open."""
    try:
        with transaction.atomic():
            wish.save(force_insert=True)
    except IntegrityError:
        return None
    events.import_changed(wish)
    dispatch.bring_soon(wish.pk)
    return wish


@transaction.atomic
def share(*, actor: User, image: Image, teams: Iterable[Team]) -> None:
    """Say who may use it: these teams, or everybody."""
    access.require_admin(actor, "image.keep", _ADMINS)
    image.teams.set(teams)
    audit.record(actor, "image.share", image, teams=[team.slug for team in image.teams.all()])


@transaction.atomic
def delete(*, actor: User, image: Image) -> None:
    """Take it out of the catalogue and off the hosts. Raises ``Conflict`` while something begins from it."""
    access.require_admin(actor, "image.keep", _ADMINS)
    image = Image.objects.select_for_update().get(pk=image.pk)
    uses = reading.uses_of(image)
    if uses:
        named = ", ".join(uses[:3])
        more = f" and {len(uses) - 3} more" if len(uses) > 3 else ""
        raise Conflict(f"It is still used by {named}{more}. Remove it there first.")
    audit.record(actor, "image.delete", image)
    image.reference, image.is_discarded, image.is_listed = f"#{uuid4()}", True, False
    image.save(update_fields=["reference", "is_discarded", "is_listed", "changed_at"])


def _refuse_unusable(reference: str, kind: str, url: str, checksum: str) -> None:
    if not _REFERENCE.fullmatch(reference):
        raise ImageWishRefused(
            "Give the image a reference as manifests write it, for example registry.example/debian:12."
        )
    if kind not in {ImageKind.REGISTRY, ImageKind.HTTP}:
        raise ImageWishRefused("An image comes from a registry or from a web address.")
    if kind == ImageKind.HTTP and not url.startswith(("http://", "https://")):
        raise ImageWishRefused("Write the address of the file, beginning with https://.")
    if not _CHECKSUM.fullmatch(checksum):
        raise ImageWishRefused("A checksum is written as sha256: and its 64 hexadecimal digits.")
    known = Image.objects.filter(reference=reference).first()
    if known is not None and known.kind == ImageKind.FILE:
        raise ImageWishRefused(
            f"{reference} is a file that the portal made itself. Choose another reference."
        )
