from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.outbound.site import QUICK, Answerer, Request, Site, guard_of, reply
from vms.outbound import Guard, Limits, TransferBroken, TransferRefused, Unreachable, Wanted, download

FILE = bytes(range(256)) * 4096  # 1 MiB
DATE, LONG_AGO = "Fri, 27 Nov 2026 18:00:00 GMT", "Thu, 26 Nov 2026 18:00:00 GMT"


def one_after_another(*answers: Answerer) -> Answerer:
    """A page that answers each request differently."""
    left = list(answers)
    return lambda request: left.pop(0)(request)


def nothing(done: int, total: int | None) -> None:
    """A progress that nobody looks at."""


def downloaded(site: Site, limits: Limits = QUICK, **wanted: Any) -> bytes:
    return b"".join(download(guard_of(site), Wanted(site.url(), **wanted), limits, nothing))


def partly(request: Request, file: bytes = FILE, **headers: Any) -> bytes:
    """What a server with ranges answers."""
    start = int(request.headers["range"].removeprefix("bytes=").removesuffix("-"))
    span = f"bytes {start}-{len(file) - 1}/{len(file)}"
    return reply(file[start:], status=206, content_range=span, **headers)


class Cutting:
    """A server whose first answers end too soon, each ``after`` so many bytes."""

    def __init__(self, *after: int, ranges: bool = True, **headers: Any) -> None:
        self._after, self._ranges, self._headers = list(after), ranges, headers

    def __call__(self, request: Request) -> Iterator[bytes]:
        asked = "range" in request.headers and self._ranges
        whole = partly(request, **self._headers) if asked else reply(FILE, **self._headers)
        head = whole.index(b"\r\n\r\n") + 4
        yield whole[: head + self._after.pop(0)] if self._after else whole


@pytest.mark.parametrize(
    "headers",
    [
        {"etag": '"one"'},
        {"last_modified": LONG_AGO, "date": DATE},
    ],
)
def test_a_cut_download_goes_on_where_it_was_cut(site: Site, headers: dict[str, Any]) -> None:
    site.pages["/"] = Cutting(300_000, 400_000, **headers)

    assert downloaded(site) == FILE
    assert [request.headers.get("range") for request in site.requests] == [
        None,
        "bytes=300000-",
        "bytes=700000-",
    ]


def test_it_asks_for_the_rest_of_the_very_same_file(site: Site) -> None:
    site.pages["/"] = Cutting(300_000, etag='"one"')
    downloaded(site)

    assert site.requests[1].headers["if-range"] == '"one"'


def test_a_server_without_ranges_sends_again_what_is_skipped(site: Site) -> None:
    site.pages["/"] = Cutting(300_000, ranges=False, etag='"one"')

    assert downloaded(site) == FILE


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"etag": 'W/"weak"'},
        {"last_modified": DATE, "date": DATE},
        {"last_modified": "once", "date": DATE},
    ],
)
def test_a_file_that_cannot_be_known_again_is_not_gone_on_with(site: Site, headers: dict[str, Any]) -> None:
    site.pages["/"] = Cutting(300_000, **headers)

    with pytest.raises(TransferBroken, match="was cut"):
        downloaded(site)


def test_content_named_by_its_digest_is_gone_on_with_anyway(site: Site) -> None:
    site.pages["/"] = Cutting(300_000)

    assert downloaded(site, immutable=True) == FILE


def test_a_file_that_changed_meanwhile_is_not_mixed(site: Site) -> None:
    site.pages["/"] = one_after_another(Cutting(1000, etag='"one"'), Cutting(etag='"two"', ranges=False))

    with pytest.raises(TransferBroken, match="changed"):
        downloaded(site)


def test_it_does_not_try_for_ever(site: Site) -> None:
    site.pages["/"] = Cutting(*[10] * 100, etag='"one"')

    with pytest.raises(TransferBroken):
        downloaded(site)

    assert len(site.requests) == QUICK.tries


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_asked_again(site: Site, status: int) -> None:
    site.pages["/"] = one_after_another(lambda _: [reply(status=status)], lambda _: [reply(FILE)])

    assert downloaded(site) == FILE


@pytest.mark.parametrize(
    ("status", "told"), [(401, "who asks"), (403, "who asks"), (404, "no such"), (418, "418")]
)
def test_a_server_that_refuses_is_asked_once(site: Site, status: int, told: str) -> None:
    site.pages["/"] = reply(status=status)

    with pytest.raises(TransferRefused, match=told):
        downloaded(site)

    assert len(site.requests) == 1


@pytest.mark.parametrize(
    "span",
    ["bytes 0-1048575/1048576", "bytes 1000-2000/1048576", "bytes 1000-1048575/*", "items 1000-2/3", ""],
)
def test_another_part_than_was_asked_for_is_refused(site: Site, span: str) -> None:
    site.pages["/"] = one_after_another(
        Cutting(1000, etag='"one"'), lambda _: [reply(FILE, status=206, content_range=span)]
    )

    with pytest.raises(TransferRefused, match="another part"):
        downloaded(site)


def test_a_part_of_a_file_of_another_size_is_refused(site: Site) -> None:
    longer = f"bytes 1000-{len(FILE)}/{len(FILE) + 1}"
    site.pages["/"] = one_after_another(
        Cutting(1000, etag='"one"'), lambda _: [reply(FILE[999:], status=206, content_range=longer)]
    )

    with pytest.raises(TransferRefused, match="instead of"):
        downloaded(site)


def test_a_part_that_nobody_asked_for_is_refused(site: Site) -> None:
    site.pages["/"] = reply(FILE, status=206, content_range=f"bytes 0-{len(FILE) - 1}/{len(FILE)}")

    with pytest.raises(TransferRefused, match="another part"):
        downloaded(site)


def test_a_file_that_is_too_large_is_refused_before_it_comes(site: Site) -> None:
    site.pages["/"] = reply(content_length=10**12)

    with pytest.raises(TransferRefused, match="larger than"):
        downloaded(site)


@pytest.mark.parametrize("length", [9, 11])
def test_a_file_of_another_size_than_known_is_refused(site: Site, length: int) -> None:
    site.pages["/"] = reply(b"x" * length)

    with pytest.raises(TransferRefused, match=f"{length} bytes instead of 10"):
        downloaded(site, size=10)


def test_chunks_without_end_are_cut_at_the_limit(site: Site) -> None:
    def endless(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        while True:
            yield b"10000\r\n" + b"x" * 65536 + b"\r\n"

    site.pages["/"] = endless

    with pytest.raises(TransferRefused, match="larger than"):
        downloaded(site, replace(QUICK, bytes=1_000_000))


def test_chunks_beyond_the_known_size_are_refused(site: Site) -> None:
    site.pages["/"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n"

    with pytest.raises(TransferRefused, match="more bytes"):
        downloaded(site, size=10)


def test_chunks_short_of_the_known_size_are_refused(site: Site) -> None:
    site.pages["/"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"

    with pytest.raises(TransferRefused, match="another number"):
        downloaded(site, size=10)


def test_a_file_whose_end_nobody_announced_is_refused(site: Site) -> None:
    site.pages["/"] = b"HTTP/1.1 200 OK\r\n\r\nhello"

    with pytest.raises(TransferRefused, match="where the file ends"):
        downloaded(site)


def test_a_packing_that_was_not_asked_for_is_refused(site: Site) -> None:
    site.pages["/"] = reply(b"x", content_encoding="br")

    with pytest.raises(TransferRefused, match="packs"):
        downloaded(site)


def test_progress_tells_what_came_and_what_there_is(site: Site) -> None:
    site.pages["/"] = Cutting(300_000, etag='"one"')
    told: list[tuple[int, int | None]] = []
    wanted = Wanted(site.url())
    for _ in download(guard_of(site), wanted, QUICK, lambda done, total: told.append((done, total))):
        pass

    assert (told[0], told[-1], told == sorted(told)) == ((0, len(FILE)), (len(FILE), len(FILE)), True)


def test_a_progress_that_raises_ends_the_download(site: Site) -> None:
    class Enough(Exception):
        pass

    def stop(done: int, total: int | None) -> None:
        if done:
            raise Enough

    site.pages["/"] = reply(FILE)

    with pytest.raises(Enough):
        b"".join(download(guard_of(site), Wanted(site.url()), QUICK, stop))


def test_a_server_that_was_never_reached_is_not_tried_again() -> None:
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return []

    with pytest.raises(Unreachable):
        list(download(Guard(resolve=resolve), Wanted("http://nowhere.example/"), QUICK, nothing))

    assert len(asked) == 1


def test_progress_earns_new_tries(site: Site) -> None:
    site.pages["/"] = Cutting(*[100_000] * 8, etag='"one"')

    assert downloaded(site, replace(QUICK, try_bytes=100_000)) == FILE
