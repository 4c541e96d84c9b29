"""One layer of compression taken off a stream, in bounded memory and to a bounded size.

Told by its first bytes, never by a name. What was packed twice comes out packed once, and is then no image.
"""

import lzma
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Protocol

from vms.outbound.errors import TransferRefused
from vms.outbound.limits import Limits
from vms.outbound.part import only_zeros

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE = 1024 * 1024
_EMPTY_MEMBERS = 1000  # parts of a file that hold nothing, of which endlessly many can be strung together
_PADDING = 64 * 1024
_ZEROS_WEIGH = 4  # so many of them as much as one other byte


class Packing(StrEnum):
    """How bytes are packed; ``NONE`` if they are not."""

    NONE = "none"
    GZIP = "gzip"
    XZ = "xz"
    ZSTD = "zstd"


_MAGIC = ((b"\x1f\x8b", Packing.GZIP), (b"\xfd7zXZ\0", Packing.XZ), (b"\x28\xb5\x2f\xfd", Packing.ZSTD))
MAGIC_BYTES = 6


class _Member(Protocol):
    """One gzip member, xz stream or zstd frame."""

    def decompress(self, data: bytes, max_length: int) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    @property
    def needs_input(self) -> bool: ...


def packing_of(head: bytes) -> Packing:
    """How a file is packed that begins so."""
    return next((packing for magic, packing in _MAGIC if head.startswith(magic)), Packing.NONE)


def unpacked(chunks: Iterable[bytes], packing: Packing, limits: Limits) -> Iterator[bytes]:
    """What the chunks hold, in pieces of at most a mebibyte. Raises ``TransferRefused``.

    Memory stays below ``limits.unpack_memory`` for the decoder and a few mebibytes more.
    """
    gauge = _Gauge(limits)
    if packing is Packing.NONE:
        for chunk in chunks:
            gauge.took_in(len(chunk))
            gauge.gave_out(chunk)
            yield chunk
        return
    unpacker = _Unpacker(packing, limits)
    for chunk in chunks:
        gauge.took_in(len(chunk))
        for piece in unpacker.feed(chunk):
            gauge.gave_out(piece)
            gauge.must_be_worth_it()
            yield piece
    unpacker.must_be_done()


class _Gauge:
    """Counts both sides of an unpacking. Zeros weigh less in its ratio: images are full of them, and they are
    written as holes.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits, self._in, self._out, self._weight = limits, 0, 0, 0

    def took_in(self, count: int) -> None:
        self._in += count

    def gave_out(self, piece: bytes) -> None:
        self._out += len(piece)
        self._weight += len(piece) // _ZEROS_WEIGH if only_zeros(piece) else len(piece)
        if self._out > self._limits.unpacked_bytes:
            raise TransferRefused(
                f"The file unpacks to more than the {self._limits.unpacked_bytes} bytes that are allowed. "
                "Use a smaller one."
            )

    def must_be_worth_it(self) -> None:
        limits = self._limits
        if self._weight > limits.ratio_from and self._weight > self._in * limits.ratio:
            raise TransferRefused(
                f"The file unpacks to more than {limits.ratio} times its size, as only traps do. "
                "Offer it as qcow2."
            )


class _Unpacker:
    """Members one after another, as gzip, xz and zstd files may hold them."""

    def __init__(self, packing: Packing, limits: Limits) -> None:
        self._begin = _BEGINNINGS[packing]
        self._limits = limits
        self._member: _Member | None = None
        self._started, self._empty, self._padding, self._gave = 0, 0, 0, False

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member is None:
                data = self._start(data)
                continue
            member = self._member
            piece = self._decompressed(member, data)
            if piece:
                yield piece
            while piece and not member.eof and not member.needs_input:
                piece = self._decompressed(member, b"")
                if piece:
                    yield piece
            if not member.eof:
                return
            data = member.unused_data
            self._end()

    def must_be_done(self) -> None:
        if self._member is not None or not self._started:
            raise TransferRefused(
                "The packed file ends in the middle. Its server cut it short; pack it again."
            )

    def _start(self, data: bytes) -> bytes:
        """Begin the next member behind the zeros that may pad a file; answers what is left to read."""
        if self._started:
            left = data.lstrip(b"\0")
            self._padding += len(data) - len(left)
            if self._padding > _PADDING:
                raise TransferRefused("The packed file is followed by something else. Pack it again.")
            data = left
        if data:
            self._member, self._gave = self._begin(self._limits), False
            self._started += 1
        return data

    def _end(self) -> None:
        self._member = None
        if not self._gave:
            self._empty += 1
            if self._empty > _EMPTY_MEMBERS:
                raise TransferRefused("The packed file consists of countless empty parts. Pack it again.")

    def _decompressed(self, member: _Member, data: bytes) -> bytes:
        try:
            piece = member.decompress(data, _PIECE)
        except (lzma.LZMAError, zstd.ZstdError) as error:
            raise TransferRefused(_TOO_GREEDY if "memory" in str(error).lower() else _DAMAGED) from error
        except (zlib.error, EOFError) as error:
            raise TransferRefused(_DAMAGED) from error
        self._gave = self._gave or bool(piece)
        return piece


_TOO_GREEDY = "Unpacking the file needs more memory than is allowed. Pack it with xz -6 or zstd -19."
_DAMAGED = "The packed file is damaged. Pack it again, or check that its server sends it whole."


class _Gzip:
    """zlib's decompressor with the manners of the other two."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail


def _gzip(_: Limits) -> _Member:
    return _Gzip()


def _xz(limits: Limits) -> _Member:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=limits.unpack_memory)


def _zstd(limits: Limits) -> _Member:
    window = limits.unpack_memory.bit_length() - 1
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: window})


_BEGINNINGS: dict[Packing, Callable[[Limits], _Member]] = {
    Packing.GZIP: _gzip,
    Packing.XZ: _xz,
    Packing.ZSTD: _zstd,
}
