"""What is known of an image file after a look at it."""

from dataclasses import dataclass
from enum import StrEnum

from vms.images.headers.containers import Container


class ImageFormat(StrEnum):
    """How a host reads a file: what QEMU calls the format. A CD image is raw bytes."""

    RAW = "raw"
    QCOW2 = "qcow2"


@dataclass(frozen=True, slots=True)
class Header:
    """``virtual_bytes`` is what a guest will see, ``stored_bytes`` what the file takes on disk."""

    container: Container
    virtual_bytes: int
    file_bytes: int
    stored_bytes: int

    @property
    def format(self) -> ImageFormat | None:
        """How a host could read the file as it is; ``None`` where it has to be converted first."""
        if self.container is Container.QCOW2:
            return ImageFormat.QCOW2
        return ImageFormat.RAW if self.container in (Container.RAW, Container.ISO) else None

    @property
    def cdrom(self) -> bool:
        return self.container is Container.ISO
