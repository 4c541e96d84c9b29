"""Who hears what, and what a browser can make the server do."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import a_machine
from tests.sockets import Browser, close_code, frame, in_database, is_refused, opened, signed_in, socket
from vms import events
from vms.live import consumers
from vms.models import Membership, Team, VirtualMachine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def machine(team: Team) -> VirtualMachine:
    return a_machine(team)


@pytest.fixture
def clients(admin: User, owner: User, member: User, stranger: User) -> dict[str, Client]:
    cast = {"admin": admin, "owner": owner, "member": member, "stranger": stranger}
    return {name: signed_in(user) for name, user in cast.items()} | {"nobody": Client()}


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers._StatusConsumer, "recheck_seconds", 0.01)
    monkeypatch.setattr(consumers._StatusConsumer, "pace_seconds", 0.0)


async def told(browser: Browser) -> dict[str, Any]:
    event = await frame(browser, lambda event: event["type"] == "websocket.send")
    message: dict[str, Any] = json.loads(event["text"])
    return message


@in_database
def change(machine: VirtualMachine, status: str) -> None:
    machine.printable_status = status
    machine.status_sequence += 1
    machine.save(update_fields=["printable_status", "status_sequence"])
    events.machine_changed(machine)


@pytest.mark.parametrize("who", ["admin", "owner", "member"])
async def test_those_who_see_a_machine_are_told_its_status_at_once(
    who: str, clients: dict[str, Client], machine: VirtualMachine
) -> None:
    async with opened(socket(f"/ws/machines/{machine.pk}/", clients[who])) as browser:
        message = await told(browser)

    assert message["type"] == "machine.status"
    assert message["machine"] == str(machine.pk)
    assert message["printableStatus"] == "Stopped"


@pytest.mark.parametrize("who", ["stranger", "nobody"])
async def test_others_fail_in_the_handshake_of_a_machine(
    who: str, clients: dict[str, Client], machine: VirtualMachine
) -> None:
    assert await is_refused(socket(f"/ws/machines/{machine.pk}/", clients[who]))


async def test_an_absent_machine_fails_in_the_same_way(clients: dict[str, Client]) -> None:
    assert await is_refused(socket(f"/ws/machines/{uuid4()}/", clients["owner"]))


async def test_nobody_fails_in_the_handshake_of_the_list(clients: dict[str, Client]) -> None:
    assert await is_refused(socket("/ws/live/", clients["nobody"]))


async def test_an_unknown_address_is_refused_rather_than_an_error(clients: dict[str, Client]) -> None:
    assert await is_refused(socket("/ws/elsewhere/", clients["owner"]))


@pytest.mark.parametrize("path", ["/ws/live/", "/ws/machines/{machine}/"])
@pytest.mark.parametrize("who", ["admin", "owner", "member"])
async def test_a_change_is_pushed_to_those_who_see_the_machine(
    path: str, who: str, clients: dict[str, Client], machine: VirtualMachine
) -> None:
    async with opened(socket(path.format(machine=machine.pk), clients[who])) as browser:
        await told(browser)
        await change(machine, "Running")
        message = await told(browser)

    assert (message["printableStatus"], message["sequence"]) == ("Running", 1)


async def test_a_stranger_hears_of_their_own_machines_only(
    clients: dict[str, Client], machine: VirtualMachine, other_team: Team
) -> None:
    own = await in_database(a_machine)(other_team, name="own")

    async with opened(socket("/ws/live/", clients["stranger"])) as browser:
        first = await told(browser)
        await change(machine, "Running")
        await change(own, "Starting")
        heard = await told(browser)

    assert [known["machine"] for known in first["machines"]] == [str(own.pk)]
    assert heard["machine"] == str(own.pk)


async def test_the_list_begins_with_where_every_visible_machine_stands(
    clients: dict[str, Client], machine: VirtualMachine
) -> None:
    async with opened(socket("/ws/live/", clients["member"])) as browser:
        first = await told(browser)

    assert first["type"] == "snapshot"
    assert first["machines"] == [
        {
            "machine": str(machine.pk),
            "printableStatus": "Stopped",
            "since": machine.status_since.isoformat(),
            "sequence": 0,
        }
    ]


async def test_many_changes_in_a_row_reach_a_browser_as_the_first_and_the_last(
    clients: dict[str, Client], machine: VirtualMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers._StatusConsumer, "pace_seconds", 0.2)

    async with opened(socket("/ws/live/", clients["member"])) as browser:
        await told(browser)
        for number in range(20):
            await change(machine, f"Status {number}")
        heard = [await told(browser)]
        while heard[-1]["sequence"] < 20:
            heard.append(await told(browser))

    assert heard[-1]["printableStatus"] == "Status 19"
    assert len(heard) < 10


async def test_a_ping_is_answered(clients: dict[str, Client]) -> None:
    async with opened(socket("/ws/live/", clients["member"])) as browser:
        await told(browser)
        await browser.say('{"type": "ping"}')

        assert await told(browser) == {"type": "pong"}


@pytest.mark.parametrize(
    "text",
    [
        '{"subscribe": "machine.00000000-0000-0000-0000-000000000000"}',
        '{"type": "ping", "team": "red"}',
        '{"team": "red", "permission": "admin"}',
        "[]",
        "not json",
        '{"type": "ping"' + " " * 2000 + "}",
    ],
)
async def test_a_frame_that_asks_for_more_than_a_pong_closes_the_socket(
    text: str, clients: dict[str, Client]
) -> None:
    async with opened(socket("/ws/live/", clients["member"])) as browser:
        await told(browser)
        await browser.say(text)

        assert await close_code(browser) == consumers.NOT_UNDERSTOOD


async def test_a_binary_frame_closes_the_socket(clients: dict[str, Client]) -> None:
    async with opened(socket("/ws/live/", clients["member"])) as browser:
        await browser.say(data=b"ping")

        assert await close_code(browser) == consumers.NOT_UNDERSTOOD


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("path", ["/ws/live/", "/ws/machines/{machine}/"])
async def test_a_logout_closes_the_socket(
    path: str, clients: dict[str, Client], machine: VirtualMachine
) -> None:
    async with opened(socket(path.format(machine=machine.pk), clients["member"])) as browser:
        await told(browser)
        await in_database(clients["member"].logout)()

        assert await close_code(browser) == consumers.REVOKED


@pytest.mark.usefixtures("_impatient")
async def test_leaving_the_team_closes_the_socket_of_its_machine(
    clients: dict[str, Client], machine: VirtualMachine, member: User
) -> None:
    async with opened(socket(f"/ws/machines/{machine.pk}/", clients["member"])) as browser:
        await told(browser)
        await Membership.objects.filter(user=member).adelete()

        assert await close_code(browser) == consumers.REVOKED


@pytest.mark.usefixtures("_impatient")
async def test_a_disabled_account_loses_its_socket(clients: dict[str, Client], member: User) -> None:
    async with opened(socket("/ws/live/", clients["member"])) as browser:
        await told(browser)
        await User.objects.filter(pk=member.pk).aupdate(is_active=False)

        assert await close_code(browser) == consumers.REVOKED


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "https://localhost:8000",
        "http://localhost:8443",
        "http://localhost",
        "http://sub.localhost:8000",
        "http://localhost:8000.evil.example",
    ],
)
async def test_another_origin_fails_in_the_handshake(origin: str | None, clients: dict[str, Client]) -> None:
    assert await is_refused(socket("/ws/live/", clients["owner"], origin=origin))


async def test_a_host_name_that_is_not_ours_fails_even_with_the_same_origin(
    clients: dict[str, Client],
) -> None:
    evil = socket("/ws/live/", clients["owner"], origin="http://evil.example", host="evil.example")

    assert await is_refused(evil)


async def test_an_origin_that_the_settings_trust_may_connect(
    clients: dict[str, Client], settings: Any
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://portal.example"]

    async with opened(socket("/ws/live/", clients["owner"], origin="https://portal.example")) as browser:
        assert (await told(browser))["type"] == "snapshot"
