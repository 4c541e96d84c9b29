"""None of several hundred hostile URLs reaches this machine or a closed network, whichever way it comes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from ipaddress import ip_network
from socket import socket
from time import monotonic

import pytest

from tests.outbound.hostile_urls import ANSWERS, CLOSED_ADDRESSES, urls
from tests.outbound.site import QUICK, Canary, Request, Site, answering, guard_of, reply
from vms.errors import PortalError
from vms.outbound import Allowed, Guard, Wanted, ask, download, wire
from vms.outbound.addresses import Address

PATIENCE = 3


@pytest.fixture
def guard(site: Site, canary: Canary) -> Guard:
    """The canary's port is one that may be asked, so that only its address protects it."""
    answers = {name.replace(".", "_"): addresses for name, addresses in ANSWERS.items()}
    return guard_of(site, ports=(80, 443, 5000, canary.port), **answers)


def must_fail(attempt: Callable[[], object]) -> None:
    """With a sentence, and soon."""
    began = monotonic()
    with pytest.raises(PortalError, match=r"\.$") as refused:
        attempt()
    assert monotonic() - began < PATIENCE
    assert len(str(refused.value)) < 500


def opened(guard: Guard, url: str) -> None:
    with ask(guard, url, QUICK):
        pass


def test_there_are_enough_of_them() -> None:
    assert len(urls(4711)) >= 300


def test_no_hostile_url_leads_anywhere(guard: Guard, canary: Canary, connected: list[str]) -> None:
    for url in urls(canary.port):
        must_fail(partial(opened, guard, url))

    assert (connected, canary.touched()) == ([], 0)


def test_no_redirect_to_a_hostile_url_leads_anywhere(
    guard: Guard, site: Site, canary: Canary, connected: list[str]
) -> None:
    for url in urls(canary.port):
        if url.startswith("/") and not url.startswith("//"):
            continue  # a path is the site's own
        location = url.encode("utf-8").decode("latin-1")
        site.pages["/"] = reply(status=307, location=location)
        must_fail(lambda: b"".join(download(guard, Wanted(site.url()), QUICK, lambda done, total: None)))

    assert (connected, canary.touched()) == ([], 0)


@pytest.mark.parametrize("address", CLOSED_ADDRESSES)
def test_no_name_leads_to_a_closed_address(address: str, canary: Canary, connected: list[str]) -> None:
    guard = Guard(
        ports=frozenset({canary.port}), resolve=answering(innocent_trap=[address]), own=lambda found: False
    )
    must_fail(lambda: opened(guard, f"http://innocent.trap:{canary.port}/"))

    assert (connected, canary.touched()) == ([], 0)


def test_a_name_that_changes_its_address_gets_nowhere(
    site: Site, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is public, every later one is this machine: each connection asks once."""
    answers: list[list[str]] = []

    def rebinding(name: str) -> list[str]:
        answers.append(["1.1.1.1"] if not answers else ["127.0.0.1"])
        return answers[-1]

    tried: list[str] = []

    def connect(address: Address, port: int, seconds: float) -> socket:
        tried.append(str(address))
        raise ConnectionRefusedError

    monkeypatch.setattr(wire, "connect", connect)
    guard = Guard(ports=frozenset({canary.port}), resolve=rebinding, own=lambda found: False)
    wanted = Wanted(f"http://rebind.trap:{canary.port}/")
    must_fail(lambda: list(download(guard, wanted, QUICK, lambda done, total: None)))

    assert (tried, canary.touched()) == (["1.1.1.1"], 0)


def test_a_download_that_is_cut_cannot_be_gone_on_with_elsewhere(
    guard: Guard, site: Site, canary: Canary, connected: list[str]
) -> None:
    def page(request: Request) -> Iterator[bytes]:
        if "range" in request.headers:
            yield reply(status=307, location=f"http://127.0.0.1:{canary.port}/")
        else:
            yield reply(b"x" * 1000, etag='"one"', content_length=2000)

    site.pages["/"] = page
    must_fail(lambda: list(download(guard, Wanted(site.url()), QUICK, lambda done, total: None)))

    assert (len(site.requests) > 1, connected, canary.touched()) == (True, [], 0)


def test_the_canary_sings_when_it_is_reached(canary: Canary) -> None:
    """Without this, silence would prove nothing."""
    listed = Allowed("127.0.0.1", canary.port, (ip_network("127.0.0.0/8"),))
    must_fail(
        lambda: ask(
            Guard((listed,)), f"http://127.0.0.1:{canary.port}/", replace(QUICK, answer_seconds=0.2)
        ).__enter__()
    )

    assert canary.touched() == 1
