"""The public keys of one person: added and taken away by that person alone."""

from django.contrib.auth.models import User
from django.db import transaction

from vms import access, audit, cloudinit
from vms.models import SshKey

from .conflict import Conflict

MOST_KEYS = 50


@transaction.atomic
def add(*, actor: User, public_key: str, name: str = "") -> SshKey:
    """Keep a public key. Raises ``cloudinit.PublicKeyInvalid`` for what is none, and ``Conflict``."""
    key = cloudinit.parse_public_key(public_key)
    known = SshKey.objects.filter(user=actor)
    if known.filter(fingerprint=key.fingerprint).exists():
        raise Conflict("This key is already in your profile.")
    if known.count() >= MOST_KEYS:
        raise Conflict(f"A profile holds at most {MOST_KEYS} keys. Delete one that you no longer use.")
    row = SshKey.objects.create(
        user=actor,
        name=(name.strip() or key.comment or key.kind)[:100],
        public_key=str(key),
        fingerprint=key.fingerprint,
    )
    audit.record(actor, "ssh_key.add", row, fingerprint=row.fingerprint)
    return row


@transaction.atomic
def delete(*, actor: User, key: SshKey) -> None:
    """Machines that were made with it keep it."""
    access.require(actor, "ssh_key.delete", key)
    audit.record(actor, "ssh_key.delete", key, fingerprint=key.fingerprint)
    key.delete()
