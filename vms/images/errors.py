"""Why an image file does not come in."""

from vms.errors import PortalError, TransientError


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


class UploadRefused(PortalError):
    """This file cannot be uploaded, or not so; ``reason`` is a whole sentence."""

    code = "upload_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class UploadGone(PortalError):
    """There is no such upload."""

    code = "upload_gone"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return "This upload is no longer here: it was finished, given up or idle for too long. Begin anew."


class UploadMisplaced(PortalError):
    """A piece does not begin where the last one ended; ``offset`` is where the next has to."""

    code = "upload_misplaced"

    def __init__(self, name: str, offset: int) -> None:
        super().__init__(name, offset)
        self.name, self.offset = name, offset

    def __str__(self) -> str:
        return f"{self.offset:,} bytes have arrived. Go on from there."


class UploadBusy(TransientError):
    """Somebody else sends to the same upload."""

    code = "upload_busy"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return "This file is being sent from elsewhere at the moment. Wait for it, or stop it there."
