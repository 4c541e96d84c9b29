"""Pulling from a registry that a test makes up."""

from pathlib import Path
from typing import Any

import pytest

from tests.outbound.site import QUICK, Site, guard_of
from tests.registry.standin import TAG, reference
from vms.errors import PortalError
from vms.fetching import Fetched, RegistrySource, fetch
from vms.outbound import Limits
from vms.registry import Credentials

DISK = bytes(range(256)) * 2048
SOMEBODY = Credentials("max", "secret")


def nothing(done: int, total: int | None) -> None:
    """A progress that nobody looks at."""


def pulled(
    site: Site,
    into: Path,
    state: str = f":{TAG}",
    credentials: Credentials | None = None,
    limits: Limits = QUICK,
) -> Fetched:
    source = RegistrySource.named(reference(site, state), credentials)
    return fetch(source, into / "disk", limits, nothing, guard_of(site))


def must_refuse(site: Site, into: Path, match: str, **how: Any) -> None:
    """With a sentence that says this, and without a file."""
    with pytest.raises(PortalError, match=match) as refused:
        pulled(site, into, **how)
    assert (str(refused.value)[-1], list(into.iterdir())) == (".", [])
