"""From a source to a file."""

import hashlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from vms.fetching.sources import RegistrySource, Source, WebSource
from vms.outbound import (
    MAGIC_BYTES,
    Clock,
    Guard,
    Limits,
    Packing,
    Part,
    Progress,
    TransferRefused,
    UrlInvalid,
    Wanted,
    download,
    packing_of,
    read_url,
    trust_also,
    unpacked,
    whole_or_nothing,
)
from vms.registry import Image

_CODINGS = frozenset({"gzip", "x-gzip", "zstd"})  # of a file that is packed anyway: unpacked by what it holds


@dataclass(frozen=True, slots=True)
class Fetched:
    """``digest`` and ``bytes`` are those of the file at ``path``; ``origin_digest`` names what was offered:
    the manifest of an image, or the file as the server has it.
    """

    path: Path
    digest: str
    bytes: int
    origin_digest: str


def fetch(source: Source, into: Path, limits: Limits, progress: Progress, guard: Guard) -> Fetched:
    """Bring the source's disk to ``into``, whole, checked and unpacked; on any error nothing is left there.

    ``progress`` is told the bytes that came over the wire and, if known, how many there are; it is called for
    each chunk and may raise to end the fetch. Raises ``UrlInvalid``, ``TransferRefused``, ``RegistryRefused``
    and ``DiskFull``, which stay; ``Unreachable`` and ``TransferBroken``, which may pass.
    """
    with whole_or_nothing(into, limits.keep_free) as part:
        told = _room_watcher(part, progress)
        if isinstance(source, RegistrySource):
            origin = _image(source, guard, limits).pull_disk(part, told)
        else:
            origin = _from_web(source, part, limits, told, guard)
    return Fetched(into, part.digest, part.bytes, origin)


def resolve(source: RegistrySource, limits: Limits, guard: Guard) -> str:
    """The digest that the image's reference stands for now. Raises what ``fetch`` raises."""
    return _image(source, guard, limits).resolve()


def _image(source: RegistrySource, guard: Guard, limits: Limits) -> Image:
    tls = _trust(source.authorities)
    return Image(source.reference, guard, limits, source.credentials, source.architecture, tls)


def _trust(authorities: str) -> ssl.SSLContext | None:
    return trust_also(authorities) if authorities else None


def _room_watcher(part: Part, progress: Progress) -> Progress:
    """Before much is fetched, what is known to come must have room."""

    def told(done: int, total: int | None) -> None:
        if total is not None and done == 0:
            part.must_have_room(total)
        progress(done, total)

    return told


def _from_web(source: WebSource, part: Part, limits: Limits, progress: Progress, guard: Guard) -> str:
    authorization = _authorization(source, guard)
    wanted = Wanted(
        source.url,
        encodings=_CODINGS,
        authorization=lambda: authorization,
        tls=_trust(source.authorities),
    )
    hashes = _Hashes(source.checksum_kind)
    chunks = hashes.over(download(guard, wanted, limits, progress, Clock(limits)))
    head = _first(chunks, MAGIC_BYTES)
    part.write(_once_packed(unpacked(chain((head,), chunks), packing_of(head), limits)))
    if not part.bytes:
        raise TransferRefused("The file is empty. Check the address.")
    if source.checksum is not None and hashes.checksum != source.checksum:
        raise TransferRefused(
            "The file is not the one its checksum names. It changed, or the checksum is that of another; "
            "nothing of it was kept."
        )
    return hashes.digest


def _authorization(source: WebSource, guard: Guard) -> str | None:
    if source.credentials is None:
        return None
    url = read_url(source.url)
    entry = guard.listed(url)
    if url.scheme != "https" and not (entry is not None and entry.plain_http):
        raise UrlInvalid("A password is sent over https alone. Write the URL with https://.")
    return source.credentials.basic


def _first(chunks: Iterator[bytes], count: int) -> bytes:
    """At least the first ``count`` bytes, if there are so many."""
    head = b""
    while len(head) < count:
        chunk = next(chunks, None)
        if chunk is None:
            break
        head += chunk
    return head


def _once_packed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, unless they are packed again: no disk begins like that."""
    head = _first(pieces, MAGIC_BYTES)
    if packing_of(head) is not Packing.NONE:
        raise TransferRefused("The file is packed twice. Pack it once, with gzip, xz or zstd.")
    return chain((head,), pieces)


class _Hashes:
    """What passes by, named by its sha256 and by the function that a checksum asks for."""

    def __init__(self, kind: str) -> None:
        self._kind, self._sha256 = kind, hashlib.sha256()
        self._other = hashlib.new(kind) if kind != "sha256" else self._sha256

    def over(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._sha256.update(chunk)
            if self._other is not self._sha256:
                self._other.update(chunk)
            yield chunk

    @property
    def digest(self) -> str:
        return f"sha256:{self._sha256.hexdigest()}"

    @property
    def checksum(self) -> str:
        return f"{self._kind}:{self._other.hexdigest()}"
