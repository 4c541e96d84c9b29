"""Why something could not be brought from outside.

A caller mends what is refused, and tries again what broke. A server in a private network, one that does not
answer and a name that nobody has are told in the same words: whoever asks cannot search the network with
them.
"""

from vms.errors import PortalError, TransientError


class UrlInvalid(PortalError):
    """The text is no http(s) URL in its plain spelling; ``reason`` is a whole sentence."""

    code = "url_invalid"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class TransferRefused(PortalError):
    """What the server sends may not be taken, and would be the same again; ``reason`` is a sentence."""

    code = "transfer_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class DiskFull(PortalError):
    """The disk for images has no room for the file."""

    code = "disk_full"

    def __str__(self) -> str:
        return (
            "The portal's disk for images is full, and nothing of the file was kept. "
            "Ask a platform admin to make room, then try again."
        )


class Unreachable(TransientError):
    """No connection to ``host``: absent, silent, and forbidden are the same to whoever asks."""

    code = "unreachable"

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host

    def __str__(self) -> str:
        return (
            f"{self.host} cannot be reached: there is no such server, it does not answer, or the portal may "
            "not "
            "connect to it. Check the address; servers in private networks and on unusual ports must be on "
            "the "
            "platform admins' list."
        )


class TransferBroken(TransientError):
    """The transfer began and did not end; ``reason`` is a sentence."""

    code = "transfer_broken"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason
