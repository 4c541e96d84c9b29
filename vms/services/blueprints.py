"""The catalogue of manifests to start from."""

from collections.abc import Sequence

from vms import manifest
from vms.models import Blueprint


def save(
    *,
    slug: str,
    title: str,
    summary: str,
    text: str,
    icon: str = "box",
    essentials: Sequence[str] = (),
    position: int = 0,
) -> Blueprint:
    """Publish a blueprint. Raises ``YamlInvalid`` and ``ManifestInvalid``: people start from valid text."""
    manifest.parse(manifest.from_yaml(text))
    blueprint, _ = Blueprint.objects.update_or_create(
        slug=slug,
        defaults={
            "title": title,
            "summary": summary,
            "text": text,
            "icon": icon,
            "essentials": list(essentials),
            "position": position,
        },
    )
    return blueprint
