"""What a team keeps for its guests: written, replaced, thrown away, and never read again.

Neither the audit trail nor an error of these verbs ever holds a value.
"""

import re
from collections.abc import Mapping
from typing import Final

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from vms import access, audit, dispatch, vault
from vms.errors import PortalError
from vms.models import Secret, Team
from vms.selectors import secrets as reading

from .conflict import Conflict

MOST_BYTES: Final = 256 * 1024  # of all values together; a guest's seed holds it all
MOST_KEYS: Final = 20
_KEY: Final = re.compile(r"[-._A-Za-z0-9]{1,253}")
_UNFIT: Final = re.compile("[\x00\ud800-\udfff]")


class SecretRefused(PortalError):
    """What was given cannot be kept; the sentence says why, and never repeats it."""

    code = "secret_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@transaction.atomic
def create(*, actor: User, team: Team, name: str, data: Mapping[str, str]) -> Secret:
    """Keep texts under a new name. Raises ``SecretRefused``, and ``Conflict`` for a name that is taken."""
    access.require(actor, "team.use", team)
    _refuse_unusable(data)
    secret = Secret(team=team, name=name, changed_by=actor, changed_at=timezone.now())
    try:
        secret.clean_fields(exclude=["sealed", "keys", "team", "changed_by"])
    except ValidationError as error:
        reason = "; ".join(message for messages in error.message_dict.values() for message in messages)
        raise SecretRefused(f"The secret cannot be named like this. {reason}") from error
    if Secret.objects.filter(team=team, name=name).exists():
        raise Conflict(
            f"Team {team.slug} already has a secret named {name}. Replace it, or choose another name."
        )
    _put(secret, data)
    secret.save(force_insert=True)
    audit.record(actor, "secret.create", secret, keys=secret.keys)
    _ring(secret)
    return secret


@transaction.atomic
def replace(*, actor: User, secret: Secret, data: Mapping[str, str]) -> Secret:
    """Put other texts in place of all that it holds. Machines take them at their next start."""
    access.require(actor, "secret.replace", secret)
    _refuse_unusable(data)
    secret = Secret.objects.select_for_update().get(pk=secret.pk)
    secret.changed_by, secret.changed_at = actor, timezone.now()
    _put(secret, data)
    secret.save(update_fields=["keys", "sealed", "changed_by", "changed_at"])
    audit.record(actor, "secret.replace", secret, keys=secret.keys)
    _ring(secret)
    return secret


@transaction.atomic
def delete(*, actor: User, secret: Secret) -> None:
    """Throw it away. Raises ``Conflict`` while a machine, a waiting request or a draft refers to it."""
    access.require(actor, "secret.delete", secret)
    secret = Secret.objects.select_for_update().get(pk=secret.pk)
    uses = reading.uses_of(secret)
    if uses:
        named = ", ".join(f"the {use.kind} {getattr(use.thing, 'name', '') or use.thing}" for use in uses[:3])
        more = f" and {len(uses) - 3} more" if len(uses) > 3 else ""
        raise Conflict(f"It is still used by {named}{more}. Remove the reference there first.")
    audit.record(actor, "secret.delete", secret)
    secret.delete()


def _put(secret: Secret, data: Mapping[str, str]) -> None:
    secret.keys = sorted(data)
    secret.sealed = vault.seal(secret.pk, data)


def _ring(secret: Secret) -> None:
    """A machine may be waiting for it."""
    for machine in reading.machines_with(secret):
        dispatch.reconcile_soon(machine.pk)


def _refuse_unusable(data: Mapping[str, str]) -> None:
    if not data or not any(data.values()):
        raise SecretRefused("A secret holds at least one text. Write its content.")
    if len(data) > MOST_KEYS:
        raise SecretRefused(f"A secret has at most {MOST_KEYS} keys. Make several secrets of it.")
    if any(not _KEY.fullmatch(key) for key in data):
        raise SecretRefused("A key of a secret is made of letters, digits, dots, hyphens and underscores.")
    if any(_UNFIT.search(value) for value in data.values()):
        raise SecretRefused("The content holds an invisible character that no guest can read. Remove it.")
    if sum(len(value.encode()) for value in data.values()) > MOST_BYTES:
        raise SecretRefused(f"A secret holds at most {MOST_BYTES // 1024} KiB. Shorten it.")
