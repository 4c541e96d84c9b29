"""What a new volume begins with, by where that comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.utils import timezone

from vms import hosts
from vms.compiler import Lifetime, StorageKind, StorageVolume
from vms.fetching import WebSource, fetch
from vms.hosts import BaseImage
from vms.hypervisor import Hypervisor
from vms.manifest import REGISTRY
from vms.models import Claim, ClaimOrigin, ClaimPhase, Image
from vms.selectors import claims as reading
from vms.services import uploads

from . import image_copies, pulls
from .admitting import admitted
from .errors import NotYet, OriginalGone, UploadAbandoned
from .lease import Lease
from .outside import image_limits, outside_guard
from .transfer import Progress, folder_of

_PATIENCE: Final = timedelta(days=1)  # with an upload that does not go on


@dataclass(frozen=True, slots=True)
class Filling:
    lease: Lease
    claim: Claim
    hypervisor: Hypervisor
    progress: Progress


@dataclass(frozen=True, slots=True)
class Filled:
    """``image`` is what lies under a thin copy; a CD is raw, and nobody writes to it."""

    image: Image | None = None
    format: str = "qcow2"
    read_only: bool = False


def storage_volume(claim: Claim, image: Image | None = None) -> StorageVolume:
    """How the host is told of it; thin over an image, if one is given. Raises ``HostFactsInvalid``."""
    assert claim.host is not None  # noqa: S101  the caller chose one
    pool_path = hosts.from_json(claim.host.facts).pool_path
    wanted = StorageVolume(
        volume=claim.name,
        name=claim.storage_name,
        path=f"{pool_path}/{claim.storage_name}",
        kind=StorageKind.EMPTY,
        lifetime=Lifetime.MACHINE,
        format=claim.format,
        capacity_bytes=claim.requested_bytes,
    )
    if image is None:
        return wanted
    return replace(
        wanted,
        kind=StorageKind.OVERLAY,
        capacity_bytes=max(claim.requested_bytes, image.virtual_bytes),
        backing=BaseImage(f"{pool_path}/{image.filename}", image.format, image.virtual_bytes),
    )


def _blank(filling: Filling) -> Filled:
    filling.hypervisor.create_storage_volume(storage_volume(filling.claim))
    return Filled()


def _copy(filling: Filling) -> Filled:
    """The original has to lie still meanwhile: a copy of a disk that is written to is a broken disk."""
    claim = filling.claim
    name = str(claim.source.get("name", ""))
    original = Claim.objects.filter(team=claim.team, name=name, deletion_requested_at=None).first()
    if original is None:
        raise OriginalGone(name, f"team {claim.team.slug} has no such volume any more. Copy another one.")
    if original.phase == ClaimPhase.FAILED:
        raise OriginalGone(name, "its own content never arrived. Try that again first.")
    if original.phase != ClaimPhase.READY:
        raise NotYet(f"waits until {name} is ready")
    if original.host_id != claim.host_id:
        raise OriginalGone(name, "it lies on another host than this machine. Copy it there by hand.")
    holder = reading.held_by(original)
    if holder is not None:
        raise NotYet(f"waits until {holder.name} is off")
    if claim.requested_bytes and claim.requested_bytes < original.capacity_bytes:
        raise OriginalGone(name, "it is larger than what was asked for here. Ask for at least as much.")
    filling.progress.begin("copying")
    filling.hypervisor.copy_storage_volume(original.storage_name, storage_volume(claim))
    return Filled()


def _registry(filling: Filling) -> Filled:
    """Thin over the image of that reference, which costs less than a second once it is in the library."""
    reference = str(filling.claim.source.get("url", "")).removeprefix(REGISTRY)
    owner = filling.claim.owner
    pinned = pulls.pins(owner) if owner else {}
    image = pulls.image_for(filling.claim.team, reference, pinned, filling.claim.changed_at)
    if image is None:
        raise NotYet(f"waits for the image {reference}")
    filling.progress.begin("bringing the image to the host")
    image_copies.ensure(filling.claim.host, image.filename, filling.hypervisor)
    filling.hypervisor.create_storage_volume(storage_volume(filling.claim, image))
    return Filled(image)


def _upload(filling: Filling) -> Filled:
    """The file is whole here, or its browser is still at it: then there is nothing to do for a long time."""
    claim = filling.claim
    whole = uploads.whole_of(claim.pk)
    if whole.exists():
        return _keep(filling, whole)
    if timezone.now() - claim.changed_at > _PATIENCE:
        raise UploadAbandoned
    raise NotYet("waits for its upload", _PATIENCE)


def _keep(filling: Filling, file: Path) -> Filled:
    """Admit a file from outside, send it to the host, and make it as large as was asked."""
    claim = filling.claim
    image = admitted(file, filling.progress, virtual_bytes=claim.requested_bytes)
    filling.progress.begin("sending it to the host", image.bytes)
    filling.lease.check()
    filling.hypervisor.import_image(image.path, claim.storage_name, image.format)
    if image.cdrom:
        return Filled(format="raw", read_only=True)
    filling.hypervisor.grow_storage_volume(claim.storage_name, claim.requested_bytes)
    return Filled()


def _web(filling: Filling) -> Filled:
    """A file from a web server, fetched whole, then admitted as any other from outside."""
    source = filling.claim.source
    file = folder_of(filling.claim.pk) / "fetched"
    filling.progress.begin("downloading")
    wanted = WebSource(str(source.get("url", "")), source.get("checksum") or None)
    fetch(wanted, file, image_limits(), filling.progress, outside_guard())
    return _keep(filling, file)


FILLERS: Final[Mapping[ClaimOrigin, Callable[[Filling], Filled]]] = {
    ClaimOrigin.BLANK: _blank,
    ClaimOrigin.CLONE: _copy,
    ClaimOrigin.HTTP: _web,
    ClaimOrigin.REGISTRY: _registry,
    ClaimOrigin.UPLOAD: _upload,
}
