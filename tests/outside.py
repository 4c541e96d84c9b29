"""The world outside, on loopback: a scripted web server, a canary that nobody may reach, real registries."""

from collections.abc import Iterator

import pytest

from tests.outbound.site import Canary, Site, running_site
from tests.registry.real import Registry, running_registry


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
