"""How much an image may be, and may cost."""

from dataclasses import dataclass

MIB, GIB, TIB = 2**20, 2**30, 2**40


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults suit a small installation; every figure is the caller's to change.

    ``ratio`` bounds how many bytes a guest sees for each that is kept, counted from ``ratio_from`` bytes, for
    an empty disk of ordinary size is no bomb. ``file_bytes`` holds for what comes in and for what is made of
    it. ``keep_free_bytes`` stay free on the disk that receives the image, however small it seemed.
    """

    virtual_bytes: int = 2 * TIB
    file_bytes: int = 256 * GIB
    ratio: int = 10_000
    ratio_from: int = 16 * MIB
    keep_free_bytes: int = 512 * MIB
    seconds: float = 3600.0
    cpu_seconds: int = 1800
    memory_bytes: int = 2 * GIB
    open_files: int = 64
