"""What can go wrong on the way to a host, cut by what the catcher can do: retry, show, or define anew."""

from uuid import UUID

from vms.errors import PortalError, TransientError


class HypervisorUnavailable(TransientError):
    """The host does not answer, or is too busy to: the same call may work later."""

    code = "hypervisor_unavailable"

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(host, reason)
        self.host, self.reason = host, reason

    def __str__(self) -> str:
        return f"The host {self.host} does not answer: {self.reason}. It will be tried again."


class HypervisorRefused(PortalError):
    """The host understood and said no; ``reason`` is a whole sentence."""

    code = "hypervisor_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class DomainNotFound(PortalError):
    """libvirt has no domain with this uuid."""

    code = "domain_not_found"

    def __init__(self, uuid: UUID) -> None:
        super().__init__(uuid)
        self.uuid = uuid

    def __str__(self) -> str:
        return f"The host has no domain {self.uuid}. Start the machine to have it defined again."


class StorageFull(HypervisorRefused):
    """There is no room left in the host's pool. What was begun there is gone again."""

    code = "storage_full"


def storage_full(host: str) -> StorageFull:
    return StorageFull(
        f"The disk of the host {host} is full, so nothing was kept there. Delete volumes that nobody "
        "needs, or ask an administrator for room; then try again."
    )
