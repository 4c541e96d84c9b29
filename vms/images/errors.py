"""Why an image file does not come in."""

from vms.errors import PortalError


class ImageRefused(PortalError):
    """The file is no plain image that stands alone; ``reason`` is a whole sentence."""

    code = "image_refused"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class NoRoom(PortalError):
    """The disk that would keep the image is full, or nearly."""

    code = "no_room"

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"The disk that holds {self.folder} is full. Make room there and import the image again."
