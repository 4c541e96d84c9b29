"""The status sockets: authorise, join groups, say what is so now, then push what changes."""

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError
from redis.exceptions import RedisError

from vms.events import MachineStatus

from .sight import Sight, Snapshot, machine_snapshot, of_machine, of_teams, teams_snapshot

NOT_UNDERSTOOD: Final = 4400
REVOKED: Final = 4403
UNABLE: Final = 1011
LONGEST_FRAME: Final = 1024  # a ping; there is nothing else to say

_SUBJECTS: Final = ("machine", "request", "draft", "transfer")  # whose id a payload holds

logger = logging.getLogger(__name__)

# asgiref's shared thread runs everybody's synchronous code: one slow query there would hold up all sockets.
_DATABASE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")

Answer = TypeVar("Answer")


async def _ask(question: Callable[[], Answer]) -> Answer:
    answer: Answer = await database_sync_to_async(question, thread_sensitive=False, executor=_DATABASE)()
    return answer


class _StatusConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels carries no types
    """Follow what ``sight`` allows. A subclass says which sight and which snapshot.

    Pushes are gathered for ``pace_seconds`` and only the latest of each object is sent, so that a guest in a
    reboot loop, or a browser that reads slowly, costs a bounded number of frames and bytes.
    """

    recheck_seconds = 15.0
    pace_seconds = 0.5

    def __init__(self) -> None:
        super().__init__()
        self.following: frozenset[str] = frozenset()
        self.latest: dict[str, dict[str, Any]] = {}
        self.ended = False
        self.flusher: asyncio.Task[None] | None = None
        self.watcher: asyncio.Task[None] | None = None

    def sight(self) -> Sight | None:
        raise NotImplementedError

    def snapshot(self) -> MachineStatus | Snapshot:
        raise NotImplementedError

    @property
    def session_key(self) -> str:
        return str(self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, ""))

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels' own ``dispatch`` first closes old database connections, in asgiref's one shared thread,
        on every message: measured, a push then waits behind every other socket's queries. No handler here
        touches the database in the event loop, so there is nothing to close."""
        if message["type"].startswith("websocket."):
            await getattr(self, get_handler_name(message))(message)
        else:
            self.push(message)

    async def connect(self) -> None:
        sight = await _ask(self.sight)
        if sight is None:
            await self.close()  # before accept(): the handshake itself fails, absent and foreign alike
            return
        try:
            await self.follow(sight.groups)
        except (RedisError, OSError) as error:
            logger.warning("a status socket was refused, the channel layer is away: %s", error)
            await self.close()
            return
        snapshot = await _ask(self.snapshot)  # read after joining: what changes meanwhile is pushed behind it
        await self.accept()
        await self.send(text_data=json.dumps(snapshot))
        self.watcher = asyncio.create_task(self.watch())

    async def follow(self, groups: frozenset[str]) -> None:
        for group in groups - self.following:
            await self.channel_layer.group_add(group, self.channel_name)
        for group in self.following - groups:
            await self.channel_layer.group_discard(group, self.channel_name)
        self.following = groups

    async def watch(self) -> None:
        """Close the socket soon after its user lost the session or the sight of what it follows."""
        try:
            while True:
                await asyncio.sleep(self.recheck_seconds)
                sight = await _ask(self.sight)
                if sight is None:
                    await self.end(REVOKED)
                    return
                await self.follow(sight.groups)
        except (DatabaseError, RedisError, OSError) as error:
            # Unable to ask is not allowed to go on: the browser comes back when we can answer again.
            logger.warning("a status socket was closed, its rights cannot be checked: %s", error)
            await self.end(UNABLE)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data is None or len(text_data) > LONGEST_FRAME or not _is_ping(text_data):
            await self.end(NOT_UNDERSTOOD)
            return
        await self.send(text_data='{"type": "pong"}')

    def push(self, payload: dict[str, Any]) -> None:
        if self.ended:
            return
        about = next((payload[name] for name in _SUBJECTS if payload.get(name)), payload["type"])
        self.latest[about] = payload
        if self.flusher is None or self.flusher.done():
            self.flusher = asyncio.create_task(self.flush())

    async def flush(self) -> None:
        while self.latest:
            batch, self.latest = self.latest, {}
            try:
                for payload in batch.values():
                    await self.send(text_data=json.dumps(payload))
            except OSError:  # the browser left; disconnect() is on its way
                return
            await asyncio.sleep(self.pace_seconds)

    async def end(self, code: int) -> None:
        self.ended = True  # nothing may be sent behind a close frame
        if self.flusher is not None:
            self.flusher.cancel()
        await self.close(code)

    async def disconnect(self, code: int) -> None:
        for task in (self.watcher, self.flusher):
            if task is not None:
                task.cancel()
        try:
            await self.follow(frozenset())
        except (RedisError, OSError) as error:
            logger.warning("a status socket left without taking leave of its groups: %s", error)


class TeamsConsumer(_StatusConsumer):
    """Everything the user may see: lists, the dashboard, the number of waiting requests."""

    def sight(self) -> Sight | None:
        return of_teams(self.session_key)

    def snapshot(self) -> Snapshot:
        return teams_snapshot(self.session_key)


class MachineConsumer(_StatusConsumer):
    """One machine."""

    def sight(self) -> Sight | None:
        return of_machine(self.session_key, self.scope["url_route"]["kwargs"]["machine_id"])

    def snapshot(self) -> MachineStatus | Snapshot:
        return machine_snapshot(self.session_key, self.scope["url_route"]["kwargs"]["machine_id"])


def _is_ping(text: str) -> bool:
    try:
        return bool(json.loads(text) == {"type": "ping"})
    except ValueError:
        return False
