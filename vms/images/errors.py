"""Why an image file does not enter the catalogue."""

from vms.errors import PortalError


class ImageRefused(PortalError):
    """The file is not a plain, self-contained raw or qcow2 image; ``reason`` is a whole sentence."""

    code = "image_refused"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"
