"""The object moved on since the caller looked at it."""

from vms.errors import PortalError


class Conflict(PortalError):
    """Nothing was changed; the sentence says what is so now and what to do."""

    code = "conflict"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
