"""The newc archive the kernel unpacks as its first file system.

Written here instead of by cpio(1), which could give device nodes and root's ownership to root alone.
"""

import stat
from pathlib import PurePosixPath


class Archive:
    """An archive in memory. Parent directories appear by themselves; everything belongs to root."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._names: set[str] = set()

    def directory(self, name: str, mode: int = 0o755) -> None:
        self._add(name, stat.S_IFDIR | mode)

    def file(self, name: str, content: bytes, mode: int = 0o644) -> None:
        self._add(name, stat.S_IFREG | mode, content)

    def link(self, name: str, target: str) -> None:
        self._add(name, stat.S_IFLNK | 0o777, target.encode())

    def device(self, name: str, major: int, minor: int, mode: int = 0o600) -> None:
        self._add(name, stat.S_IFCHR | mode, device=(major, minor))

    def finish(self) -> bytes:
        """The whole archive, with its trailer."""
        self._entry("TRAILER!!!", 0, b"", (0, 0))
        return bytes(self._bytes)

    def _add(self, name: str, mode: int, content: bytes = b"", device: tuple[int, int] = (0, 0)) -> None:
        if name in self._names:
            raise ValueError(f"{name} is in the archive already.")
        parent = str(PurePosixPath(name).parent)
        if parent not in {".", *self._names}:
            self.directory(parent)
        self._names.add(name)
        self._entry(name, mode, content, device)

    def _entry(self, name: str, mode: int, content: bytes, device: tuple[int, int]) -> None:
        encoded = name.encode() + b"\0"
        links = 2 if stat.S_ISDIR(mode) else 1
        inode = len(self._names)
        fields = (inode, mode, 0, 0, links, 0, len(content), 0, 0, *device, len(encoded), 0)
        self._bytes += b"070701" + b"".join(b"%08X" % field for field in fields)
        for part in (encoded, content):
            self._bytes += part
            self._bytes += bytes(-len(self._bytes) % 4)
