"""The one disk in a containerDisk's layer, taken out of its tar while that streams by.

Nothing is ever extracted: the tar's names, links, devices and owners reach no file system. Its headers are
read, the bytes of exactly one regular file below ``disk/`` are handed on, and everything else is passed over.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

BLOCK = 512
_ENTRIES = 20_000
_LONG_NAME, _EXTENDED = 4096, 64 * 1024
_DISK = re.compile(r"disk/[A-Za-z0-9._-]{1,128}")
_RECORD = re.compile(rb"([0-9]{1,6}) ([^=\n]{1,256})=")
_REGULAR, _FOLDER = b"0", b"5"
_KNOWN = b"01234567"
_FOR_NEXT, _FOR_ALL, _LONG, _LONG_LINK = b"x", b"g", b"L", b"K"


class LayerRefused(Exception):
    """The tar is damaged or a trap; the text is a sentence. The client says of which image."""


@dataclass(slots=True)
class _Entry:
    name: str
    kind: bytes
    size: int


@dataclass(slots=True)
class _Extras:
    """What stands before an entry and changes it: its long name or its size."""

    name: str | None = None
    size: int | None = None


@dataclass(slots=True)
class LayerDisk:
    """Iterating gives the disk's bytes, none if the layer has no disk; then ``found`` and ``removed`` are
    true of the whole layer.

    ``removed``: the layer deletes the disk of those below it. Raises ``LayerRefused``.
    """

    chunks: Iterable[bytes]
    most_bytes: int
    found: bool = False
    removed: bool = False
    _entries: int = 0
    _pool: "_Pool" = field(init=False)

    def __iter__(self) -> Iterator[bytes]:
        self._pool = _Pool(iter(self.chunks))
        extras = _Extras()
        while (header := self._pool.take(BLOCK)).strip(b"\0"):
            self._count()
            entry = _read_header(header)
            if entry.kind in {_FOR_NEXT, _FOR_ALL, _LONG, _LONG_LINK}:
                self._read_extra(entry, extras)
                continue
            if extras.name is not None:
                entry.name = extras.name
            if extras.size is not None:
                entry.size = extras.size
            extras = _Extras()
            yield from self._pass(entry)
        self._pool.drain()

    def _count(self) -> None:
        self._entries += 1
        if self._entries > _ENTRIES:
            raise LayerRefused(
                f"Its layer has more than {_ENTRIES} entries. Put only the disk into the image."
            )

    def _pass(self, entry: _Entry) -> Iterator[bytes]:
        path = _plain_path(entry.name)
        size = entry.size if entry.kind in {_REGULAR, b"7"} else 0
        if size > self.most_bytes:
            raise LayerRefused(f"It holds a file above the {self.most_bytes} bytes that are allowed.")
        if self._is_disk(path, entry):
            yield from self._pool.pieces(size)
        else:
            self._pool.skip(size)
        self._pool.skip(-size % BLOCK)

    def _is_disk(self, path: str, entry: _Entry) -> bool:
        """Whether this entry is the disk. Raises if it is below ``disk/`` and nothing that may be there."""
        if path in {".wh.disk", "disk/.wh..wh..opq"}:
            self.removed = True
            return False
        folder, _, name = path.partition("/")
        if folder != "disk":
            return False
        if not name:
            if entry.kind != _FOLDER:
                raise LayerRefused("Its disk/ is no folder. Put one regular file into a folder named disk.")
            return False
        if name.startswith(".wh."):
            self.removed = True
            return False
        if entry.kind != _REGULAR or not _DISK.fullmatch(path):
            raise LayerRefused(
                "Its disk/ holds something other than one plain file: a link, a device, a folder, or a file "
                "with "
                "an odd name. Put one regular file into it."
            )
        if self.found:
            raise LayerRefused("Its disk/ holds more than one file. Put exactly one into it.")
        self.found = True
        return True

    def _read_extra(self, entry: _Entry, extras: _Extras) -> None:
        """An entry about the next one; sparse files and what would rename all entries are refused."""
        most = _EXTENDED if entry.kind in {_FOR_NEXT, _FOR_ALL} else _LONG_NAME
        if entry.size > most:
            raise LayerRefused("A name in its layer is longer than any file's. Pack it with a usual tar.")
        body = self._pool.take(entry.size)
        self._pool.skip(-entry.size % BLOCK)
        if entry.kind == _LONG:
            extras.name = _text(body.rstrip(b"\0"))
        elif entry.kind in {_FOR_NEXT, _FOR_ALL}:
            self._read_records(body, extras, for_all=entry.kind == _FOR_ALL)

    @staticmethod
    def _read_records(body: bytes, extras: _Extras, *, for_all: bool) -> None:
        for key, value in _records(body):
            if key.startswith(b"GNU.sparse") or (for_all and key in {b"path", b"size", b"linkpath"}):
                raise LayerRefused(
                    "Its layer holds a sparse file or renames everything. Pack it with a usual tar."
                )
            if key == b"path":
                extras.name = _text(value)
            elif key == b"size":
                extras.size = _decimal(value)


class _Pool:
    """The stream, taken in the amounts that a tar wants. What is missing at its end is an error."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._left = chunks, memoryview(b"")

    def pieces(self, count: int) -> Iterator[bytes]:
        while count:
            if not self._left:
                chunk = next(self._chunks, None)
                if chunk is None:
                    raise LayerRefused("Its layer ends in the middle. Push it again.")
                self._left = memoryview(chunk)
            piece, self._left = self._left[:count], self._left[count:]
            count -= len(piece)
            yield bytes(piece)

    def take(self, count: int) -> bytes:
        return b"".join(self.pieces(count))

    def skip(self, count: int) -> None:
        for _ in self.pieces(count):
            pass

    def drain(self) -> None:
        """Read to the end, so that the digests are those of the whole."""
        self._left = memoryview(b"")
        for _ in self._chunks:
            pass


def _read_header(header: bytes) -> _Entry:
    told = _octal(header[148:156])
    if told != sum(header) - sum(header[148:156]) + 8 * 32:
        raise LayerRefused("Its layer is no tar, or a damaged one. Push it again.")
    kind = header[156:157].replace(b"\0", _REGULAR)
    name = _text(header[:100].split(b"\0", 1)[0])
    if header[257:263] == b"ustar\0" and (prefix := header[345:500].split(b"\0", 1)[0]):
        name = f"{_text(prefix)}/{name}"
    if kind == b"S":
        raise LayerRefused("Its layer holds a sparse file. Pack it with a usual tar.")
    if kind not in {_FOR_NEXT, _FOR_ALL, _LONG, _LONG_LINK} and kind not in _KNOWN:
        raise LayerRefused("Its layer holds something that tar does not know. Pack it with a usual tar.")
    return _Entry(name, kind, _octal(header[124:136]))


def _octal(field_: bytes) -> int:
    """A number of the header, in octal or, for large files, in GNU's base 256."""
    if field_[:1] == b"\x80":
        return int.from_bytes(field_[1:], "big")
    text = field_.strip(b"\0 ")
    if not text:
        return 0
    if not re.fullmatch(rb"[0-7]{1,12}", text):
        raise LayerRefused("Its layer is no tar, or a damaged one. Push it again.")
    return int(text, 8)


def _decimal(text: bytes) -> int:
    if not re.fullmatch(rb"[0-9]{1,18}", text):
        raise LayerRefused("Its layer is no tar, or a damaged one. Push it again.")
    return int(text)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _records(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The ``length key=value`` lines of a PAX header; each length must be exactly right."""
    at = 0
    while at < len(body):
        match = _RECORD.match(body, at)
        end = at + int(match[1]) if match else 0
        if match is None or end <= match.end() - 1 or end > len(body) or body[end - 1 : end] != b"\n":
            raise LayerRefused("Its layer is no tar, or a damaged one. Push it again.")
        yield match[2], body[match.end() : end - 1]
        at = end


def _plain_path(name: str) -> str:
    """The path without the ``./`` that tar likes; what climbs or starts at the root is refused."""
    path = name.removeprefix("./").removesuffix("/")
    if path in {"", "."}:
        return ""
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts) or not path.isprintable():
        raise LayerRefused(
            "Its layer holds a path that climbs or starts at the root. Pack it with a usual tar."
        )
    return path
