"""Websockets of the real ASGI application, as a browser of the portal opens them.

Channels' own test client cannot be imported without Daphne, a server that we have no other use for.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

PATIENCE = 5.0  # seconds; a loaded machine may need some of them


P = ParamSpec("P")
Answer = TypeVar("Answer")


def in_database(function: Callable[P, Answer]) -> Callable[P, Awaitable[Answer]]:
    """The function in a thread that gives its connection back: PostgreSQL drops no database in use."""
    called: Callable[P, Awaitable[Answer]] = database_sync_to_async(function)
    return called


class Browser:
    """One websocket, from the browser's side."""

    def __init__(self, application: Any, scope: dict[str, Any]) -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.application, self.scope = application, scope
        self.server: asyncio.Task[None] | None = None

    async def connect(self) -> tuple[bool, str | None]:
        """Whether the handshake was accepted, and the subprotocol that was echoed."""
        await self.said.put({"type": "websocket.connect"})
        self.server = asyncio.create_task(self.application(self.scope, self.said.get, self.told.put))
        answer = await self.hear()
        return answer["type"] == "websocket.accept", answer.get("subprotocol")

    async def say(self, text: str | None = None, data: bytes | None = None) -> None:
        await self.said.put({"type": "websocket.receive", "text": text, "bytes": data})

    async def hear(self) -> dict[str, Any]:
        """The server's next event; raises what the server raised, or ``TimeoutError``."""
        assert self.server is not None
        hearing = asyncio.create_task(self.told.get())
        await asyncio.wait({hearing, self.server}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not hearing.done() and self.server.done():
            self.server.result()
        try:
            async with asyncio.timeout(PATIENCE):
                return await hearing
        finally:
            hearing.cancel()

    async def leave(self) -> None:
        """Close the tab, and wait until the server has cleaned up."""
        assert self.server is not None
        await self.said.put({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(PATIENCE):
            await self.server


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def socket(
    path: str,
    client: Client | None = None,
    *,
    subprotocols: list[str] | None = None,
    origin: str | None = "http://localhost:8000",
    host: str = "localhost:8000",
) -> Browser:
    """A socket that is not connected yet, with the client's session cookie."""
    from portal.asgi import application  # needs the apps

    headers = [(b"host", host.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    if client is not None and settings.SESSION_COOKIE_NAME in client.cookies:
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={value}".encode()))
    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "subprotocols": subprotocols or [],
    }
    return Browser(application, scope)


async def is_refused(browser: Browser) -> bool:
    """Whether the handshake fails, as HTTP 403 to a browser."""
    accepted, _ = await browser.connect()
    await browser.leave()
    return not accepted


@asynccontextmanager
async def opened(browser: Browser) -> AsyncIterator[Browser]:
    accepted, _ = await browser.connect()
    assert accepted
    try:
        yield browser
    finally:
        await browser.leave()


async def frame(browser: Browser, wanted: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
    """The next event from the server that is wanted; fails when none comes."""
    while True:
        event = await browser.hear()
        if wanted(event):
            return event


async def close_code(browser: Browser) -> int:
    event = await frame(browser, lambda event: event["type"] == "websocket.close")
    return int(event["code"])
