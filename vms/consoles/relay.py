"""The relay of one console: a plain ASGI application per socket.

Not a Channels consumer: its dispatch hops through a shared thread on every frame, and a console is many
small frames whose round trip a person feels. Channels' router and layer are used around it.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple
from uuid import UUID

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, WebSocketScope
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import DatabaseError
from redis.exceptions import RedisError

from vms.errors import PortalError

from .gate import SUBPROTOCOL, Admission, Line, admit, ask, dial, is_gone, still_may, ticket_in

LARGEST_FRAME: Final = 64 * 1024
WRITE_SECONDS: Final = 30.0
RECHECK_SECONDS: Final = 5.0
EXCLUSIVE: Final = frozenset({"serial"})  # libvirt carries one serial stream; VNC shares its screen

logger = logging.getLogger(__name__)


class Ending(NamedTuple):
    """Why a console ends, as the browser is told. The codes belong to the scripts as well."""

    code: int
    reason: str


LEFT: Final = Ending(1000, "")  # the browser itself went away
UNSUPPORTED: Final = Ending(1003, "A console takes binary frames.")
TOO_BIG: Final = Ending(1009, "A frame may have at most 64 KiB.")
HOST_FAILED: Final = Ending(1011, "The host failed.")
REVOKED: Final = Ending(4403, "You may no longer use this console.")
GONE: Final = Ending(4404, "The machine stopped.")
STUCK: Final = Ending(4408, "The guest does not read.")
TAKEN_OVER: Final = Ending(4409, "This console was opened elsewhere.")


def console(kind: str) -> Callable[..., Any]:
    """The ASGI application that relays consoles of this kind."""
    return partial(_console, kind)


async def _console(
    kind: str, scope: WebSocketScope, receive: ASGIReceiveCallable, send: ASGISendCallable
) -> None:
    relay = Relay(kind, scope, receive, send)
    await receive()  # websocket.connect
    try:
        admission, line = await relay.open()
    except (PortalError, DatabaseError) as refusal:
        logger.info("refused the %s console of machine %s: %s", kind, relay.machine_id, refusal)
        # Before accept: the handshake itself fails. Why is told by the endpoint that issues tickets.
        await send({"type": "websocket.close", "code": 1000, "reason": None})
        return
    try:
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL, "headers": []})
        logger.info("%s opened the %s console of machine %s", admission.username, kind, relay.machine_id)
        ending = await relay.carry(line)
        logger.info("the %s console of machine %s ended: %s", kind, relay.machine_id, ending.reason or "left")
        if ending is not LEFT:
            await send({"type": "websocket.close", "code": ending.code, "reason": ending.reason})
    except OSError:
        logger.info("the browser left the %s console of machine %s", kind, relay.machine_id)
    finally:
        await line.hang_up()


class Relay:
    """One socket, one line. The first of its four watches to end ends the others."""

    def __init__(
        self, kind: str, scope: WebSocketScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        # Channels' router and cookie parser add these two to what the ASGI types know.
        extended: dict[str, Any] = dict(scope)
        self.machine_id: UUID = extended["url_route"]["kwargs"]["machine_id"]
        self.session_key: str = extended["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        self.kind, self.receive, self.send = kind, receive, send
        self.subprotocols = list(scope["subprotocols"])
        self.layer = get_channel_layer()
        self.group = f"console.{kind}.{self.machine_id}"

    async def open(self) -> tuple[Admission, Line]:
        """Find, authorise, validate, dial. Raises what the gate raises."""
        secret = ticket_in(self.subprotocols)
        admission = await ask(
            partial(
                admit,
                session_key=self.session_key,
                machine_id=self.machine_id,
                kind=self.kind,
                secret=secret,
            )
        )
        await self.take_over()
        return admission, await dial(admission)

    async def take_over(self) -> None:
        """Tell whoever has this console that it is lost, before libvirt breaks their stream off."""
        if self.kind in EXCLUSIVE:
            try:
                await self.layer.group_send(self.group, {"type": "taken.over"})
            except (RedisError, OSError) as error:
                logger.warning("nobody could be told of a takeover, the channel layer is away: %s", error)

    async def carry(self, line: Line) -> Ending:
        """Relay until the guest, the browser, the host or the right to it ends."""
        watches = [
            asyncio.create_task(watch)
            for watch in (self.to_browser(line), self.to_guest(line), self.rights(), self.taken_over())
        ]
        try:
            done, _ = await asyncio.wait(watches, return_when=asyncio.FIRST_COMPLETED)
            # Several may end at once: a takeover also breaks the stream off, and is the better word for it.
            return max((watch.result() for watch in done), key=lambda ending: ending.code)
        finally:
            for watch in watches:
                watch.cancel()
            await asyncio.gather(*watches, return_exceptions=True)

    async def to_browser(self, line: Line) -> Ending:
        """Awaiting the send is the back-pressure: a browser that does not read stops our reading."""
        try:
            while chunk := await line.stream.read():
                await self.send({"type": "websocket.send", "bytes": chunk, "text": None})
        except PortalError as error:
            logger.warning("the %s console of machine %s broke: %s", self.kind, self.machine_id, error)
            return HOST_FAILED
        return GONE

    async def to_guest(self, line: Line) -> Ending:
        """Awaiting the write is the back-pressure: the server reads no further than we receive."""
        while True:
            event = await self.receive()
            if event["type"] == "websocket.disconnect":
                return LEFT
            data = event.get("bytes")
            if not isinstance(data, bytes):
                return UNSUPPORTED
            if len(data) > LARGEST_FRAME:
                return TOO_BIG
            try:
                async with asyncio.timeout(WRITE_SECONDS):
                    await line.stream.write(data)
            except TimeoutError:
                return STUCK
            except PortalError as error:
                logger.warning("the %s console of machine %s broke: %s", self.kind, self.machine_id, error)
                return HOST_FAILED

    async def rights(self) -> Ending:
        """Asked again and again, because a socket does not notice a logout or a lost membership."""
        asked = partial(still_may, session_key=self.session_key, machine_id=self.machine_id)
        try:
            while True:
                if not await ask(asked):
                    return GONE if await ask(partial(is_gone, self.machine_id)) else REVOKED
                await asyncio.sleep(RECHECK_SECONDS)
        except DatabaseError as error:
            logger.warning("a console was closed, its rights cannot be checked: %s", error)
            return HOST_FAILED

    async def taken_over(self) -> Ending:
        """Wait to be told that somebody else opened this console."""
        if self.kind not in EXCLUSIVE:
            return await asyncio.Future[Ending]()
        try:
            channel = await self.layer.new_channel()
            await self.layer.group_add(self.group, channel)
            try:
                await self.layer.receive(channel)
            finally:
                await self.layer.group_discard(self.group, channel)
        except (RedisError, OSError) as error:
            # The bytes need no channel layer; libvirt still breaks off the stream of whoever loses it.
            logger.warning("a console will not hear of a takeover, the channel layer is away: %s", error)
            return await asyncio.Future[Ending]()
        return TAKEN_OVER
