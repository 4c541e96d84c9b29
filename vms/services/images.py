"""The catalogue of boot images."""

from pathlib import Path

from vms.images import ImageRefused, digest_file, look
from vms.models import Image


def register(*, reference: str, title: str, path: Path) -> Image:
    """Enter a local image file under its containerDisk reference. Raises ``ImageRefused`` for a file that is
    not a plain raw or qcow2 image. Reads the whole file once, for its digest."""
    header = look(path.resolve())
    if header.format is None:
        raise ImageRefused(
            str(path), "Convert this image with qemu-img convert -O qcow2, then register the result."
        )
    digest = digest_file(path)
    image, _ = Image.objects.update_or_create(
        reference=reference,
        defaults={
            "title": title,
            "digest": digest,
            "filename": f"image-{digest.removeprefix('sha256:')[:16]}.{header.format}",
            "source": str(path.resolve()),
            "format": header.format,
            "virtual_bytes": header.virtual_bytes,
        },
    )
    return image
