import gzip
import lzma
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from backports import zstd

from vms.outbound import Limits, Packing, TransferRefused, packing_of, unpacked

MIB = 1024**2
PLAIN = random.Random(1).randbytes(100_000) + b"\0" * MIB  # noqa: S311  not a secret
PACKERS: dict[Packing, Callable[[bytes], bytes]] = {
    Packing.GZIP: gzip.compress,
    Packing.XZ: lambda data: lzma.compress(data, preset=0),
    Packing.ZSTD: zstd.compress,
}
PACKED = list(PACKERS)
LIMITS = Limits()


def in_chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def unpack(data: bytes, packing: Packing, limits: Limits = LIMITS, chunk: int = 65536) -> bytes:
    return b"".join(unpacked(in_chunks(data, chunk), packing, limits))


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("chunk", [7, 4096, 10**9])
def test_what_was_packed_comes_out_whole(packing: Packing, chunk: int) -> None:
    assert unpack(PACKERS[packing](PLAIN), packing, chunk=chunk) == PLAIN


@pytest.mark.parametrize("packing", PACKED)
def test_a_packing_is_told_by_its_first_bytes(packing: Packing) -> None:
    assert packing_of(PACKERS[packing](PLAIN)) is packing


def test_what_is_not_packed_passes_as_it_is() -> None:
    assert packing_of(PLAIN) is Packing.NONE
    assert unpack(PLAIN, Packing.NONE) == PLAIN


@pytest.mark.parametrize("packing", PACKED)
def test_several_members_in_a_row_are_one_file(packing: Packing) -> None:
    pack = PACKERS[packing]

    assert unpack(pack(b"one") + pack(b"") + pack(PLAIN), packing, chunk=1000) == b"one" + PLAIN


@pytest.mark.parametrize("packing", PACKED)
def test_zeros_may_pad_a_packed_file(packing: Packing) -> None:
    assert unpack(PACKERS[packing](PLAIN) + b"\0" * 512, packing) == PLAIN


@pytest.mark.parametrize("packing", PACKED)
def test_pieces_are_small_whatever_they_were_packed_from(packing: Packing) -> None:
    sizes = [len(piece) for piece in unpacked([PACKERS[packing](b"\0" * 20 * MIB)], packing, LIMITS)]

    assert (sum(sizes), max(sizes) <= MIB) == (20 * MIB, True)


@pytest.mark.parametrize("packing", PACKED)
@pytest.mark.parametrize("harm", ["cut", "flip", "garbage behind", "nothing"])
def test_a_damaged_file_is_refused(packing: Packing, harm: str) -> None:
    whole = PACKERS[packing](PLAIN)
    damaged = {
        "cut": whole[:-1],
        "flip": whole[:5000] + bytes([whole[5000] ^ 255]) + whole[5001:],
        "garbage behind": whole + b"and more",
        "nothing": b"",
    }[harm]
    if packing is Packing.ZSTD and harm == "flip":
        damaged = whole[:4] + b"\xff" + whole[5:]  # zstd's checksum is optional: harm the frame's header

    with pytest.raises(TransferRefused, match=r"\.$"):
        unpack(damaged, packing)


@pytest.mark.parametrize("packing", PACKED)
def test_a_bomb_is_refused_by_its_size(packing: Packing) -> None:
    bomb = PACKERS[packing](b"\0" * 8 * MIB)

    with pytest.raises(TransferRefused, match="unpacks to more than the"):
        unpack(bomb, packing, replace(LIMITS, unpacked_bytes=4 * MIB))


@pytest.mark.parametrize("packing", PACKED)
def test_a_bomb_is_refused_by_its_ratio(packing: Packing) -> None:
    bomb = PACKERS[packing](b"\x01" * 8 * MIB)

    with pytest.raises(TransferRefused, match="200 times"):
        unpack(bomb, packing, replace(LIMITS, ratio_from=MIB))


@pytest.mark.parametrize("packing", PACKED)
def test_a_bomb_of_zeros_is_refused_by_its_ratio_too(packing: Packing) -> None:
    bomb = PACKERS[packing](b"\0" * 16 * MIB)

    with pytest.raises(TransferRefused, match="200 times"):
        unpack(bomb, packing, replace(LIMITS, ratio_from=MIB))


def test_an_image_with_a_large_empty_part_is_no_bomb() -> None:
    data = PLAIN[:100_000]
    image = gzip.compress(data + b"\0" * 30 * MIB)

    assert len(unpack(image, Packing.GZIP, replace(LIMITS, ratio_from=MIB))) == len(data) + 30 * MIB


def test_an_xz_that_wants_much_memory_is_refused() -> None:
    greedy = lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 512 * MIB}])

    with pytest.raises(TransferRefused, match="more memory"):
        unpack(greedy, Packing.XZ)


def test_a_zstd_that_wants_much_memory_is_refused() -> None:
    frame_of_two_gibibytes = b"\x28\xb5\x2f\xfd" + bytes([0x00, (31 - 10) << 3]) + b"\x01\x00\x00"

    with pytest.raises(TransferRefused, match="more memory"):
        unpack(frame_of_two_gibibytes, Packing.ZSTD)


@pytest.mark.parametrize(
    ("packing", "empty"),
    [
        (Packing.GZIP, gzip.compress(b"", mtime=0)),
        (Packing.XZ, lzma.compress(b"")),
        (Packing.ZSTD, zstd.compress(b"")),
        (Packing.ZSTD, b"\x50\x2a\x4d\x18\0\0\0\0"),
    ],
)
def test_countless_empty_members_are_refused(packing: Packing, empty: bytes) -> None:
    with pytest.raises(TransferRefused, match="empty parts"):
        unpack(PACKERS[packing](b"x") + empty * 2000, packing)
