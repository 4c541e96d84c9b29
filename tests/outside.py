"""The world outside, on loopback: a scripted web server, a canary that nobody may reach, real registries."""

from collections.abc import Iterator
from socket import socket

import pytest

from tests.outbound.site import Canary, Site, running_site
from tests.registry.real import Registry, running_registry
from vms.outbound import wire
from vms.outbound.addresses import Address


@pytest.fixture
def site() -> Iterator[Site]:
    """Answers what the test tells it."""
    with running_site() as running:
        yield running


@pytest.fixture
def canary() -> Iterator[Canary]:
    """Counts who connects."""
    listening = Canary()
    yield listening
    listening.close()


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch, site: Site) -> list[str]:
    """Every address that a connection was tried to, other than the site's; nothing leaves this machine."""
    tried: list[str] = []
    real = wire.connect

    def spy(address: Address, port: int, seconds: float) -> socket:
        if (str(address), port) == ("127.0.0.1", site.port):
            return real(address, port, seconds)
        tried.append(f"{address} {port}")
        raise ConnectionRefusedError

    monkeypatch.setattr(wire, "connect", spy)
    return tried


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """Debian's docker-registry, open to everybody."""
    with running_registry(tmp_path_factory.mktemp("registry")) as running:
        yield running


@pytest.fixture(scope="session")
def closed_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """It wants a user name and a password."""
    with running_registry(tmp_path_factory.mktemp("registry"), password=True) as running:
        yield running
