"""Ring a worker's doorbell once the transaction has committed.

Sent by task *name*, so that services never import tasks. Losing a message costs latency, never truth: the
sweep finds what was missed.
"""

import logging
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

RECONCILE_MACHINE = "vms.reconcile_machine"
FILL_CLAIM = "vms.fill_claim"
BRING_IMAGE = "vms.bring_image"
IMPORTS = "imports"  # the queue of what carries many bytes: it must not hold up a stop
EXPIRES = 30  # seconds: while all who could answer are busy, the sweep rings again and again

logger = logging.getLogger(__name__)


def reconcile_soon(machine_id: UUID) -> None:
    """Ask a worker to look at this machine, after commit. Harmless twice."""
    transaction.on_commit(lambda: _ring(RECONCILE_MACHINE, machine_id))


def fill_soon(claim_id: UUID) -> None:
    """Ask a worker to look at this volume, after commit. Harmless twice."""
    transaction.on_commit(lambda: _ring(FILL_CLAIM, claim_id, queue=IMPORTS, expires=EXPIRES))


def bring_soon(import_id: UUID) -> None:
    """Ask a worker to look at this import of an image, after commit. Harmless twice."""
    transaction.on_commit(lambda: _ring(BRING_IMAGE, import_id, queue=IMPORTS, expires=EXPIRES))


def _ring(task: str, row_id: UUID, **options: Any) -> None:
    try:
        # One quick try: a person waits for the answer, and the sweep comes by every few seconds.
        current_app.send_task(task, args=[str(row_id)], retry=False, **options)
    except OperationalError:
        logger.warning("the broker did not take %s of %s; the sweep will find it", task, row_id)
