"""Real parts for the lanes that boot guests: a libvirt host of the tests' own and the tiny guest's image."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import lab

CACHE = Path(__file__).resolve().parents[1] / "var" / "cache"


@pytest.fixture(scope="session")
def demo_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[lab.HostAddress]:
    """One host for all tests of a session that ask for it; it ends with its guests."""
    with lab.hypervisor(tmp_path_factory.mktemp("hypervisor"), None) as address:
        yield address


@pytest.fixture(scope="session")
def tiny_image() -> lab.GuestImage:
    """Built once for each change of its parts, and kept below var/."""
    return lab.tiny_guest(CACHE)
