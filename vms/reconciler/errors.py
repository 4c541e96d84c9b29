"""What the loop itself can fail with."""

from datetime import timedelta
from uuid import UUID

from vms.errors import PortalError, TransientError


class LeaseLost(TransientError):
    """Another worker has this machine, volume or import."""

    code = "lease_lost"

    def __init__(self, machine_id: UUID) -> None:
        super().__init__(machine_id)
        self.machine_id = machine_id

    def __str__(self) -> str:
        return f"Another worker is busy with {self.machine_id}; this one steps back."


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


class NetworkLeaving(TransientError):
    """The team's network is just being removed from the host; a moment later it can be made anew."""

    code = "network_leaving"

    def __init__(self, team: str, host: str) -> None:
        super().__init__(team, host)
        self.team, self.host = team, host

    def __str__(self) -> str:
        return f"The network of team {self.team} is just leaving the host {self.host}; it is made anew then."


class SecretMissing(PortalError):
    """The manifest takes user data from a secret that is not there, or that has no user data."""

    code = "secret_missing"

    def __init__(self, team: str, name: str, holds_nothing: bool) -> None:  # noqa: FBT001  args survive a queue
        super().__init__(team, name, holds_nothing)
        self.team, self.name, self.holds_nothing = team, name, holds_nothing

    def __str__(self) -> str:
        if self.holds_nothing:
            return (
                f"The secret {self.name} of team {self.team} has no key “userdata”. Replace its content "
                "under Secrets; the machine then starts by itself."
            )
        return (
            f"Team {self.team} has no secret named {self.name}. Create it under Secrets, and the machine "
            "starts by itself; or edit the machine and write the data into userData."
        )


class AnswersMissing(PortalError):
    """The manifest takes answer files from an object that is not there, or that holds none.

    ``kind`` is KubeVirt's: ``Secret`` or ``ConfigMap``.
    """

    code = "answers_missing"

    def __init__(self, team: str, kind: str, name: str, holds_none: bool) -> None:  # noqa: FBT001  args survive a queue
        super().__init__(team, kind, name, holds_none)
        self.team, self.kind, self.name, self.holds_none = team, kind, name, holds_none

    def __str__(self) -> str:
        if self.holds_none:
            return (
                f"The {self.kind} {self.name} of team {self.team} has neither autounattend.xml nor "
                "unattend.xml. Replace its content; the machine then starts by itself."
            )
        if self.kind == "ConfigMap":
            return (
                f"Team {self.team} has no ConfigMap named {self.name}. Put the answer files into a secret "
                "and name that under sysprep.secret."
            )
        return (
            f"Team {self.team} has no secret named {self.name} with answer files. Create it under Secrets, "
            "and the machine starts by itself."
        )


class Withdrawn(PortalError):
    """What was being brought is no longer wanted."""

    code = "withdrawn"

    def __str__(self) -> str:
        return "It was deleted while its content came in."


class NotYet(TransientError):
    """Nothing is wrong; something else has to happen first."""

    code = "not_yet"

    def __init__(self, reason: str, pause: timedelta = timedelta(seconds=10)) -> None:
        super().__init__(reason, pause)
        self.reason, self.pause = reason, pause

    def __str__(self) -> str:
        return self.reason


class UploadAbandoned(PortalError):
    """A browser began to send a file and never went on."""

    code = "upload_abandoned"

    def __str__(self) -> str:
        return "The upload was never finished, so what had come was thrown away. Try again with the file."


class OriginalGone(PortalError):
    """The volume that was to be copied cannot be."""

    code = "original_gone"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"The volume {self.name} cannot be copied: {self.reason}"


class VolumeFailed(PortalError):
    """A volume that the machine uses has not come, or is gone."""

    code = "volume_failed"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return (
            f"The volume {self.name} is not there. {self.reason} Its page, under Volumes, lets you try again."
        )


class ImageMissing(PortalError):
    """An image that a machine or a volume names has not come, or may not be used by its team."""

    code = "image_missing"

    def __init__(self, reference: str, reason: str) -> None:
        super().__init__(reference, reason)
        self.reference, self.reason = reference, reason

    def __str__(self) -> str:
        return f"The image {self.reference} is not here. {self.reason}"
