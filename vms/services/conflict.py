"""The object moved on since the caller looked at it."""

import logging

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError

from vms.errors import PortalError, TransientError

logger = logging.getLogger(__name__)


class Conflict(PortalError):
    """Nothing was changed; the sentence says what is so now and what to do."""

    code = "conflict"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DatabaseBusy(TransientError):
    """The database did not answer in time, or gave way to somebody else's change."""

    code = "database_busy"

    def __str__(self) -> str:
        return "The database is busy, so nothing was changed. Try again in a moment."


def from_database(error: Exception) -> PortalError | None:
    """What a person is told when somebody was faster than a transaction of theirs; ``None`` for a bug."""
    match error:
        case IntegrityError() | ObjectDoesNotExist():
            logger.warning("two changes met: %s", error)
            return Conflict(
                "Somebody changed or removed this at the same moment. Reload the page and look again."
            )
        case OperationalError():
            logger.warning("the database gave up: %s", error)
            return DatabaseBusy()
        case _:
            return None
