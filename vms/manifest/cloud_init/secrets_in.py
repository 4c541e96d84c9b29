"""What a user-data text should not show, and keys that open nothing."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.cloud_init.look import warning
from vms.manifest.cloud_init.public_key import PublicKeyInvalid, parse_public_key
from vms.schema import Problem, Severity, get

# crypt(3)'s hashes, or what can never match.
_HASH: Final = re.compile(r"\$(?:1|2[abxy]?|5|6|7|y|gy)\$[^\s:]+|[!*][^\s:]*")
_RANDOM: Final = frozenset({"R", "RANDOM"})
_KEY_LISTS: Final = ("ssh_authorized_keys", "ssh-authorized-keys")
_PLAIN: Final = (
    "The password stands here in plain text, for everybody who may see the machine. Remove it and use “Set a "
    "password”, which keeps a hash of it in a secret."
)


def plain_passwords(document: dict[str, Any]) -> Iterator[Problem]:
    """Passwords that are none, or are readable. The messages never repeat them."""
    for pointer, value in _passwords(document):
        if isinstance(value, str) and value and not _HASH.fullmatch(value) and value not in _RANDOM:
            yield warning(pointer, "user-data-password", _PLAIN)
    for pointer, user in _mappings(document, "/users"):
        given = user.get("passwd")
        if isinstance(given, str) and given and not _HASH.fullmatch(given):
            message = (
                "cloud-init takes this for a hash, so nobody could sign in with it. Use “Set a password”."
            )
            yield warning(f"{pointer}/passwd", "user-data-hash", message)


def keys(document: dict[str, Any]) -> Iterator[Problem]:
    for pointer, key in _public_keys(document):
        try:
            parse_public_key(key)
        except PublicKeyInvalid as error:
            severity = Severity.ERROR if "PRIVATE KEY" in key else Severity.WARNING
            yield Problem(pointer, str(error), "user-data-key", severity)


def _passwords(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "/password", document.get("password")
    for pointer, user in _mappings(document, "/users"):
        yield f"{pointer}/plain_text_passwd", user.get("plain_text_passwd")
    for pointer, user in _mappings(document, "/chpasswd/users"):
        yield f"{pointer}/password", user.get("password")
    listed = get(document, "/chpasswd/list")
    lines = listed.splitlines() if isinstance(listed, str) else listed if isinstance(listed, list) else ()
    for line in lines:
        if isinstance(line, str):
            yield "/chpasswd/list", line.partition(":")[2]


def _public_keys(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    owners = [("", document), *_mappings(document, "/users")]
    for place, owner in owners:
        for name in _KEY_LISTS:
            listed = owner.get(name)
            for index, key in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(key, str):
                    yield f"{place}/{name}/{index}", key


def _mappings(document: dict[str, Any], pointer: str) -> list[tuple[str, dict[str, Any]]]:
    listed = get(document, pointer)
    if not isinstance(listed, list):
        return []
    return [(f"{pointer}/{index}", entry) for index, entry in enumerate(listed) if isinstance(entry, dict)]
