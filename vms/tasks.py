"""Celery's doorbells. Each may ring twice, late, or beside itself; none carries more than an id."""

from uuid import UUID

from celery import shared_task

from vms import reconciler
from vms.errors import TransientError


@shared_task(
    name="vms.reconcile_machine",
    acks_late=True,
    autoretry_for=(TransientError,),
    retry_backoff=True,
    retry_backoff_max=30,
    max_retries=5,
)
def reconcile_machine(machine_id: str) -> None:
    """Bring one machine nearer its manifest. Harmless twice; the sweep makes up for never."""
    reconciler.reconcile(UUID(machine_id))


@shared_task(name="vms.fill_claim", acks_late=True)
def fill_claim(claim_id: str) -> None:
    """Bring one volume nearer what is wanted of it. The sweep rings again where more is to be done."""
    reconciler.fill(UUID(claim_id))


@shared_task(name="vms.bring_image", acks_late=True)
def bring_image(import_id: str) -> None:
    """Bring one image into the library. The sweep rings again where more is to be done."""
    reconciler.bring(UUID(import_id))


@shared_task(name="vms.clear_images", acks_late=True)
def clear_images() -> None:
    """Take what was deleted from the catalogue off the hosts."""
    reconciler.clear_discarded()


@shared_task(name="vms.sweep", acks_late=True)
def sweep() -> None:
    """Ring for every machine that is due."""
    reconciler.sweep()
