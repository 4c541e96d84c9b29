"""What a machine needs before it can start: the volumes that its manifest names or brings along."""

from collections.abc import Iterable, Iterator

from django.db import IntegrityError, transaction

from vms import manifest
from vms.compiler import CompileError, supplies
from vms.hypervisor import Hypervisor
from vms.lifecycle import Wait, WaitKind
from vms.manifest import Manifest
from vms.models import Claim, ClaimOrigin, ClaimPhase, Host, VirtualMachine
from vms.services import claims

from .errors import VolumeFailed


def bring_along(machine: VirtualMachine, parsed: Manifest) -> None:
    """Make the volumes of the manifest's templates that are not there yet, as KubeVirt does when the machine
    is made, whether or not it is to run. One without an owner that has the name already is adopted.

    What the portal cannot bring is left to the compiler, which says so at the field.
    """
    if not parsed.data_volume_templates:
        return
    try:
        wanted = supplies(parsed)
    except CompileError:
        return
    known = {row.name: row for row in Claim.objects.filter(team=machine.team, name__in=wanted)}
    for name, supply in wanted.items():
        if name not in known:
            _make(machine, name, supply.kind, dict(supply.source), supply.size_bytes)
        elif known[name].owner_id is None:
            Claim.objects.filter(pk=known[name].pk, owner=None, deletion_requested_at=None).update(
                owner=machine
            )


def _make(machine: VirtualMachine, name: str, kind: str, source: dict[str, str], size_bytes: int) -> None:
    claim = Claim(
        team=machine.team,
        name=name,
        owner=machine,
        host=machine.host,
        origin=ClaimOrigin(kind),
        source=source,
        requested_bytes=claims.whole_mib(size_bytes),
    )
    try:
        with transaction.atomic():
            claims.put(claim)
    except IntegrityError:
        return  # somebody made one of this name a moment ago: it is found at the next pass


def names(document: manifest.Document) -> frozenset[str]:
    """The volumes that the machine's disks are."""
    return frozenset(
        name
        for pointer, name in manifest.claim_references(document)
        if not pointer.startswith("/spec/dataVolumeTemplates")
    )


def waits(machine: VirtualMachine, hypervisor: Hypervisor | None) -> tuple[Wait, ...]:
    """What its next start waits for. A name that no volume has is the compiler's to tell.

    Raises ``VolumeFailed`` for one that will not come by itself.
    """
    wanted = names(machine.document) | manifest.template_names(machine.document)
    if not wanted:
        return ()
    rows = list(Claim.objects.filter(team=machine.team, name__in=wanted).order_by("name"))
    if hypervisor is not None:
        _require_stored(machine.host, rows, hypervisor)
    return (*_coming(rows), *_being_copied(machine, wanted))


def places(team_id: int, document: manifest.Document) -> dict[int, str]:
    """The hosts that volumes of the machine lie on, or what it copies does, each with the name of one."""
    wanted = {name for _, name in manifest.claim_references(document)}
    rows = Claim.objects.filter(team_id=team_id, name__in=wanted, deletion_requested_at=None)
    rows = rows.filter(host__isnull=False)
    return {row.host_id: row.name for row in rows.order_by() if row.host_id is not None}


def _coming(rows: Iterable[Claim]) -> Iterator[Wait]:
    for row in rows:
        if row.phase == ClaimPhase.FAILED:
            raise VolumeFailed(row.name, row.error)
        if row.phase == ClaimPhase.DELETING:
            yield Wait(WaitKind.VOLUME, f"The earlier volume {row.name} is still being deleted.")
        elif row.phase != ClaimPhase.READY:
            yield Wait(WaitKind.VOLUME, f"The volume {row.name} is not ready: {row.step or 'it is begun'}.")


def _being_copied(machine: VirtualMachine, wanted: Iterable[str]) -> Iterator[Wait]:
    """A disk that changes while it is copied makes a broken copy."""
    copies = Claim.objects.filter(
        team=machine.team, origin=ClaimOrigin.CLONE, phase=ClaimPhase.IMPORTING, source__name__in=list(wanted)
    )
    for copy in copies.filter(step="copying"):
        yield Wait(WaitKind.VOLUME, f"The volume {copy.source['name']} is being copied to {copy.name}.")


def _require_stored(host: Host | None, rows: Iterable[Claim], hypervisor: Hypervisor) -> None:
    """A file that somebody removed must not come back blank, nor be a riddle of QEMU's."""
    ready = [row for row in rows if row.phase == ClaimPhase.READY and host and row.host_id == host.pk]
    if not ready:
        return
    there = hypervisor.storage_volume_names()
    lost = next((row for row in ready if row.storage_name not in there), None)
    if lost is not None:
        raise VolumeFailed(
            lost.name,
            f"Its file {lost.storage_name} is missing in the host's pool. Restore it from a backup.",
        )
