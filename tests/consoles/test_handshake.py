"""Opening a console: what the ticket must be, and what the host must answer."""

import logging
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.consoles.standin import FakeHypervisor, a_ticket, carried, console, in_time
from tests.data import a_machine
from tests.sockets import in_database, is_refused, opened, signed_in, socket
from vms.hypervisor import DomainNotFound, HypervisorUnavailable
from vms.models import ConsoleTicket, Team, VirtualMachine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("kind", ["serial", "vnc"])
async def test_bytes_go_both_ways(
    kind: str, hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client, kind)

    async with opened(console(machine.pk, client, secret, kind)) as browser:
        await hypervisor.stream.says.put(b"login: \xff\x00")
        assert await carried(browser) == b"login: \xff\x00"
        await browser.say(data=b"root\n")
        assert await in_time(hypervisor.stream.heard.get()) == b"root\n"

    assert hypervisor.opened == [(kind, machine.domain_uuid)]
    assert hypervisor.stream.is_closed
    assert hypervisor.is_closed


async def test_only_our_subprotocol_is_echoed_and_never_the_ticket(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)
    browser = console(machine.pk, client, secret)

    accepted = await browser.connect()
    await browser.leave()

    assert accepted == (True, "slipway.console.v1")


async def test_the_ticket_is_never_logged(
    hypervisor: FakeHypervisor,
    machine: VirtualMachine,
    member: User,
    client: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = await a_ticket(member, machine, client)

    async with opened(console(machine.pk, client, secret)):
        pass
    assert await is_refused(console(machine.pk, client, secret))

    assert "console of machine" in caplog.text
    assert secret not in caplog.text


async def test_a_ticket_opens_one_console_once(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)
    async with opened(console(machine.pk, client, secret)):
        pass

    assert await is_refused(console(machine.pk, client, secret))
    assert len(hypervisor.opened) == 1


async def test_a_late_ticket_is_refused(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)
    await ConsoleTicket.objects.aupdate(expires_at=timezone.now())

    assert await is_refused(console(machine.pk, client, secret))


async def test_a_ticket_for_the_screen_does_not_open_the_serial_line(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client, "vnc")

    assert await is_refused(console(machine.pk, client, secret, "serial"))


async def test_a_ticket_for_one_machine_does_not_open_another(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client, team: Team
) -> None:
    other = await in_database(a_machine)(team, name="db", host=machine.host, printable_status="Running")
    secret = await a_ticket(member, machine, client)

    assert await is_refused(console(other.pk, client, secret))


async def test_a_ticket_of_one_user_does_not_serve_another(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client, owner: User
) -> None:
    secret = await a_ticket(member, machine, client)
    thief = await in_database(signed_in)(owner)

    assert await is_refused(console(machine.pk, thief, secret))


async def test_a_ticket_of_one_session_does_not_serve_another_of_the_same_user(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)
    elsewhere = await in_database(signed_in)(member)

    assert await is_refused(console(machine.pk, elsewhere, secret))


async def test_a_stranger_is_refused_even_with_a_ticket(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client, stranger: User
) -> None:
    secret = await a_ticket(member, machine, client)
    foreign = await in_database(signed_in)(stranger)

    assert await is_refused(console(machine.pk, foreign, secret))
    assert await is_refused(console(uuid4(), foreign, secret))
    assert hypervisor.opened == []


@pytest.mark.parametrize(
    "subprotocols",
    [[], ["slipway.console.v1"], ["slipway.console.v1", ""], ["slipway.console.v2", "x"], ["x"]],
)
async def test_a_handshake_without_a_ticket_is_refused(
    subprotocols: list[str], hypervisor: FakeHypervisor, machine: VirtualMachine, client: Client
) -> None:
    path = f"/ws/machines/{machine.pk}/serial/"

    assert await is_refused(socket(path, client, subprotocols=subprotocols))


async def test_a_machine_that_stopped_after_the_ticket_was_issued_is_refused(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)
    await VirtualMachine.objects.aupdate(printable_status="Stopped")

    assert await is_refused(console(machine.pk, client, secret))
    assert hypervisor.opened == []


@pytest.mark.parametrize(
    "refusal", [HypervisorUnavailable("h1", "no route"), DomainNotFound(uuid4())], ids=["host", "domain"]
)
async def test_a_host_that_cannot_serve_fails_the_handshake_and_is_let_go(
    refusal: Exception,
    hypervisor: FakeHypervisor,
    machine: VirtualMachine,
    member: User,
    client: Client,
) -> None:
    hypervisor.refusal = refusal
    secret = await a_ticket(member, machine, client)

    assert await is_refused(console(machine.pk, client, secret))
    assert hypervisor.is_closed
