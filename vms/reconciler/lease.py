"""One worker per machine, volume or import: a lease with an epoch, taken and kept by compare-and-set.

A worker that was stopped for longer than its lease finds its epoch gone and does nothing more.
"""

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import DatabaseError, connections
from django.utils import timezone

from vms.models import Claim, ImageImport, VirtualMachine

from .errors import LeaseLost

DURATION: Final = timedelta(seconds=20)
_HEARTBEAT_SECONDS: Final = 6.0


Kind = type[VirtualMachine] | type[Claim] | type[ImageImport]  # what has the columns of a lease


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to act on one row for as long as it still carries this epoch."""

    machine_id: uuid.UUID  # or of what else the row is
    epoch: int
    kind: Kind = VirtualMachine

    def check(self) -> None:
        """Renew, and raise ``LeaseLost`` if another worker took over. Asked before every host action."""
        if not self._update(lease_until=timezone.now() + DURATION):
            raise LeaseLost(self.machine_id)

    def release(self) -> None:
        self._update(lease_until=None, lease_holder="")

    def _update(self, **values: object) -> bool:
        mine = self.kind.objects.filter(pk=self.machine_id, lease_epoch=self.epoch)
        return mine.update(**values) == 1


@contextmanager
def hold(machine_id: uuid.UUID, kind: Kind = VirtualMachine) -> Iterator[Lease]:
    """Take the row, keep it while the block runs, give it back.

    Raises ``LeaseLost`` when another worker has it and the kind's ``DoesNotExist`` when it is gone.
    """
    lease = _take(machine_id, kind)
    stop = threading.Event()
    heartbeat = threading.Thread(target=_beat, args=(lease, stop), name=f"lease-{machine_id}", daemon=True)
    heartbeat.start()
    try:
        yield lease
    finally:
        stop.set()
        heartbeat.join()
        lease.release()


def _take(machine_id: uuid.UUID, kind: Kind) -> Lease:
    now = timezone.now()
    epoch, until = kind.objects.values_list("lease_epoch", "lease_until").get(pk=machine_id)
    if until is not None and until > now:
        raise LeaseLost(machine_id)
    taken = kind.objects.filter(pk=machine_id, lease_epoch=epoch).update(
        lease_epoch=epoch + 1,
        lease_holder=f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex}",
        lease_until=now + DURATION,
    )
    if not taken:
        raise LeaseLost(machine_id)
    return Lease(machine_id, epoch + 1, kind)


def _beat(lease: Lease, stop: threading.Event) -> None:
    """Keep the lease while one host call takes long (a large image). A failed beat is not retried: the next
    check decides."""
    try:
        while not stop.wait(_HEARTBEAT_SECONDS):
            lease.check()
            connections.close_all()
    except (LeaseLost, DatabaseError):
        connections.close_all()
