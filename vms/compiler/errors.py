"""The compiler's one way to fail."""

from vms.errors import PortalError


class CompileError(PortalError):
    """The manifest is valid, yet this host cannot run it; ``reason`` is a sentence that says what to do."""

    code = "compile_error"

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(pointer, reason)
        self.pointer, self.reason = pointer, reason

    def __str__(self) -> str:
        return f"{self.pointer}: {self.reason}" if self.pointer else self.reason
