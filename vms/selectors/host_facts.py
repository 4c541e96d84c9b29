"""What a host can do, together with what the portal has put there."""

from collections.abc import Mapping
from dataclasses import replace

from vms import hosts
from vms.hosts import BaseImage, HostFacts
from vms.models import Claim, ClaimPhase, Host, Image, Team


def facts_of(host: Host, team: Team | None = None, pins: Mapping[str, str] | None = None) -> HostFacts:
    """What the row knows of the host, with the catalogue's images and the team's volumes that lie there.

    ``pins`` are digests that references meant when somebody approved them: those contents are taken.

    Raises ``HostFactsInvalid``. Costs one query, and one more for a team.
    """
    facts = hosts.from_json(host.facts)
    images = _images(facts, pins or {})
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


def _images(facts: HostFacts, pins: Mapping[str, str]) -> Mapping[str, BaseImage]:
    rows = list(Image.objects.filter(is_discarded=False))
    found = {image.reference: _base(facts, image) for image in rows}
    by_digest = {image.digest: image for image in rows}
    pinned = {
        reference: _base(facts, by_digest[digest])
        for reference, digest in pins.items()
        if digest in by_digest
    }
    return {**found, **pinned}


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
