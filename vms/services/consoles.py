"""Console tickets: 30 seconds, one use, bound to user, session, machine and kind. Only the hash is kept."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from vms import access, audit
from vms.errors import PortalError
from vms.models import ConsoleTicket, VirtualMachine
from vms.selectors import machines

LIFE = timedelta(seconds=30)
KINDS = ("serial", "vnc")


class ConsoleRefused(PortalError):
    """This console cannot be opened now; the sentence says why."""

    code = "console_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def issue_ticket(*, actor: User, machine: VirtualMachine, kind: str, session_key: str) -> str:
    """A secret that opens one console once. Raises ``NotPermitted`` and ``ConsoleRefused``."""
    access.require(actor, "machine.console", machine)
    if reason := refusal(machine, kind):
        raise ConsoleRefused(reason)
    now = timezone.now()
    ConsoleTicket.objects.filter(expires_at__lt=now - timedelta(hours=1)).delete()
    secret = secrets.token_urlsafe(32)
    ConsoleTicket.objects.create(
        digest=_hash(secret),
        user=actor,
        machine=machine,
        kind=kind,
        session_key=_hash(session_key),
        expires_at=now + LIFE,
    )
    audit.record(actor, "console.open", machine, kind=kind)
    return secret


def redeem(*, secret: str, machine_id: UUID, kind: str, session_key: str, user: User) -> ConsoleTicket:
    """Spend a ticket. Raises ``ConsoleRefused`` for one that is spent, late, or somebody else's."""
    now = timezone.now()
    rows = ConsoleTicket.objects.filter(
        digest=_hash(secret),
        machine_id=machine_id,
        kind=kind,
        session_key=_hash(session_key),
        user_id=user.pk,
        used_at__isnull=True,
        expires_at__gt=now,
    )
    if not rows.update(used_at=now):
        raise ConsoleRefused("This console ticket is spent or too old. Ask for a new one.")
    ticket = ConsoleTicket.objects.select_related("machine__host", "user").get(digest=_hash(secret))
    access.require(ticket.user, "machine.console", ticket.machine)
    if reason := refusal(ticket.machine, kind):
        raise ConsoleRefused(reason)
    return ticket


def refusal(machine: VirtualMachine, kind: str) -> str | None:
    """Why this console cannot be opened now (KubeVirt's cases); ``None`` when it can.

    A manifest that today's rules no longer accept is no reason: the guest runs with the consoles it has.
    """
    if kind not in KINDS:
        return "There is no such console. A machine has a serial console and a screen."
    parsed = machines.parsed(machine)
    if parsed and kind == "serial" and parsed.autoattach_serial_console is False:
        return "This machine has no serial console: its manifest sets autoattachSerialConsole to false."
    if parsed and kind == "vnc" and parsed.autoattach_graphics_device is False:
        return "This machine has no screen: its manifest sets autoattachGraphicsDevice to false."
    if machine.printable_status not in {"Running", "Paused", "Stopping"} or machine.host is None:
        return f"The machine is not running: its status is {machine.printable_status}. Start it first."
    return None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
