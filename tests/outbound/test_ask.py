from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from time import monotonic

import pytest

from tests.outbound.site import HOST, QUICK, Canary, Request, Site, guard_of, reply
from vms.outbound import (
    Allowed,
    Guard,
    Limits,
    TransferBroken,
    TransferRefused,
    Unreachable,
    UrlInvalid,
    ask,
    read_url,
)
from vms.outbound.guard import system_resolver

SECRET = "Basic bWF4OnNlY3JldA=="


def fetched(site: Site, path: str = "/", limits: Limits = QUICK, authorization: str | None = None) -> bytes:
    with ask(guard_of(site), site.url(path), limits, authorization=authorization) as answer:
        return answer.read(limits.bytes)


def test_an_answer_is_handed_over(site: Site) -> None:
    site.pages["/"] = reply(b"hello")

    assert fetched(site) == b"hello"


def test_the_host_header_carries_the_name_and_not_the_address(site: Site) -> None:
    site.pages["/"] = reply()
    fetched(site)

    assert site.requests[0].headers["host"] == f"{HOST}:{site.port}"


def test_nothing_is_asked_to_be_packed(site: Site) -> None:
    site.pages["/"] = reply()
    fetched(site)

    assert site.requests[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_no_proxy_of_the_environment_is_asked(
    site: Site, canary: Canary, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{canary.port}")
    site.pages["/"] = reply()
    fetched(site)

    assert canary.touched() == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(site: Site, status: int) -> None:
    site.pages |= {"/": reply(status=status, location="there"), "/there": reply(b"hello")}

    assert fetched(site) == b"hello"


def test_redirects_come_to_an_end(site: Site) -> None:
    site.pages["/"] = reply(status=302, location="/")

    with pytest.raises(TransferRefused, match="more than 5 times"):
        fetched(site)

    assert len(site.requests) == 6


def test_a_redirect_from_https_to_http_is_refused() -> None:
    from vms.outbound.ask import _next
    from vms.outbound.urls import Url

    with pytest.raises(TransferRefused, match="from https to http"):
        _next(Url("https", "example.org", 443, "/"), "http://example.org/")


def test_a_redirect_without_a_place_is_refused(site: Site) -> None:
    site.pages["/"] = reply(status=302)

    with pytest.raises(TransferRefused, match="without saying where"):
        fetched(site)


def test_an_authorization_stays_with_its_origin(site: Site) -> None:
    elsewhere = Allowed("other.test", site.port, site.allowed.networks)
    guard = guard_of(site, other_test=["127.0.0.1"])
    site.pages |= {
        "/": reply(status=302, location=f"http://other.test:{site.port}/there"),
        "/there": reply(b"hello"),
    }

    with ask(
        replace(guard, allowed=(site.allowed, elsewhere)), site.url(), QUICK, authorization=SECRET
    ) as answer:
        answer.read(100)

    assert [request.headers.get("authorization") for request in site.requests] == [SECRET, None]


def test_a_name_is_resolved_once_for_each_connection(site: Site) -> None:
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return ["127.0.0.1"]

    site.pages["/"] = reply()
    with ask(Guard((site.allowed,), resolve=resolve), site.url(), QUICK):
        pass

    assert asked == [HOST]


def test_an_unlisted_name_is_resolved_as_it_stands() -> None:
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return []

    with pytest.raises(Unreachable), ask(Guard(resolve=resolve), "http://images.example.org/", QUICK):
        pass

    assert asked == ["images.example.org."]


def test_a_listed_name_is_reached_only_at_its_listed_addresses(site: Site, canary: Canary) -> None:
    guard = Guard((site.allowed,), resolve=lambda name: ["127.0.0.1", "127.0.0.2"])

    with pytest.raises(Unreachable), ask(guard, site.url(), QUICK):
        pass


def test_a_listed_server_is_reached_on_its_listed_port_only(site: Site, canary: Canary) -> None:
    with pytest.raises(UrlInvalid, match=f"Port {canary.port}"):
        ask(guard_of(site), f"http://{HOST}:{canary.port}/", QUICK).__enter__()

    assert canary.touched() == 0


def test_absent_forbidden_and_silent_servers_are_told_in_the_same_words(site: Site) -> None:
    closed = Allowed("c.test", 9, site.allowed.networks)
    guard = guard_of(site, b_test=["10.0.0.1"], c_test=["127.0.0.1"])
    guard = replace(guard, allowed=(closed,))
    told = set()
    for url in ("http://a.test/", "http://b.test/", "http://c.test:9/"):
        with pytest.raises(Unreachable) as unreachable:
            ask(guard, url, QUICK).__enter__()
        told.add(str(unreachable.value).replace(url[7], "x", 1))

    assert len(told) == 1


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_a_public_address_of_this_machine_is_not_reached(address: str) -> None:
    guard = Guard(resolve=lambda name: [address], own=lambda found: True)

    with pytest.raises(Unreachable):
        ask(guard, "http://images.example.org/", QUICK).__enter__()


def endless_head(request: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-More: " + b"y" * 1000 + b"\r\n"


def endless_welcome(request: Request) -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n" * 100


@pytest.mark.parametrize("page", [endless_head, endless_welcome])
def test_a_head_without_end_is_cut(site: Site, page: object) -> None:
    site.pages["/"] = page  # type: ignore[assignment]  # parametrize hides the type

    with pytest.raises(TransferRefused, match="more than such an answer may hold"):
        fetched(site)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\x00" * 100 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
        b"HTTP/1.1 200 OK\r\nNo colon here\r\n\r\n",
        b"",
    ],
)
def test_what_is_no_http_is_told(site: Site, answer: bytes) -> None:
    site.pages["/"] = answer

    with pytest.raises(TransferBroken, match=r"\.$"):
        fetched(site)


def test_a_silent_server_is_left(site: Site) -> None:
    def silent(request: Request) -> Iterator[bytes]:
        site.over.wait()
        yield b""

    site.pages["/"] = silent
    began = monotonic()
    with pytest.raises(TransferBroken, match="did not answer in time"):
        fetched(site, limits=replace(QUICK, answer_seconds=0.2))

    assert monotonic() - began < 2


def test_a_server_that_falls_silent_is_left(site: Site) -> None:
    def falls_silent(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"
        site.over.wait()

    site.pages["/"] = falls_silent

    with pytest.raises(TransferBroken, match="fell silent"):
        fetched(site, limits=replace(QUICK, silence_seconds=0.2))


def drip(site: Site, piece: bytes) -> Iterator[bytes]:
    """One piece each 20 ms, until the test ends."""
    while not site.over.wait(0.02):
        yield piece


def test_a_head_that_drips_is_left(site: Site) -> None:
    def page(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        yield from drip(site, b"a: b\r\n")

    site.pages["/"] = page

    with pytest.raises(TransferBroken, match="did not answer in time"):
        fetched(site, limits=replace(QUICK, answer_seconds=0.3))


def test_a_body_that_drips_is_left(site: Site) -> None:
    def page(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        yield from drip(site, b"x")

    site.pages["/"] = page

    with pytest.raises(TransferBroken, match="bytes a second"):
        fetched(site, limits=replace(QUICK, slowest_seconds=0.3))


def test_a_chunk_whose_announcement_drips_is_left(site: Site) -> None:
    def page(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;"
        yield from drip(site, b"x")

    site.pages["/"] = page

    with pytest.raises(TransferBroken, match="bytes a second"):
        fetched(site, limits=replace(QUICK, slowest_seconds=0.3))


def test_the_whole_takes_no_longer_than_it_may(site: Site) -> None:
    def page(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"
        yield from drip(site, b"x" * 1000)

    site.pages["/"] = page

    with pytest.raises(TransferBroken):
        fetched(site, limits=replace(QUICK, total_seconds=0.5))


def test_a_body_longer_than_its_reader_takes_is_refused(site: Site) -> None:
    def endless(request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield b"x" * 65536

    site.pages["/"] = endless

    with pytest.raises(TransferRefused):
        fetched(site, limits=replace(QUICK, bytes=10_000))


def test_this_machines_resolver_gives_all_addresses_of_a_name() -> None:
    assert set(system_resolver("localhost")) <= {"127.0.0.1", "::1"}


def test_the_second_address_is_tried_when_the_first_does_not_answer(site: Site) -> None:
    listed = replace(site.allowed, networks=(ip_network("127.0.0.0/8"),))
    guard = Guard((listed,), resolve=lambda name: ["127.0.0.9", "127.0.0.1"])
    site.pages["/"] = reply(b"hello")

    with ask(guard, site.url(), QUICK) as answer:
        assert answer.read(100) == b"hello"


def test_a_network_that_serves_no_images_stays_closed_though_it_is_listed() -> None:
    listed = Allowed("metadata.test", 80, (ip_network("169.254.0.0/16"),))
    guard = Guard((listed,), resolve=lambda name: ["169.254.169.254"])

    with pytest.raises(Unreachable):
        guard.addresses(read_url("http://metadata.test/"))


def test_a_name_without_a_dot_is_this_networks_and_not_resolved() -> None:
    asked: list[str] = []

    def resolve(name: str) -> list[str]:
        asked.append(name)
        return ["1.1.1.1"]

    with pytest.raises(Unreachable):
        Guard(resolve=resolve, own=lambda found: False).addresses(read_url("http://registry/"))

    assert asked == []


def test_an_answer_longer_than_its_kind_may_be_is_refused(site: Site) -> None:
    site.pages["/"] = reply(b"x" * 100)

    with (
        pytest.raises(TransferRefused, match="longer than 10 bytes"),
        ask(guard_of(site), site.url(), QUICK) as answer,
    ):
        answer.read(10)
