"""Why an operation on the wiring is not possible."""

from vms.manifest import EditRefused


class WiringRefused(EditRefused):
    """The operation would leave the machine worse than before; the sentence says what to do instead."""

    code = "wiring_refused"

    def __str__(self) -> str:
        return self.reason
