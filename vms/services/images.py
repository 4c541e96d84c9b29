"""The catalogue of boot images."""

from pathlib import Path

from vms.images import ImageRefused, Limits, Progress, admit, digest_file, look
from vms.models import Image, ImageKind


def register(*, reference: str, title: str, path: Path) -> Image:
    """Enter an image that the portal made itself, where it lies, under its containerDisk reference.

    It is looked at, but converted by nothing: what comes from outside goes through ``bring_in``.
    Raises ``ImageRefused`` for what is no plain raw or qcow2 image. Reads the file once, for its digest.
    """
    source = path.resolve()
    header = look(source)
    if header.format is None:
        raise ImageRefused(str(path), "Only raw and qcow2 can stay as they are. Import this one instead.")
    return _enter(reference, title, source, header.format, header.virtual_bytes, digest_file(source))


def bring_in(
    *,
    reference: str,
    title: str,
    path: Path,
    into: Path,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Image:
    """Make a plain image of ours of any file, in the folder ``into``, and enter that.

    Raises what ``images.admit`` does, and then leaves nothing behind. Takes as long as converting it does.
    """
    made = admit(path, into, limits=limits, progress=progress)
    return _enter(reference, title, made.path, made.format, made.virtual_bytes, made.digest)


def _enter(reference: str, title: str, source: Path, form: str, virtual_bytes: int, digest: str) -> Image:
    image, _ = Image.objects.update_or_create(
        reference=reference,
        defaults={
            "title": title,
            "digest": digest,
            "filename": f"image-{digest.removeprefix('sha256:')[:16]}.{form}",
            "source": str(source),
            "format": form,
            "virtual_bytes": virtual_bytes,
            "size_bytes": source.stat().st_size,
            "kind": ImageKind.FILE,
            "url": "",
            "origin_digest": "",  # whatever it was, a registry's content it is no longer
            "is_discarded": False,
        },
    )
    return image
