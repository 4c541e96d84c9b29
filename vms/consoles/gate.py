"""Everything that happens before a console's handshake is accepted: find, authorise, validate, dial.

The order is the point: nothing is sent to a host for somebody who may not, and nothing is accepted from a
browser that cannot be served.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from channels.db import database_sync_to_async

from vms import access
from vms.errors import PortalError
from vms.hypervisor import ConsoleStream, Hypervisor, HypervisorUnavailable, open_hypervisor
from vms.models import VirtualMachine
from vms.selectors import sessions
from vms.services import ConsoleRefused
from vms.services import consoles as tickets

SUBPROTOCOL: Final = "slipway.console.v1"
DIAL_SECONDS: Final = 20.0

# Threads of our own: a host that hangs must not hold up other pages and sockets in asgiref's shared thread.
_DATABASE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="console-rights")
_DIALLERS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="console-dial")

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may open which console of which domain, decided and paid for with a ticket."""

    machine_id: UUID
    domain_uuid: UUID
    kind: str
    host: str
    uri: str
    username: str


@dataclass(frozen=True, slots=True)
class Line:
    """An open console, with the connection that it runs over."""

    hypervisor: Hypervisor
    stream: ConsoleStream

    async def hang_up(self) -> None:
        await self.stream.close()
        await asyncio.get_running_loop().run_in_executor(_DIALLERS, self.hypervisor.close)


async def ask(question: Callable[[], Answer]) -> Answer:
    """Put a question to the database, off the event loop."""
    answer: Answer = await database_sync_to_async(question, thread_sensitive=False, executor=_DATABASE)()
    return answer


def ticket_in(subprotocols: list[str]) -> str:
    """The secret beside our subprotocol. It travels in this header because addresses end up in logs."""
    match subprotocols:
        case [name, secret] if name == SUBPROTOCOL and secret:
            return secret
        case _:
            raise ConsoleRefused("A console is opened with our subprotocol and one ticket.")


def admit(*, session_key: str, machine_id: UUID, kind: str, secret: str) -> Admission:
    """Spend the ticket if this browser may open this console now. Raises ``ConsoleRefused``, and
    ``NotPermitted`` when the right was lost since the ticket was issued."""
    user = sessions.signed_in(session_key)
    if user is None or not access.visible_to(user, VirtualMachine).filter(pk=machine_id).exists():
        raise ConsoleRefused("There is no such machine, or you are signed out.")
    ticket = tickets.redeem(
        secret=secret, machine_id=machine_id, kind=kind, session_key=session_key, user=user
    )
    machine = ticket.machine
    if machine.host is None:
        raise ConsoleRefused("The machine is on no host. Start it first.")
    return Admission(
        machine_id=machine.pk,
        domain_uuid=machine.domain_uuid,
        kind=kind,
        host=machine.host.name,
        uri=machine.host.uri,
        username=user.get_username(),
    )


def is_gone(machine_id: UUID) -> bool:
    return not VirtualMachine.objects.filter(pk=machine_id).exists()


def still_may(*, session_key: str, machine_id: UUID) -> bool:
    """Whether the browser's session lives and its user may still use the machine's consoles."""
    user = sessions.signed_in(session_key)
    machine = VirtualMachine.objects.filter(pk=machine_id).first()
    return user is not None and machine is not None and access.may(user, "machine.console", machine)


async def dial(admission: Admission) -> Line:
    """Open the console on its host. Raises ``HypervisorUnavailable`` (also when it takes too long),
    ``HypervisorRefused`` and ``DomainNotFound``."""
    call = _DIALLERS.submit(_dial, admission)
    try:
        return await asyncio.wait_for(asyncio.wrap_future(call), DIAL_SECONDS)
    except TimeoutError as error:
        call.add_done_callback(_drop_late_line)
        raise HypervisorUnavailable(admission.host, "it did not answer in time") from error


def _dial(admission: Admission) -> Line:
    hypervisor = open_hypervisor(admission.uri)
    try:
        if admission.kind == "serial":
            return Line(hypervisor, hypervisor.open_serial(admission.domain_uuid))
        return Line(hypervisor, hypervisor.open_graphics(admission.domain_uuid))
    except PortalError:
        hypervisor.close()
        raise


def _drop_late_line(call: "Future[Line]") -> None:
    """The browser was told no; a line that came after all must not stay open."""
    if not call.cancelled() and call.exception() is None:
        call.result().hypervisor.close()
