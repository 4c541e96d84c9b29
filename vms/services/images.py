"""The catalogue of boot images."""

from pathlib import Path

from vms.images import digest_file, inspect_image
from vms.models import Image


def register(*, reference: str, title: str, path: Path) -> Image:
    """Enter a local image file under its containerDisk reference. Raises ``ImageRefused`` for a file that is
    not a plain raw or qcow2 image. Reads the whole file once, for its digest."""
    facts = inspect_image(path)
    digest = digest_file(path)
    image, _ = Image.objects.update_or_create(
        reference=reference,
        defaults={
            "title": title,
            "digest": digest,
            "filename": f"image-{digest.removeprefix('sha256:')[:16]}.{facts.format}",
            "source": str(path.resolve()),
            "format": facts.format,
            "virtual_bytes": facts.virtual_bytes,
        },
    )
    return image
