"""Why an image does not come out of a registry."""

from vms.errors import PortalError


class ReferenceInvalid(PortalError):
    """The text names no image in a registry; ``reason`` is a whole sentence."""

    code = "reference_invalid"

    def __init__(self, reference: str, reason: str) -> None:
        super().__init__(reference, reason)
        self.reference, self.reason = reference, reason

    def __str__(self) -> str:
        return f"{self.reference[:120]}: {self.reason}"


class RegistryRefused(PortalError):
    """The registry answered, and what it answered cannot be used; ``reason`` is a whole sentence."""

    code = "registry_refused"

    def __init__(self, reference: str, reason: str) -> None:
        super().__init__(reference, reason)
        self.reference, self.reason = reference, reason

    def __str__(self) -> str:
        return f"{self.reference}: {self.reason}"
