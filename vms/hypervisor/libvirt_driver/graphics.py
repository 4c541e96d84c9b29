"""A VNC display: QEMU's own end of a socket pair, handed over by libvirt, read and written by asyncio."""

import asyncio
import socket
from contextlib import suppress

CHUNK_BYTES = 64 * 1024


class GraphicsStream:
    """For one reading and one writing coroutine. Flow control is the socket's. After the end ``read``
    answers ``b""`` and ``write`` drops what it is given."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.settimeout(0)  # asyncio demands it
        self._users = 0  # coroutines inside the socket: the last one out after close() closes it
        self._closed = False

    async def read(self) -> bytes:
        if self._closed:
            return b""
        self._users += 1
        try:
            return await asyncio.get_running_loop().sock_recv(self._socket, CHUNK_BYTES)
        except OSError:  # QEMU died in mid-frame
            return b""
        finally:
            self._leave()

    async def write(self, data: bytes) -> None:
        if self._closed:
            return
        self._users += 1
        try:
            with suppress(OSError):  # the reader learns of the end
                await asyncio.get_running_loop().sock_sendall(self._socket, data)
        finally:
            self._leave()

    async def close(self) -> None:
        """Wakes whoever is inside. The descriptor is closed when nobody is: a loop that still watches a
        closed one would mistake the next file with its number for it."""
        if self._closed:
            return
        self._closed = True
        with suppress(OSError):  # the other end was faster
            self._socket.shutdown(socket.SHUT_RDWR)
        if self._users == 0:
            self._socket.close()

    def _leave(self) -> None:
        self._users -= 1
        if self._closed and self._users == 0:
            self._socket.close()
