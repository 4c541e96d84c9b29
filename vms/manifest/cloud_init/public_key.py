"""OpenSSH's public keys, as ``authorized_keys`` has them: read, never used."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from vms.errors import PortalError

_KINDS: Final = (
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
)
_OBSOLETE: Final = "ssh-dss"
_LONGEST: Final = 16_384
_KEY: Final = re.compile(
    rf"(?:^|\s)(?P<kind>{'|'.join(map(re.escape, (*_KINDS, _OBSOLETE)))})\s+(?P<body>[A-Za-z0-9+/=]+)"
    r"(?:\s+(?P<comment>.*))?$"
)


class PublicKeyInvalid(PortalError):
    """The text is no OpenSSH public key; the sentence says what to paste."""

    code = "public_key_invalid"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class PublicKey:
    """``options`` stand before the key in ``authorized_keys``; ``fingerprint`` is ``ssh-keygen -l``'s."""

    kind: str
    body: str
    comment: str
    options: str
    fingerprint: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.options, self.kind, self.body, self.comment) if part)


def parse_public_key(text: str) -> PublicKey:
    """One key on one line. Raises ``PublicKeyInvalid``, whose words never repeat the text."""
    line = text.strip()
    if "PRIVATE KEY" in line:
        raise PublicKeyInvalid(
            "This is a private key, which nobody else may ever see. Paste the public one, from the file "
            "ending in .pub, and think of replacing the pair."
        )
    if len(line) > _LONGEST or "\n" in line or "\r" in line:
        raise PublicKeyInvalid("A public key is one line. Paste one line of the file ending in .pub.")
    found = _KEY.search(line)
    if found is None:
        raise PublicKeyInvalid(
            "This is no OpenSSH public key. Paste the line of the file ending in .pub; it begins with "
            "ssh-ed25519 or ssh-rsa."
        )
    if found["kind"] == _OBSOLETE:
        raise PublicKeyInvalid("OpenSSH no longer accepts DSA keys. Make one with: ssh-keygen -t ed25519")
    raw = _decoded(found["body"], found["kind"])
    digest = base64.b64encode(hashlib.sha256(raw).digest()).decode("ascii").rstrip("=")
    options = line[: found.start("kind")].strip()
    return PublicKey(
        found["kind"], found["body"], (found["comment"] or "").strip(), options, f"SHA256:{digest}"
    )


def _decoded(body: str, kind: str) -> bytes:
    """The key's bytes, which begin with its kind, so that half a key is found out."""
    try:
        raw = base64.b64decode(body, validate=True)
    except binascii.Error:
        raw = b""
    place = 0
    fields: list[bytes] = []
    while place + 4 <= len(raw):
        length = int.from_bytes(raw[place : place + 4], "big")
        fields.append(raw[place + 4 : place + 4 + length])
        place += 4 + length
    if place != len(raw) or len(fields) < 2 or fields[0] != kind.encode():
        raise PublicKeyInvalid("The public key is cut off or damaged. Copy its whole line once more.")
    return raw
