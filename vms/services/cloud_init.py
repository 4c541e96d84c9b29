"""Cloud-init texts of drafts that touch more than the text: passwords, and texts that go into a secret."""

import secrets as chance
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction

from vms import access, cloudinit, manifest
from vms.models import Draft, Secret
from vms.schema import Edit, get
from vms.selectors import ssh_keys

from . import drafts, secrets
from .conflict import Conflict

_USER_DATA: Final = "/userData"
_HOLDS_REFERENCES: Final = "/cloudInitNoCloud"
_GONE: Final = "This cloud-init volume is no longer in the draft. Open the draft and choose it again."


def can_be_kept(pointer: str) -> bool:
    """Whether a text may give way to a reference: the user data of a NoCloud volume."""
    return pointer.endswith(f"{_HOLDS_REFERENCES}{_USER_DATA}")


def text_at(draft: Draft, pointer: str) -> str:
    """The cloud-init text at a place of a draft; empty where there is none yet.

    Raises ``Conflict`` when there is no such volume, and ``YamlInvalid``.
    """
    if cloudinit.part_of(pointer) is None:
        raise Conflict(_GONE)
    document = manifest.from_yaml(draft.text)
    above = get(document, pointer.rpartition("/")[0])
    if not isinstance(above, dict):
        raise Conflict(_GONE)
    text = above.get(pointer.rpartition("/")[2], "")
    return text if isinstance(text, str) else ""


@transaction.atomic
def keep_in_secret(*, actor: User, draft: Draft, pointer: str, name: str, version: int) -> Secret:
    """Move the user data of a volume into a new secret of the team; the draft then refers to it.

    Raises ``Conflict``, ``SecretRefused``, ``YamlInvalid`` and ``EditRefused``.
    """
    return _keep(actor, draft, pointer, text_at(draft, pointer), name, version)


@transaction.atomic
def set_password(
    *, actor: User, draft: Draft, pointer: str, user: str, password: str, secret: str, version: int
) -> Secret | None:
    """Let a user of the guest (none named: the image's own) sign in with a password, kept as a hash.

    ``secret`` names the new secret that the whole text goes into, so that the draft shows not even the hash;
    empty leaves it in the draft. Raises ``PasswordRefused`` and what ``keep_in_secret`` raises.
    """
    salt = "".join(chance.choice(cloudinit.SALT_ALPHABET) for _ in range(cloudinit.SALT_LENGTH))
    text = text_at(draft, pointer)
    if not cloudinit.part_of(pointer) == cloudinit.Part.USER_DATA or cloudinit.guide(pointer, text).reason:
        raise Conflict("A password can be set in a cloud-config alone. Edit this user data as text.")
    if user and user not in cloudinit.user_names(text):
        raise Conflict(f"There is no user {user} in the user data any more. Choose another.")
    text = cloudinit.set_password(text, cloudinit.hash_password(password, salt), user)
    if secret:
        return _keep(actor, draft, pointer, text, secret, version)
    drafts.apply_edits(actor=actor, draft=draft, edits=[Edit(pointer, text)], version=version)
    return None


@transaction.atomic
def insert_keys(*, actor: User, draft: Draft, pointer: str, version: int) -> Draft:
    """Put the actor's public keys into the user data, for its first user. Twice is once."""
    keys = [key.public_key for key in ssh_keys.of(actor)]
    if not keys:
        raise Conflict("There is no SSH key in your profile yet. Add one there first.")
    text = text_at(draft, pointer)
    if cloudinit.guide(pointer, text).reason:
        raise Conflict("Keys can be inserted into a cloud-config alone. Edit this user data as text.")
    text = cloudinit.enlist_keys(text, keys, next(iter(cloudinit.user_names(text)), ""))
    return drafts.apply_edits(actor=actor, draft=draft, edits=[Edit(pointer, text)], version=version)


def _keep(actor: User, draft: Draft, pointer: str, text: str, name: str, version: int) -> Secret:
    access.require(actor, "draft.edit", draft)
    if not can_be_kept(pointer):
        raise Conflict("Only the user data of a NoCloud volume can be kept in a secret.")
    if not text.strip():
        raise Conflict("There is no user data here that could be kept. Write some first.")
    secret = secrets.create(actor=actor, team=draft.team, name=name, data={"userdata": text})
    above = pointer.removesuffix(_USER_DATA)
    edits = [Edit(f"{above}/userDataSecretRef", {"name": secret.name}), Edit(pointer)]
    drafts.forget_history(drafts.apply_edits(actor=actor, draft=draft, edits=edits, version=version))
    return secret
