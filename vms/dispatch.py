"""Ring a worker's doorbell once the transaction has committed.

Sent by task *name*, so that services never import tasks. Losing a message costs latency, never truth: the
sweep finds what was missed.
"""

import logging
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

RECONCILE_MACHINE = "vms.reconcile_machine"

logger = logging.getLogger(__name__)


def reconcile_soon(machine_id: UUID) -> None:
    """Ask a worker to look at this machine, after commit. Harmless twice."""
    transaction.on_commit(lambda: _ring(machine_id))


def _ring(machine_id: UUID) -> None:
    try:
        # One quick try: a person waits for the answer, and the sweep comes by every few seconds.
        current_app.send_task(RECONCILE_MACHINE, args=[str(machine_id)], retry=False)
    except OperationalError:
        logger.warning("the broker did not take machine %s; the sweep will find it", machine_id)
