"""What the loop itself can fail with."""

from uuid import UUID

from vms.errors import PortalError, TransientError


class LeaseLost(TransientError):
    """Another worker has this machine."""

    code = "lease_lost"

    def __init__(self, machine_id: UUID) -> None:
        super().__init__(machine_id)
        self.machine_id = machine_id

    def __str__(self) -> str:
        return f"Another worker is busy with machine {self.machine_id}; this one steps back."


class Unschedulable(PortalError):
    """No host can take the machine; one reason per host."""

    code = "unschedulable"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        if not self.reasons:
            return "There is no host yet. Ask an administrator to register one, then start the machine."
        listed = "; ".join(self.reasons)
        return f"No host can take this machine ({listed}). Make it smaller, or ask an administrator for room."
