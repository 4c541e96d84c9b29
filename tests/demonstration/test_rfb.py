import struct

import pytest

from portal.demonstration.rfb import look
from portal.demonstration.steps import StepFailed

RED, BLUE = b"\x00\x00\xff\x00", b"\xff\x00\x00\x00"


class Server:
    """Plays a recorded server and remembers what it was sent."""

    def __init__(self, *said: bytes) -> None:
        self.said = b"".join(said)
        self.heard = b""

    def read(self, count: int) -> bytes:
        taken, self.said = self.said[:count], self.said[count:]
        assert len(taken) == count, "the client asked for more than the server says"
        return taken

    def write(self, data: bytes) -> None:
        self.heard += data


HELLO = [b"RFB 003.008\n", b"\x01\x01", struct.pack(">I", 0)]
INIT = struct.pack(">HH16xI", 2, 1, 4) + b"tiny"


def update(*rectangles: tuple[int, int, int, int, bytes]) -> bytes:
    body = b"".join(struct.pack(">HHHHi", x, y, w, h, 0) + pixels for x, y, w, h, pixels in rectangles)
    return struct.pack(">BxH", 0, len(rectangles)) + body


def test_a_picture_is_put_together_from_its_rectangles() -> None:
    server = Server(*HELLO, INIT, update((1, 0, 1, 1, BLUE), (0, 0, 1, 1, RED)))

    picture = look(server.read, server.write)

    assert (picture.name, picture.width, picture.height, picture.pixels) == ("tiny", 2, 1, RED + BLUE)


def test_colours_are_counted() -> None:
    server = Server(*HELLO, INIT, update((0, 0, 2, 1, RED + BLUE)))

    assert look(server.read, server.write).colours == 2


def test_a_bell_and_clipboard_text_before_the_picture_are_passed_over() -> None:
    clipboard = struct.pack(">B3xI", 3, 2) + b"hi"
    server = Server(*HELLO, INIT, b"\x02", clipboard, update((0, 0, 2, 1, RED + RED)))

    assert look(server.read, server.write).colours == 1


def test_a_server_that_wants_a_password_is_told_apart() -> None:
    server = Server(b"RFB 003.008\n", b"\x01\x02")

    with pytest.raises(StepFailed, match="security types"):
        look(server.read, server.write)


def test_something_else_than_rfb_is_told_apart() -> None:
    server = Server(b"HTTP/1.1 404")

    with pytest.raises(StepFailed, match="not with RFB"):
        look(server.read, server.write)
