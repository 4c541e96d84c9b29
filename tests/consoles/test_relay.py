"""A console that is open: what ends it, and who shares it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.consoles.standin import FakeHypervisor, a_ticket, carried, console, in_time
from tests.sockets import PATIENCE, close_code, in_database, is_refused, opened
from vms.consoles import gate, relay
from vms.hypervisor import HypervisorUnavailable
from vms.models import Membership, VirtualMachine

pytestmark = pytest.mark.django_db(transaction=True)


async def test_the_end_of_the_guest_closes_the_socket(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)

    async with opened(console(machine.pk, client, secret)) as browser:
        await hypervisor.stream.says.put(b"")

        assert await close_code(browser) == relay.GONE.code
    assert hypervisor.stream.is_closed


async def test_a_host_that_fails_closes_the_socket(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)

    async with opened(console(machine.pk, client, secret)) as browser:
        await hypervisor.stream.says.put(HypervisorUnavailable("h1", "it went away"))

        assert await close_code(browser) == relay.HOST_FAILED.code


async def test_the_largest_frame_is_carried_and_a_larger_one_closes_the_socket(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)

    async with opened(console(machine.pk, client, secret)) as browser:
        await browser.say(data=b"x" * 65536)
        assert len(await in_time(hypervisor.stream.heard.get())) == 65536
        await browser.say(data=b"x" * 65537)

        assert await close_code(browser) == relay.TOO_BIG.code
    assert hypervisor.stream.heard.empty()


async def test_a_text_frame_closes_the_socket(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)

    async with opened(console(machine.pk, client, secret)) as browser:
        await browser.say("root")

        assert await close_code(browser) == relay.UNSUPPORTED.code


async def test_a_guest_that_does_not_read_ends_the_console_in_the_end(
    hypervisor: FakeHypervisor,
    machine: VirtualMachine,
    member: User,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "WRITE_SECONDS", 0.01)
    hypervisor.stream.is_stuck = True
    secret = await a_ticket(member, machine, client)

    async with opened(console(machine.pk, client, secret)) as browser:
        await browser.say(data=b"x")

        assert await close_code(browser) == relay.STUCK.code


async def test_a_second_browser_takes_the_serial_line_over(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    first, second = [await a_ticket(member, machine, client) for _ in range(2)]

    async with opened(console(machine.pk, client, first)) as before:
        await hypervisor.stream.says.put(b"joined")
        await carried(before)
        async with opened(console(machine.pk, client, second)):
            assert await close_code(before) == relay.TAKEN_OVER.code


async def test_two_browsers_share_one_screen(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    first, second = [await a_ticket(member, machine, client, "vnc") for _ in range(2)]

    async with (
        opened(console(machine.pk, client, first, "vnc")) as before,
        opened(console(machine.pk, client, second, "vnc")),
    ):
        await before.say(data=b"still here")
        assert await in_time(hypervisor.stream.heard.get()) == b"still here"


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("loss", ["logout", "membership", "account"])
async def test_losing_the_right_closes_the_socket(
    loss: str, hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)

    async with opened(console(machine.pk, client, secret)) as browser:
        match loss:
            case "logout":
                await in_database(client.logout)()
            case "membership":
                await Membership.objects.filter(user=member).adelete()
            case _:
                await User.objects.filter(pk=member.pk).aupdate(is_active=False)

        assert await close_code(browser) == relay.REVOKED.code
    assert hypervisor.stream.is_closed


@pytest.mark.usefixtures("_impatient")
async def test_deleting_the_machine_closes_the_socket(
    hypervisor: FakeHypervisor, machine: VirtualMachine, member: User, client: Client
) -> None:
    secret = await a_ticket(member, machine, client)

    async with opened(console(machine.pk, client, secret)) as browser:
        await VirtualMachine.objects.filter(pk=machine.pk).adelete()

        assert await close_code(browser) == relay.GONE.code


async def test_a_host_that_answers_too_late_is_hung_up_on(
    machine: VirtualMachine, member: User, client: Client, monkeypatch: pytest.MonkeyPatch, late: Any
) -> None:
    monkeypatch.setattr(gate, "DIAL_SECONDS", 0.01)
    monkeypatch.setattr(gate, "open_hypervisor", late.open_hypervisor)
    secret = await a_ticket(member, machine, client)

    assert await is_refused(console(machine.pk, client, secret))
    late.answer.set()

    assert await asyncio.to_thread(late.closed.wait, PATIENCE)


@pytest.fixture
def late() -> Iterator[Any]:
    from threading import Event

    class Late(FakeHypervisor):
        def __init__(self) -> None:
            super().__init__()
            self.answer, self.closed = Event(), Event()

        def open_hypervisor(self, uri: str) -> "Late":
            assert self.answer.wait(PATIENCE)
            return self

        def close(self) -> None:
            self.closed.set()

    host = Late()
    yield host
    host.answer.set()
