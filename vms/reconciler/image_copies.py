"""Images on their way from the portal's library to a host, once each; the catalogue knows where they are."""

from pathlib import Path

from vms.hypervisor import Hypervisor
from vms.models import Host, Image, ImageCopy


def ensure(host: Host | None, filename: str, hypervisor: Hypervisor) -> None:
    """Whoever asks for the same image at the same time waits for the same upload: its file is the lock."""
    images = Image.objects.filter(filename=filename, is_discarded=False)
    path = ""
    for image in images:
        path = path or hypervisor.import_image(Path(image.source), image.filename, image.format)
        if host is not None:
            ImageCopy.objects.update_or_create(image=image, host=host, defaults={"path": path})
