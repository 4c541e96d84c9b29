"""The guided form of a cloud-init text: fields in front, the user's own text underneath.

In: a text, what was posted, what a button asks. Out: a tree for ``vms.formtree`` to render, and the text with
only the needed lines changed; passwords as hashes. Names of the fields are the pointer of the text in its
manifest, ``#``, and the pointer inside. The room knows no people, no secrets, no database and no chance: a
salt is an argument.
"""

from vms.cloudinit.actions import enlist_keys, has_keys, set_password, user_names
from vms.cloudinit.guided import MARK, Guide, Part, act, decode, guide, has_any, is_inside, part_of
from vms.cloudinit.password import SALT_ALPHABET, SALT_LENGTH, PasswordRefused, hash_password
from vms.manifest.cloud_init import PublicKey, PublicKeyInvalid, parse_public_key

__all__ = [
    "MARK",
    "SALT_ALPHABET",
    "SALT_LENGTH",
    "Guide",
    "Part",
    "PasswordRefused",
    "PublicKey",
    "PublicKeyInvalid",
    "act",
    "decode",
    "enlist_keys",
    "guide",
    "has_any",
    "has_keys",
    "hash_password",
    "is_inside",
    "parse_public_key",
    "part_of",
    "set_password",
    "user_names",
]
