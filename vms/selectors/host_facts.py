"""What a host can do, together with what the portal has put there."""

from dataclasses import replace

from vms import hosts
from vms.hosts import BaseImage, HostFacts
from vms.models import Host, Image


def facts_of(host: Host) -> HostFacts:
    """What the row knows of the host, with the catalogue's images at their place in its pool.

    Raises ``HostFactsInvalid``. Costs one query.
    """
    facts = hosts.from_json(host.facts)
    images = {
        image.reference: BaseImage(f"{facts.pool_path}/{image.filename}", image.format, image.virtual_bytes)
        for image in Image.objects.all()
    }
    return replace(
        facts,
        images=images,
        assume_images=False,
        assume_networks=False,
        assume_claims=False,
        labels=host.labels,
        assume_labels=False,
    )
