"""Errors of this room survive a queue and read as sentences."""

import pickle

import pytest

from vms.errors import PortalError, TransientError
from vms.hypervisor import DomainNotFound, HypervisorRefused, HypervisorUnavailable

from .building import WEB

ERRORS = [
    HypervisorUnavailable("north-1", "connection refused"),
    HypervisorRefused("The machine is not running."),
    DomainNotFound(WEB),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_survives_pickling(error: PortalError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
    assert str(copy).endswith(".")


def test_only_an_unavailable_host_is_worth_another_try() -> None:
    assert [isinstance(error, TransientError) for error in ERRORS] == [True, False, False]
