"""Files of gibibytes that are mostly promises: in bounded memory and time, and nothing stays."""

import gzip
import json
import lzma
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from backports import zstd

from tests.outbound.site import Answerer, Request, Site, reply

pytestmark = pytest.mark.full

MIB, GIB = 1024**2, 1024**3
MOST_MEMORY = 450 * MIB  # Python and its modules are a third of it, xz and zstd may take 160 MiB
MOST_SECONDS = 60

# Fetches in a process of its own, whose memory can be told from that of the tests.
_PROGRAM = """
import json, sys
from pathlib import Path
from vms.errors import PortalError
from vms.fetching import WebSource, fetch
from vms.outbound import Allowed, Guard, Limits
url, into, port = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
try:
    limits = Limits(keep_free=0, bytes=2**30, unpacked_bytes=2**32)
    guard = Guard((Allowed("127.0.0.1", port),))
    answer = str(fetch(WebSource(url), into, limits, lambda done, total: None, guard).bytes)
except PortalError as error:
    answer = str(error)
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([answer, int(status["VmHWM"].split()[0]) * 1024]))  # getrusage counts our parent
"""


def fetched_apart(site: Site, into: Path) -> tuple[str, int, float]:
    """What it said, its greatest memory, and how long it took."""
    began = monotonic()
    url = f"http://127.0.0.1:{site.port}/bomb"
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, url, str(into / "disk"), str(site.port)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    said, memory = json.loads(done.stdout)
    return said, memory, monotonic() - began


def stream(size: int, pack: Callable[[bytes], bytes], finish: Callable[[], bytes], fill: bytes) -> bytes:
    piece = fill * (16 * MIB)
    packed = [pack(piece) for _ in range(size // len(piece))]
    return b"".join(packed) + finish()


def gzipped(size: int, fill: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return stream(size, packer.compress, packer.flush, fill)


def xzed(size: int, fill: bytes) -> bytes:
    packer = lzma.LZMACompressor(preset=1)
    return stream(size, packer.compress, packer.flush, fill)


def zstded(size: int, fill: bytes) -> bytes:
    packer = zstd.ZstdCompressor(level=3)
    return stream(size, packer.compress, packer.flush, fill)


def repeated(piece: bytes) -> Answerer:
    """A gibibyte of it."""

    def page(request: Request) -> Iterator[bytes]:
        yield reply(content_length=GIB)
        for _ in range(GIB // len(piece)):
            yield piece

    return page


@pytest.mark.parametrize("fill", [b"\0", b"\x55"])
@pytest.mark.parametrize("pack", [gzipped, xzed, zstded])
def test_a_bomb_is_left_early(
    site: Site, tmp_path: Path, pack: Callable[[int, bytes], bytes], fill: bytes
) -> None:
    site.pages["/bomb"] = reply(pack(GIB, fill))
    said, memory, seconds = fetched_apart(site, tmp_path)

    assert ("times its size" in said, memory < MOST_MEMORY, seconds < MOST_SECONDS) == (True, True, True)
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_in_a_bomb_is_left_early(site: Site, tmp_path: Path) -> None:
    site.pages["/bomb"] = reply(gzip.compress(gzipped(2 * GIB, b"\0")))
    said, memory, seconds = fetched_apart(site, tmp_path)

    assert ("packed twice" in said, memory < MOST_MEMORY, seconds < MOST_SECONDS) == (True, True, True)


def test_a_body_without_end_is_cut_at_the_limit(site: Site, tmp_path: Path) -> None:
    def endless(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        piece = b"100000\r\n" + b"x" * MIB + b"\r\n"
        while True:
            yield piece

    site.pages["/bomb"] = endless
    said, memory, _ = fetched_apart(site, tmp_path)

    assert ("larger than" in said, memory < MOST_MEMORY, list(tmp_path.iterdir())) == (True, True, [])


def test_a_disk_of_zeros_takes_no_room(site: Site, tmp_path: Path) -> None:
    site.pages["/bomb"] = repeated(b"\0" * MIB)
    said, memory, _ = fetched_apart(site, tmp_path)
    status = (tmp_path / "disk").stat()

    assert (said, status.st_size, status.st_blocks, memory < MOST_MEMORY) == (str(GIB), GIB, 0, True)


def test_a_mebibyte_at_a_time_keeps_memory_flat(site: Site, tmp_path: Path) -> None:
    site.pages["/bomb"] = repeated(bytes(range(256)) * (MIB // 256))
    said, memory, seconds = fetched_apart(site, tmp_path)

    assert (said, memory < 150 * MIB, seconds < MOST_SECONDS) == (str(GIB), True, True)
