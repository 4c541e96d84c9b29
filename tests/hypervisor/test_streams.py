"""Console streams, without a host behind them: order, bounds, and every way to end."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import libvirt
import pytest

from vms.hypervisor.libvirt_driver.graphics import GraphicsStream
from vms.hypervisor.libvirt_driver.serial import INBOX_BYTES, SerialStream

PATIENCE = 5.0

READABLE, WRITABLE = libvirt.VIR_STREAM_EVENT_READABLE, libvirt.VIR_STREAM_EVENT_WRITABLE
HANGUP = libvirt.VIR_STREAM_EVENT_HANGUP
NOT_NOW = -2


class ScriptedStream:
    """Stands for libvirt's stream. ``turn`` is one round of its event loop."""

    def __init__(self) -> None:
        self.arriving: list[bytes | int] = []
        self.sent = bytearray()
        self.room = 1 << 20  # bytes that the host takes now
        self.wanted = 0
        self.aborted = False
        self.callback: Callable[[Any, int, Any], None] | None = None

    def eventAddCallback(self, wanted: int, callback: Callable[[Any, int, Any], None], opaque: Any) -> None:  # noqa: N802
        self.wanted, self.callback = wanted, callback

    def eventUpdateCallback(self, wanted: int) -> None:  # noqa: N802
        self.wanted = wanted

    def eventRemoveCallback(self) -> None:  # noqa: N802
        self.callback = None

    def recv(self, _size: int) -> bytes | int:
        return self.arriving.pop(0)

    def send(self, data: bytes) -> int:
        if self.room == 0:
            return NOT_NOW
        taken = data[: self.room]
        self.sent += taken
        self.room -= len(taken)
        return len(taken)

    def abort(self) -> None:
        self.aborted = True

    def turn(self, events: int = 0) -> bool:
        """Report what is ready, if anybody wants it; answers whether it was reported."""
        ready = events | (READABLE if self.arriving else 0) | (WRITABLE if self.room else 0)
        ready &= self.wanted
        if ready and self.callback is not None:
            self.callback(self, ready, None)
        return bool(ready)


@pytest.fixture
def host() -> ScriptedStream:
    return ScriptedStream()


@pytest.fixture
def serial(host: ScriptedStream) -> SerialStream:
    return SerialStream(host)


async def soon(waiting: Any) -> Any:
    return await asyncio.wait_for(waiting, PATIENCE)


async def test_bytes_arrive_in_order_and_then_the_end(host: ScriptedStream, serial: SerialStream) -> None:
    host.arriving = [b"log", NOT_NOW, b"in: ", b""]
    while host.turn():
        pass

    assert await soon(serial.read()) == b"login: "
    assert await soon(serial.read()) == b""


async def test_a_waiting_reader_is_woken_from_the_other_thread(
    host: ScriptedStream, serial: SerialStream
) -> None:
    reading = asyncio.create_task(serial.read())
    await asyncio.sleep(0)
    host.arriving = [b"$ "]

    await asyncio.to_thread(host.turn)

    assert await soon(reading) == b"$ "


async def test_a_reader_that_is_behind_stops_the_receiving(
    host: ScriptedStream, serial: SerialStream
) -> None:
    chunk = b"y\n" * 8192
    host.arriving = [chunk] * 1000
    while host.turn():
        pass
    held = INBOX_BYTES // len(chunk)
    assert len(host.arriving) == 1000 - held

    assert len(await soon(serial.read())) == INBOX_BYTES
    assert host.turn()


async def test_a_writer_waits_until_its_bytes_are_taken(host: ScriptedStream, serial: SerialStream) -> None:
    host.room = 3
    writing = asyncio.create_task(serial.write(b"reboot\n"))
    await asyncio.sleep(0)
    await asyncio.to_thread(host.turn)
    assert bytes(host.sent) == b"reb"
    assert not writing.done()

    host.room = 100
    await asyncio.to_thread(host.turn)
    await soon(writing)

    assert bytes(host.sent) == b"reboot\n"
    assert host.wanted & WRITABLE == 0


async def test_nobody_is_asked_for_events_that_nothing_waits_for(
    host: ScriptedStream, serial: SerialStream
) -> None:
    assert host.wanted & READABLE
    assert not host.wanted & WRITABLE


@pytest.mark.parametrize("end", ["hang-up", "lost connection", "close"])
async def test_every_end_wakes_reader_and_writer(
    host: ScriptedStream, serial: SerialStream, end: str
) -> None:
    host.room = 0
    reading, writing = asyncio.create_task(serial.read()), asyncio.create_task(serial.write(b"x"))
    await asyncio.sleep(0)

    if end == "hang-up":
        await asyncio.to_thread(host.turn, HANGUP)
    elif end == "lost connection":
        await asyncio.to_thread(serial.connection_lost)
    else:
        await serial.close()

    assert await soon(reading) == b""
    await soon(writing)
    await soon(serial.write(b"after the end"))
    assert host.sent == b""


async def test_what_came_before_the_hang_up_is_still_read(host: ScriptedStream, serial: SerialStream) -> None:
    host.arriving = [b"Power down."]
    host.turn(HANGUP)
    host.turn(HANGUP)

    assert await soon(serial.read()) == b"Power down."
    assert await soon(serial.read()) == b""


async def test_closing_twice_aborts_once(host: ScriptedStream, serial: SerialStream) -> None:
    await serial.close()
    assert host.aborted
    host.aborted = False

    await serial.close()

    assert not host.aborted


# -- graphics -----------------------------------------------------------------------------------------


@pytest.fixture
async def qemu_and_graphics() -> AsyncIterator[tuple[socket.socket, GraphicsStream]]:
    qemu, ours = socket.socketpair()
    qemu.setblocking(False)
    stream = GraphicsStream(ours.detach())
    yield qemu, stream
    await stream.close()
    qemu.close()


Pair = tuple[socket.socket, GraphicsStream]


async def test_the_screen_speaks_both_ways(qemu_and_graphics: Pair) -> None:
    qemu, graphics = qemu_and_graphics
    qemu.sendall(b"RFB 003.008\n")

    assert await soon(graphics.read()) == b"RFB 003.008\n"
    await soon(graphics.write(b"RFB 003.008\n"))
    assert await soon(asyncio.get_running_loop().sock_recv(qemu, 64)) == b"RFB 003.008\n"


async def test_a_screen_whose_machine_stops_ends(qemu_and_graphics: Pair) -> None:
    qemu, graphics = qemu_and_graphics
    reading = asyncio.create_task(graphics.read())
    await asyncio.sleep(0)
    qemu.close()

    assert await soon(reading) == b""
    await soon(graphics.write(b"a key"))


async def test_closing_a_screen_wakes_its_reader(qemu_and_graphics: Pair) -> None:
    _, graphics = qemu_and_graphics
    reading = asyncio.create_task(graphics.read())
    await asyncio.sleep(0)

    await graphics.close()

    assert await soon(reading) == b""
    assert await soon(graphics.read()) == b""
    await soon(graphics.write(b"a key"))


async def test_a_viewer_that_stops_reading_holds_up_the_screen(qemu_and_graphics: Pair) -> None:
    qemu, _ = qemu_and_graphics
    pixels = bytes(1 << 24)

    assert 0 < qemu.send(pixels) < len(pixels)
