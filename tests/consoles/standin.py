"""A host whose guest says what it is told to, and how a browser reaches its consoles."""

import asyncio
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.test import Client

from tests.sockets import PATIENCE, Browser, frame, in_database, socket
from vms.models import VirtualMachine
from vms.services import consoles


class FakeStream:
    """A guest that says what it is told to say and keeps what it is sent."""

    def __init__(self) -> None:
        self.says: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()
        self.is_closed = False
        self.is_stuck = False

    async def read(self) -> bytes:
        said = await self.says.get()
        if isinstance(said, Exception):
            raise said
        return said

    async def write(self, data: bytes) -> None:
        if self.is_stuck:
            await asyncio.Event().wait()
        await self.heard.put(data)

    async def close(self) -> None:
        self.is_closed = True


class FakeHypervisor:
    def __init__(self) -> None:
        self.stream = FakeStream()
        self.opened: list[tuple[str, UUID]] = []
        self.refusal: Exception | None = None
        self.is_closed = False

    def open_serial(self, uuid: UUID) -> FakeStream:
        return self._open("serial", uuid)

    def open_graphics(self, uuid: UUID) -> FakeStream:
        return self._open("vnc", uuid)

    def close(self) -> None:
        self.is_closed = True

    def _open(self, kind: str, uuid: UUID) -> FakeStream:
        if self.refusal is not None:
            raise self.refusal
        self.opened.append((kind, uuid))
        return self.stream


def key_of(client: Client) -> str:
    return client.session.session_key or ""


@in_database
def a_ticket(user: User, machine: VirtualMachine, client: Client, kind: str = "serial") -> str:
    return consoles.issue_ticket(actor=user, machine=machine, kind=kind, session_key=key_of(client))


def console(machine_id: UUID, client: Client | None, secret: str, kind: str = "serial") -> Browser:
    return socket(f"/ws/machines/{machine_id}/{kind}/", client, subprotocols=["slipway.console.v1", secret])


async def carried(browser: Browser) -> bytes:
    event = await frame(browser, lambda event: event["type"] == "websocket.send")
    data: bytes = event["bytes"]
    return data


async def in_time(awaitable: Any) -> Any:
    async with asyncio.timeout(PATIENCE):
        return await awaitable
