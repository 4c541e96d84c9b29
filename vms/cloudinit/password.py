"""crypt(3)'s SHA-512 hash of a password (``$6$``), as every Linux guest reads it.

Python's own ``crypt`` is deprecated and gone in 3.13. This is the published algorithm, checked against its
published vectors; it takes about 10 ms.
"""

import hashlib
import re
from itertools import chain, repeat
from typing import Final

from vms.errors import PortalError

ROUNDS: Final = 5000  # the algorithm's own default, which every guest's crypt(3) reads without a "rounds="
SALT_ALPHABET: Final = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SALT_LENGTH: Final = 16
_SALT: Final = re.compile(r"[./0-9A-Za-z]{1,16}")
_UNFIT: Final = re.compile("[\x00\r\n\ud800-\udfff]")
_LONGEST: Final = 256
# In which order the bytes of the digest are written, three at a time.
_TRIPLES: Final = tuple(
    (place * 22 % 63, (place * 22 + 21) % 63, (place * 22 + 42) % 63) for place in range(21)
)


class PasswordRefused(PortalError):
    """The password cannot be one; the sentence says why and never repeats it."""

    code = "password_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


def hash_password(password: str, salt: str) -> str:
    """``$6$salt$…``. ``salt`` is random text in ``SALT_ALPHABET``. Raises ``PasswordRefused``."""
    if not password or _UNFIT.search(password) or len(password) > _LONGEST:
        raise PasswordRefused(f"A password has 1 to {_LONGEST} characters on one line. Choose another.")
    if not _SALT.fullmatch(salt):
        raise ValueError("the salt must be 1 to 16 characters of SALT_ALPHABET")
    secret, pepper = password.encode(), salt.encode()
    return f"$6${salt}${_encoded(_digest(secret, pepper))}"


def _digest(secret: bytes, salt: bytes) -> bytes:
    mixed = hashlib.sha512(secret + salt + secret).digest()
    first = hashlib.sha512(secret + salt + _stretched(mixed, len(secret)))
    length = len(secret)
    while length:
        first.update(mixed if length & 1 else secret)
        length >>= 1
    digest = first.digest()
    p = _stretched(hashlib.sha512(secret * len(secret)).digest(), len(secret))
    s = _stretched(hashlib.sha512(salt * (16 + digest[0])).digest(), len(salt))
    for turn in range(ROUNDS):
        odd = turn & 1
        parts = (p if odd else digest, s if turn % 3 else b"", p if turn % 7 else b"", digest if odd else p)
        digest = hashlib.sha512(b"".join(parts)).digest()
    return digest


def _stretched(pattern: bytes, length: int) -> bytes:
    return bytes(byte for byte, _ in zip(chain.from_iterable(repeat(pattern)), range(length), strict=False))


def _encoded(digest: bytes) -> str:
    written = [_base64(digest[a] << 16 | digest[b] << 8 | digest[c], 4) for a, b, c in _TRIPLES]
    return "".join((*written, _base64(digest[63], 2)))


def _base64(number: int, characters: int) -> str:
    return "".join(SALT_ALPHABET[number >> 6 * place & 63] for place in range(characters))
