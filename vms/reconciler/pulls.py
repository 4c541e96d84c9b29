"""Images that machines name: from the catalogue, or from a registry as KubeVirt's pull policy says."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from vms.lifecycle import DomainState, Observation, Wait, WaitKind, request_from_json
from vms.manifest import ContainerDisk, Manifest, RunStrategy
from vms.models import Image, ImageImport, ImportPhase, Team, VirtualMachine
from vms.registry import PullPolicy, ReferenceInvalid, must_ask, pull_policy, read_reference
from vms.selectors import images as reading
from vms.services import image_imports

from .errors import ImageMissing

_ACTIVE = frozenset({DomainState.RUNNING, DomainState.PAUSED, DomainState.SHUTTING_DOWN})


def image_for(
    team: Team, reference: str, pinned: Mapping[str, str], since: datetime | None = None
) -> Image | None:
    """The image, or ``None`` while it is on its way; asks for it where nobody has. A pull that failed before
    ``since`` is tried again. Raises ``ImageMissing``."""
    image = approved(reference, pinned) or known(reference)
    if image is not None:
        _require_given(image, team)
        return image
    _pull(reference, since)
    return None


def approved(reference: str, pinned: Mapping[str, str]) -> Image | None:
    """The content that somebody saw when they approved. Raises ``ImageMissing`` when it is gone."""
    digest = pinned.get(reference)
    if digest is None:
        return None
    image = Image.objects.filter(digest=digest, is_discarded=False).prefetch_related("teams").first()
    if image is None:
        reason = "What it was when the machine was approved is gone. Submit the manifest again."
        raise ImageMissing(reference, reason)
    return image


def known(reference: str) -> Image | None:
    rows = Image.objects.filter(reference=reference, is_discarded=False)
    return rows.prefetch_related("teams").first()


def waits(machine: VirtualMachine, parsed: Manifest, observed: Observation) -> tuple[Wait, ...]:
    """What has to come before the next start. Raises ``ImageMissing``.

    What runs has its images; nothing is asked for a machine that is going.
    """
    if observed.state in _ACTIVE | {DomainState.UNKNOWN} or machine.deletion_requested_at is not None:
        return ()
    disks = (each.source for each in parsed.volumes if isinstance(each.source, ContainerDisk))
    return tuple(wait for disk in disks for wait in _wait(machine, parsed, disk))


def _wait(machine: VirtualMachine, parsed: Manifest, disk: ContainerDisk) -> Iterator[Wait]:
    pinned = approved(disk.image, pins(machine))
    image = pinned or known(disk.image)
    if image is not None:
        _require_given(image, machine.team)
        if image.is_listed or pinned is not None:
            return  # a platform admin says what the catalogue's images are
    try:
        reference = read_reference(disk.image)
    except ReferenceInvalid as error:
        if image is not None:
            return
        raise ImageMissing(disk.image, error.reason) from error
    policy = pull_policy(disk.pull_policy, reference)
    since = _wanted_since(machine)
    if image is None and policy is PullPolicy.NEVER:
        raise ImageMissing(disk.image, "Its pull policy is Never. Ask an administrator to import it.")
    if image is None or (
        must_ask(policy, reference, present=True)
        and parsed.run_strategy is not RunStrategy.HALTED
        and not _asked(disk.image, since)
    ):
        wish = _pull(disk.image, since)
        yield Wait(WaitKind.IMAGE, _told(disk.image, wish))


def pins(machine: VirtualMachine) -> Mapping[str, str]:
    """The digests of images that were known when the machine's manifest was submitted."""
    known: Mapping[str, str] = machine.revision.images
    return known


def _pull(reference: str, since: datetime | None) -> ImageImport:
    """The newest import of the reference that is not over, else a new one. Raises ``ImageMissing``."""
    newest = ImageImport.objects.filter(reference=reference).order_by("-created_at").first()
    if newest is not None and newest.phase == ImportPhase.FAILED:
        finished = newest.finished_at
        if since is None or (finished is not None and finished >= since):
            raise ImageMissing(reference, newest.error)
    if newest is not None and newest.phase in {ImportPhase.PENDING, ImportPhase.IMPORTING}:
        return newest
    made = image_imports.want(reference)
    return made or ImageImport.objects.filter(reference=reference).latest("created_at")


def _asked(reference: str, since: datetime) -> bool:
    """Has the registry been asked for this start already?"""
    return ImageImport.objects.filter(
        reference=reference, phase=ImportPhase.READY, finished_at__gte=since
    ).exists()


def _wanted_since(machine: VirtualMachine) -> datetime:
    """When this start came to be wanted: somebody asked, or the machine came to be as it is."""
    if machine.power_request:
        return max(machine.status_since, request_from_json(machine.power_request).requested_at)
    return machine.status_since


def _told(reference: str, wish: ImageImport) -> str:
    return f"The image {reference} is being pulled: {wish.step or 'it is begun'}."


def _require_given(image: Image, team: Team) -> None:
    if not reading.may_use(image, team):
        raise ImageMissing(image.reference, "It is in the catalogue, but not for this team. Choose another.")
