"""Bring one image into the portal's library, or take one away from there and from the hosts."""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from vms import dispatch, events
from vms.errors import PortalError, TransientError
from vms.fetching import RegistrySource, Source, WebSource, fetch, resolve
from vms.images import Admitted, ImageRefused, NoRoom
from vms.lifecycle import back_off
from vms.models import Claim, ClaimPhase, Image, ImageImport, ImageKind, ImportPhase
from vms.selectors import images as reading

from . import transfer
from .admitting import admitted, told
from .errors import LeaseLost, Withdrawn
from .lease import Lease, hold
from .observe import connection
from .outside import image_limits, outside_guard

MOST_ATTEMPTS: Final = 4  # in a row; then a person, or the next start of a machine, asks again
_LOOK_AGAIN: Final = timedelta(seconds=30)
_SURPRISED: Final = (
    "Something went wrong inside the portal. An administrator finds the details in the worker's log; "
    "after that, try again."
)

logger = logging.getLogger(__name__)


def bring(import_id: UUID) -> None:
    """Bring what one import asks for. Harmless at any time, twice, and for one that is over or gone."""
    try:
        with hold(import_id, ImageImport) as lease:
            _work(lease)
    except ImageImport.DoesNotExist:
        logger.info("import %s is gone", import_id)
    except LeaseLost as elsewhere:
        logger.info("%s", elsewhere)


def ring_for_the_due(now: datetime) -> int:
    """Imports that somebody should look at although no message says so; answers how many."""
    ripe = Q(look_again_at=None) | Q(look_again_at__lte=now)
    under_way = Q(phase__in=[ImportPhase.PENDING, ImportPhase.IMPORTING])
    due = ImageImport.objects.filter(under_way & ripe).exclude(lease_until__gt=now).order_by("created_at")
    ids = list(due.values_list("pk", flat=True))
    for import_id in ids:
        dispatch.bring_soon(import_id)
    return len(ids)


def clear_discarded() -> int:
    """Take what was deleted from the catalogue off the hosts and out of the library; answers how many went.

    A host that does not answer keeps its copy, and the row with it, until it does.
    """
    gone = 0
    for image in Image.objects.filter(is_discarded=True):
        try:
            _clear(image)
        except PortalError as error:
            logger.warning("the image %s cannot be cleared away yet: %s", image.digest, error)
            continue
        image.delete()
        gone += 1
    return gone


def _clear(image: Image) -> None:
    if Image.objects.filter(filename=image.filename, is_discarded=False).exists():
        return  # another reference has the same content
    for copy in image.copies.select_related("host"):
        with connection(copy.host) as hypervisor:
            if hypervisor is not None:
                hypervisor.delete_storage_volumes([image.filename])
    if Path(image.source).parent == library():
        Path(image.source).unlink(missing_ok=True)


def _work(lease: Lease) -> None:
    try:
        _bring(lease, ImageImport.objects.get(pk=lease.machine_id))
    except (LeaseLost, DatabaseError, ImageImport.DoesNotExist):
        raise
    except Withdrawn:
        transfer.discard(lease.machine_id)
    except (ImageRefused, NoRoom) as error:
        _note_failure(lease, told(error))
    except TransientError as error:
        _note_cut(lease, error)
    except PortalError as error:
        _note_failure(lease, str(error))
    except Exception:
        logger.exception("import %s", lease.machine_id)
        _note_failure(lease, _SURPRISED)


def _bring(lease: Lease, wish: ImageImport) -> None:
    if wish.phase not in {ImportPhase.PENDING, ImportPhase.IMPORTING}:
        return
    _save(lease, phase=ImportPhase.IMPORTING, error="")
    progress = transfer.Progress(lease)
    source = _source(wish)
    known = Image.objects.filter(reference=wish.reference).first()
    if isinstance(source, RegistrySource):
        progress.begin("asking the registry")
        origin = resolve(source, image_limits(), outside_guard())
        if known is not None and known.origin_digest == origin and Path(known.source).exists():
            _finish(lease, wish, known)
            return
        source = RegistrySource(source.reference.pinned(origin), source.credentials, source.architecture)
    progress.begin("downloading")
    file = transfer.folder_of(wish.pk) / "fetched"
    fetched = fetch(source, file, image_limits(), progress, outside_guard())
    made = admitted(file, progress, into=library())
    file.unlink()
    _finish(lease, wish, _enter(wish, made, fetched.origin_digest))


def library() -> Path:
    """Where the portal keeps the files that the hosts' copies are made from."""
    folder = Path(settings.STATE_DIR) / "images"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _source(wish: ImageImport) -> Source:
    if wish.kind == ImageKind.REGISTRY:
        return RegistrySource.named(wish.url or wish.reference)
    return WebSource(wish.url, wish.checksum or None)


@transaction.atomic
def _enter(wish: ImageImport, made: Admitted, origin: str) -> Image:
    """The reference means this content from now on. What it meant before stays for those who need it."""
    known = Image.objects.select_for_update().filter(reference=wish.reference).first()
    listed = wish.is_listed or (known is not None and known.is_listed)
    if known is not None and known.digest != made.digest:
        earlier = f"{wish.reference}#{known.digest}"[:255]
        Image.objects.filter(pk=known.pk).update(reference=earlier, is_listed=False)
        known = None
    image = known or Image(reference=wish.reference)
    image.title = wish.title if wish.is_listed or not image.title else image.title
    image.digest, image.filename, image.source = made.digest, made.path.name, str(made.path)
    image.format, image.virtual_bytes, image.size_bytes = made.format, made.virtual_bytes, made.bytes
    image.kind, image.url, image.origin_digest = wish.kind, wish.url, origin
    image.is_listed = listed
    image.save()
    if wish.is_listed:
        image.teams.set(wish.teams.all())
    return image


def _finish(lease: Lease, wish: ImageImport, image: Image) -> None:
    if wish.is_listed and not image.is_listed:
        Image.objects.filter(pk=image.pk).update(is_listed=True, title=wish.title)
    transfer.discard(wish.pk)
    over = {"phase": ImportPhase.READY, "image": image, "finished_at": timezone.now(), "rate": 0, "step": ""}
    _save(lease, **over, error="", look_again_at=None)
    _ring_for_users(wish.reference)


def _note_cut(lease: Lease, error: TransientError) -> None:
    attempts = ImageImport.objects.get(pk=lease.machine_id).attempts + 1
    if attempts >= MOST_ATTEMPTS:
        _note_failure(lease, str(error))
        return
    again = timezone.now() + back_off(attempts)
    _save(lease, attempts=attempts, error=str(error), rate=0, look_again_at=again)


def _note_failure(lease: Lease, reason: str) -> None:
    logger.warning("import %s: %s", lease.machine_id, reason)
    transfer.discard(lease.machine_id)
    over: dict[str, Any] = {"phase": ImportPhase.FAILED, "finished_at": timezone.now(), "rate": 0, "step": ""}
    _save(lease, **over, error=reason, look_again_at=None)
    _ring_for_users(ImageImport.objects.values_list("reference", flat=True).get(pk=lease.machine_id))


def _save(lease: Lease, **values: Any) -> None:
    with transaction.atomic():
        row = ImageImport.objects.select_for_update().order_by().get(pk=lease.machine_id)
        if row.lease_epoch != lease.epoch:
            raise LeaseLost(lease.machine_id)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        events.import_changed(row)


def _ring_for_users(reference: str) -> None:
    for machine in reading.machines_naming(reference):
        dispatch.reconcile_soon(machine.pk)
    waiting = Claim.objects.filter(
        phase__in=[ClaimPhase.PENDING, ClaimPhase.IMPORTING], source__url=f"docker://{reference}"
    )
    for claim in waiting:
        Claim.objects.filter(pk=claim.pk).update(look_again_at=None)
        dispatch.fill_soon(claim.pk)
