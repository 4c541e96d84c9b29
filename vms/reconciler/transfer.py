"""How far bytes have come, written down seldom enough for the database and often enough to watch."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final
from uuid import UUID

from django.conf import settings

from vms import events
from vms.models import Claim, ImageImport

from .errors import LeaseLost, Withdrawn
from .lease import Lease

_EVERY_SECONDS: Final = 0.5
_SMOOTHING: Final = 0.3  # of the newest interval in the rate that is shown


def folder_of(row_id: UUID) -> Path:
    """Where the worker keeps what it has of a transfer; what a dead worker left is found here again."""
    folder = Path(settings.STATE_DIR) / "imports" / str(row_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def discard(row_id: UUID) -> None:
    shutil.rmtree(Path(settings.STATE_DIR) / "imports" / str(row_id), ignore_errors=True)


@dataclass
class Progress:
    """Called with every piece that has come. Raises ``Withdrawn`` once nobody wants the rest, and
    ``LeaseLost`` once somebody else brings it, so that a worker that was asleep stops."""

    lease: Lease
    clock: Callable[[], float] = monotonic
    _written_at: float = 0.0
    _written: int = 0
    _rate: float = 0.0
    _step: str = ""
    _since: float = field(default=0.0)

    def begin(self, step: str, total: int = 0) -> None:
        """Something else is done with the bytes from now on."""
        self._step, self._rate, self._written = step, 0.0, 0
        self._written_at = self.clock()
        self._write(0, total)

    def __call__(self, done: int, total: int | None = None) -> None:
        passed = self.clock() - self._written_at
        if passed < _EVERY_SECONDS:
            return
        newest = max(done - self._written, 0) / passed
        self._rate = newest if not self._rate else self._rate + (newest - self._rate) * _SMOOTHING
        self._written_at, self._written = self.clock(), done
        self._write(done, total or 0)

    def _write(self, done: int, total: int) -> None:
        kind = ImageImport if self.lease.kind is ImageImport else Claim
        mine = kind._default_manager.filter(pk=self.lease.machine_id)
        row = mine.first()
        if row is None or (isinstance(row, Claim) and row.deletion_requested_at is not None):
            raise Withdrawn
        values = {"step": self._step, "done_bytes": done, "total_bytes": total, "rate": int(self._rate)}
        if not mine.filter(lease_epoch=self.lease.epoch).update(**values):
            raise LeaseLost(self.lease.machine_id)
        for name, value in values.items():
            setattr(row, name, value)
        if isinstance(row, Claim):
            events.claim_changed(row)
        elif isinstance(row, ImageImport):
            events.import_changed(row)
