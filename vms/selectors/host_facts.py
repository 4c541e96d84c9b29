"""What a host can do, together with what the portal has put there."""

from collections.abc import Mapping
from dataclasses import replace

from vms import hosts
from vms.hosts import BaseImage, HostFacts
from vms.models import Claim, ClaimPhase, Host, Image, Team


def facts_of(host: Host, team: Team | None = None) -> HostFacts:
    """What the row knows of the host, with the catalogue's images and the team's volumes that lie there.

    Raises ``HostFactsInvalid``. Costs one query, and one more for a team.
    """
    facts = hosts.from_json(host.facts)
    images = {image.reference: _base(facts, image) for image in Image.objects.all()}
    return replace(
        facts,
        images=images,
        claims=_claims(facts, host, team) if team else {},
        assume_images=False,
        assume_networks=False,
        assume_claims=False,
        labels=host.labels,
        assume_labels=False,
    )


def _base(facts: HostFacts, image: Image) -> BaseImage:
    return BaseImage(f"{facts.pool_path}/{image.filename}", image.format, image.virtual_bytes)


def _claims(facts: HostFacts, host: Host, team: Team) -> Mapping[str, hosts.Claim]:
    rows = Claim.objects.filter(team=team, host=host, phase=ClaimPhase.READY).select_related("image")
    return {
        row.name: hosts.Claim(
            path=f"{facts.pool_path}/{row.storage_name}",
            format=row.format,
            capacity_bytes=row.capacity_bytes,
            read_only=row.read_only,
            backing=_base(facts, row.image) if row.image else None,
        )
        for row in rows.order_by()
    }
