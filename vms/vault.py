"""Sealing what a team wants kept: encrypted before the database sees it, opened for a launch alone.

The keys are the site's (``SECRET_SEALING_KEYS``): the first one seals, each of them opens, so that a new
one can be put in front of an old one. A sealed text is bound to its row: moved into another, it is refused.
"""

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from vms.errors import PortalError


class SecretUnreadable(PortalError):
    """The sealed text was made with a key that is gone, or was tampered with."""

    code = "secret_unreadable"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return (
            f"The secret {self.name} was sealed with a key that this portal no longer has. "
            "Replace its content under Secrets, or ask an administrator to put the old key back."
        )


def seal(secret_id: object, data: Mapping[str, str]) -> str:
    """The texts of a secret as one token that says nothing without the site's key."""
    plain = json.dumps({"id": str(secret_id), "data": dict(data)}, ensure_ascii=False)
    return _fernet().encrypt(plain.encode()).decode("ascii")


def open_sealed(secret_id: object, name: str, sealed: str) -> dict[str, str]:
    """The texts again. Keep them out of rows, logs and errors. Raises ``SecretUnreadable``."""
    try:
        content = json.loads(_fernet().decrypt(sealed.encode("ascii")))
    except (InvalidToken, UnicodeEncodeError):
        raise SecretUnreadable(name) from None  # the cause would name what was tried
    if content.get("id") != str(secret_id):
        raise SecretUnreadable(name)
    data: dict[str, str] = content["data"]
    return data


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SECRET_SEALING_KEYS])
