"""What a browser sends, piece by piece: the end of the file is where the next piece goes, whatever was cut.

The bytes wait in a folder of the worker's that fills volumes, which has to be on this machine.
"""

import fcntl
import os
import shutil
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from vms import access, audit, dispatch, events
from vms.models import Claim, ClaimOrigin, ClaimPhase

from .claims import ClaimRefused
from .conflict import Conflict

PIECE_BYTES: Final = 8 * 2**20
_OVERHEAD_BYTES: Final = 64 * 2**20  # of a file around its disk
_KEEP_FREE_BYTES: Final = 512 * 2**20
_LONGEST_KEY: Final = 300


def part_of(row_id: UUID) -> Path:
    """The file as far as it has come."""
    return Path(settings.STATE_DIR) / "imports" / str(row_id) / "upload.part"


def whole_of(row_id: UUID) -> Path:
    """The file once all of it is here."""
    return part_of(row_id).with_name("upload")


def offset_of(claim: Claim) -> int:
    """How many bytes are here."""
    part = part_of(claim.pk)
    return part.stat().st_size if part.exists() else claim.done_bytes if whole_of(claim.pk).exists() else 0


def receive(*, actor: User, claim: Claim, key: str, offset: int, total: int, piece: bytes) -> int:
    """Put a piece behind what is here; answers how much that is now. ``key`` tells one file from another.

    Raises ``Conflict`` for a piece that does not begin where the file ends, ``ClaimRefused`` for a file that
    cannot fit. Another file begins at 0 and takes the place of what is here.
    """
    access.require(actor, "claim.change", claim)
    _refuse_unusable(claim, key, total, piece)
    known = claim.source.get("file")
    part = part_of(claim.pk)
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with part.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                "Another piece of this file is just coming in. Send it again in a moment."
            ) from error
        if known not in (None, key):
            if offset != 0:
                raise Conflict("Another file was begun for this volume. Begin this one at its first byte.")
            file.truncate(0)
        here = os.fstat(file.fileno()).st_size
        if here != offset:
            raise Conflict(f"The file is here up to byte {here}. Go on from there.")
        if offset + len(piece) > total:
            raise ClaimRefused("That is more than the file was said to hold. Choose the file again.")
        _require_room(part, len(piece))
        file.write(piece)
        file.flush()
        here += len(piece)
    _note(actor, claim, key, here, total)
    return here


@transaction.atomic
def _note(actor: User, claim: Claim, key: str, here: int, total: int) -> None:
    row = Claim.objects.select_for_update(of=("self",)).select_related("team").get(pk=claim.pk)
    if row.phase != ClaimPhase.PENDING:
        raise Conflict(f"The volume {row.name} does not wait for an upload any more.")
    now = timezone.now()
    passed = (now - row.changed_at).total_seconds()
    row.rate = int((here - row.done_bytes) / passed) if passed > 0 and here > row.done_bytes else 0
    row.source, row.step = {"file": key}, "uploading"
    row.done_bytes, row.total_bytes = here, total
    if here == total:
        part_of(row.pk).replace(whole_of(row.pk))
        row.step, row.rate, row.look_again_at = "uploaded", 0, None
        audit.record(actor, "claim.upload", row, bytes=total)
        dispatch.fill_soon(row.pk)
    row.save(
        update_fields=["source", "step", "done_bytes", "total_bytes", "rate", "look_again_at", "changed_at"]
    )
    events.claim_changed(row)


def _refuse_unusable(claim: Claim, key: str, total: int, piece: bytes) -> None:
    if claim.origin != ClaimOrigin.UPLOAD or claim.phase != ClaimPhase.PENDING:
        raise Conflict(f"The volume {claim.name} does not wait for an upload. Make a new one for the file.")
    if whole_of(claim.pk).exists():
        raise Conflict("The whole file is here already. It is being looked at.")
    if not piece or len(piece) > PIECE_BYTES:
        raise ClaimRefused(f"Send between one byte and {PIECE_BYTES // 2**20} MiB at a time.")
    if not key or len(key) > _LONGEST_KEY:
        raise ClaimRefused("Say which file it is, in at most 300 characters.")
    if not 0 < total <= claim.requested_bytes + _OVERHEAD_BYTES:
        raise ClaimRefused(
            "The file is larger than the volume that is to hold it. Make a larger volume for it."
        )


def _require_room(part: Path, wanted_bytes: int) -> None:
    if shutil.disk_usage(part.parent).free - wanted_bytes < _KEEP_FREE_BYTES:
        raise Conflict(
            "The portal's disk is full, so this piece was not kept. Ask an administrator for room, then "
            "choose the same file again: it goes on where it stopped."
        )
