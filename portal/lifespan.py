"""What the web process does before its first request: nobody should have to wait for what it can do alone."""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import DatabaseError

from vms.selectors import schemas

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def lifespan(scope: Any, receive: Receive, send: Send) -> None:
    """ASGI's ``lifespan``: compile the schemas that are in force, then say that requests may come."""
    del scope
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await sync_to_async(warm)()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await send({"type": "lifespan.shutdown.complete"})
            return


def warm() -> None:
    """A database that has no tables yet, or does not answer, is no reason not to start."""
    try:
        schemas.warm()
    except DatabaseError:
        return
