"""A serial console: libvirt's non-blocking stream, joined to asyncio.

libvirt's thread alone receives and sends, so that a slow host never blocks the event loop of a relay. Both
ways are bounded: a reader that is behind stops the receiving, and with it, through libvirt's flow control,
the guest's port; a writer waits until its bytes are handed over.

One thread and one connection carry any number of consoles: each gets its turn per chunk, and one that floods
or is not read does not delay the others.
"""

import asyncio
import threading
from contextlib import suppress
from typing import Any

import libvirt

from vms.hypervisor.libvirt_driver.waiter import Waiter

CHUNK_BYTES = 32 * 1024
INBOX_BYTES = 256 * 1024

_READ, _WRITE = libvirt.VIR_STREAM_EVENT_READABLE, libvirt.VIR_STREAM_EVENT_WRITABLE
_OVER = libvirt.VIR_STREAM_EVENT_ERROR | libvirt.VIR_STREAM_EVENT_HANGUP


class SerialStream:
    """For one reading and one writing coroutine. After the end ``read`` answers ``b""`` and ``write``
    drops what it is given."""

    def __init__(self, stream: libvirt.virStream) -> None:
        self._stream = stream
        self._lock = threading.Lock()  # guards everything below; never held while libvirt may block
        self._inbox, self._outbox = bytearray(), bytearray()
        self._ended = self._closed = False
        self._reader, self._writer = Waiter(), Waiter()
        self._wanted = _READ | _OVER
        stream.eventAddCallback(self._wanted, self._on_ready, None)

    async def read(self) -> bytes:
        while True:
            with self._lock:
                if self._inbox:
                    data = bytes(self._inbox)
                    self._inbox.clear()
                    self._want()
                    return data
                if self._ended:
                    return b""
                waiting = self._reader.prepare()
            await waiting

    async def write(self, data: bytes) -> None:
        with self._lock:
            if self._ended:
                return
            self._outbox += data
            self._want()
        while waiting := self._until_sent():
            await waiting

    def _until_sent(self) -> asyncio.Future[None] | None:
        with self._lock:
            return self._writer.prepare() if self._outbox and not self._ended else None

    def connection_lost(self) -> None:
        """From libvirt's thread. Its stream will never say another word."""
        with self._lock:
            self._end()

    async def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._end()
        await asyncio.to_thread(self._release)

    def _release(self) -> None:
        with suppress(libvirt.libvirtError):  # a stream that ended by itself, or whose connection is gone
            self._stream.eventRemoveCallback()
            self._stream.abort()

    def _on_ready(self, _stream: Any, events: int, _opaque: Any) -> None:
        """On libvirt's thread; called again at once while there is more to do."""
        try:
            if events & _READ:
                self._receive()
            if events & _WRITE:
                self._send()
            over = bool(events & _OVER) and not events & _READ  # first what is still to be read
        except libvirt.libvirtError:
            over = True
        if over:
            with self._lock:
                self._end()
                self._want()

    def _receive(self) -> None:
        chunk = self._stream.recv(CHUNK_BYTES)
        if chunk == -2:  # nothing there after all
            return
        with self._lock:
            if chunk:
                self._inbox += chunk
                self._reader.wake()
            else:
                self._end()
            self._want()

    def _send(self) -> None:
        with self._lock:
            chunk = bytes(self._outbox[:CHUNK_BYTES])
        sent = self._stream.send(chunk) if chunk else 0
        with self._lock:
            del self._outbox[: max(sent, 0)]  # -2: not now
            if not self._outbox:
                self._writer.wake()
            self._want()

    def _end(self) -> None:
        self._ended = True
        self._reader.wake()
        self._writer.wake()

    def _want(self) -> None:
        """Ask libvirt for just the events that can be served now."""
        wanted = 0
        if not self._ended:
            wanted |= _READ | _OVER if len(self._inbox) < INBOX_BYTES else 0
            wanted |= _WRITE if self._outbox else 0
        if wanted != self._wanted and not self._closed:
            self._wanted = wanted
            self._stream.eventUpdateCallback(wanted)
