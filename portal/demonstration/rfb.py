"""Just enough of the remote framebuffer protocol (RFC 6143) to look at a screen once."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from .steps import StepFailed

SECURITY_NONE = 1
RAW_ENCODING = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """``pixels`` is raw, four bytes each, row by row."""

    name: str
    width: int
    height: int
    pixels: bytes

    @property
    def colours(self) -> int:
        return len({self.pixels[at : at + 4] for at in range(0, len(self.pixels), 4)})


def look(read: Callable[[int], bytes], write: Callable[[bytes], None]) -> Picture:
    """Shake hands, ask for the whole screen once, and answer it. ``read(n)`` answers exactly n bytes."""
    version = read(12)
    if not version.startswith(b"RFB 003."):
        raise StepFailed(f"the screen greeted with {version!r} and not with RFB")
    write(b"RFB 003.008\n")
    offered = read(read(1)[0])
    if SECURITY_NONE not in offered:
        raise StepFailed(f"the screen offers only the security types {list(offered)}")
    write(bytes([SECURITY_NONE]))
    if struct.unpack(">I", read(4))[0]:
        raise StepFailed("the screen refused the session")
    write(b"\x01")  # shared: do not drop other viewers
    width, height = struct.unpack(">HH", read(4))
    read(16)  # its pixel format; ours follows
    name = read(struct.unpack(">I", read(4))[0]).decode(errors="replace")
    write(struct.pack(">B3x BBBB HHH BBB 3x", 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0))
    write(struct.pack(">BxHi", 2, 1, RAW_ENCODING))
    write(struct.pack(">BBHHHH", 3, 0, 0, 0, width, height))
    return Picture(name, width, height, _first_update(read, width, height))


def _first_update(read: Callable[[int], bytes], width: int, height: int) -> bytes:
    screen = bytearray(width * height * 4)
    while (kind := read(1)[0]) != 0:
        _skip(kind, read)
    (count,) = struct.unpack(">xH", read(3))
    for _ in range(count):
        x, y, w, h, encoding = struct.unpack(">HHHHi", read(12))
        if encoding != RAW_ENCODING:
            raise StepFailed(f"the screen sent encoding {encoding}, which was not asked for")
        for row in range(h):
            begin = ((y + row) * width + x) * 4
            screen[begin : begin + w * 4] = read(w * 4)
    return bytes(screen)


def _skip(kind: int, read: Callable[[int], bytes]) -> None:
    """Pass over a bell, clipboard text or colour map that came before the picture."""
    if kind == 1:
        _, count = struct.unpack(">xHH", read(5))
        read(count * 6)
    elif kind == 3:
        read(struct.unpack(">3xI", read(7))[0])
