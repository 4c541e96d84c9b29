"""How much of everything a transfer may take."""

from dataclasses import dataclass

KIB, MIB, GIB = 1024, 1024**2, 1024**3


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one fetch. ``bytes`` bounds what comes over the wire, ``unpacked_bytes`` what is written.

    ``ratio`` is how many times the unpacked bytes, of which zeros weigh little, may exceed the packed ones,
    from ``ratio_from`` bytes on: the first bytes of an honest image may be worth thousands.
    """

    bytes: int = 64 * GIB
    unpacked_bytes: int = 256 * GIB
    ratio: int = 200
    ratio_from: int = 64 * MIB
    unpack_memory: int = 160 * MIB
    keep_free: int = GIB

    connect_seconds: float = 10
    answer_seconds: float = 30
    silence_seconds: float = 30
    total_seconds: float = 6 * 3600
    slowest_bytes: int = 10_000
    slowest_seconds: float = 60

    header_bytes: int = 64 * KIB
    redirects: int = 5
    tries: int = 6
    try_bytes: int = 64 * MIB  # so many earn a download its tries anew
    pause_seconds: float = 1

    @property
    def wire_bytes(self) -> int:
        """``bytes`` with what HTTP needs around them; tiny chunks cost more, and are not worth it."""
        return self.bytes + self.bytes // 8 + self.header_bytes + MIB
