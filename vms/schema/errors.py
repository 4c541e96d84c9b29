"""Why a schema cannot be used."""

from vms.errors import PortalError


class SchemaInvalid(PortalError):
    """The JSON Schema itself cannot be used."""

    code = "schema_invalid"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"The schema cannot be used: {self.reason}. Correct it and load it again."
