"""A containerDisk out of a registry: from its reference to the one file in it, every byte checked."""

import hashlib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

from vms.outbound import (
    Answer,
    Clock,
    Guard,
    Limits,
    Part,
    Progress,
    TransferBroken,
    Url,
    Wanted,
    ask,
    download,
    read_url,
    unpacked,
)
from vms.registry.auth import Credentials, answer_challenge
from vms.registry.errors import RegistryRefused
from vms.registry.layer import LayerDisk, LayerRefused
from vms.registry.manifests import INDEXES, MANIFEST_BYTES, MANIFESTS, Blob, Layer, Reader
from vms.registry.reference import DIGEST, Reference

_TOKEN_SECONDS = 45  # registries may give tokens that live for a minute
_LATER = {408, 425, 429, 500, 502, 503, 504}


class Image:
    """One image of a registry, asked about within the limits of one fetch."""

    def __init__(
        self,
        reference: Reference,
        guard: Guard,
        limits: Limits,
        credentials: Credentials | None = None,
        architecture: str = "amd64",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.reference = reference
        self._guard, self._limits, self._credentials, self._tls = guard, limits, credentials, tls
        self._clock = Clock(limits)
        self._reader = Reader(str(reference), architecture, limits.bytes)
        self._authorization: str | None = None
        self._authorized_at = 0.0

    def resolve(self) -> str:
        """The digest that the reference stands for now: what an approval may bind to."""
        return self._document(self.reference.state)[0]

    def pull_disk(self, part: Part, progress: Progress) -> str:
        """Write the image's one disk and answer the digest of what the reference stood for.

        The layers are looked through from the top; the first with a disk has it. Raises ``RegistryRefused``,
        and what ``download`` raises.
        """
        digest, kind, document = self._document(self.reference.state)
        if kind in INDEXES:
            chosen = self._reader.platform(document)
            _, kind, document = self._document(chosen.digest)
            if kind not in MANIFESTS:
                raise self._refuse("Its index leads to another index. Push it again.")
        parts = self._reader.parts(document)
        layers = self._reader.layers(parts, self._small(parts.config))
        self._find_disk(layers, part, _Sum(progress, sum(layer.blob.size for layer in layers)))
        return digest

    def _find_disk(self, layers: tuple[Layer, ...], part: Part, progress: "_Sum") -> None:
        for layer in reversed(layers):
            disk = LayerDisk(self._contents(layer, progress), self._limits.unpacked_bytes)
            try:
                part.write(disk)
            except LayerRefused as error:
                raise self._refuse(str(error)) from error
            if disk.found:
                return
            if disk.removed:
                break
        raise self._refuse("It holds no disk. A containerDisk has one file in its folder disk/.")

    def _contents(self, layer: Layer, progress: "_Sum") -> Iterator[bytes]:
        packed = self._checked(self._blob(layer.blob, progress), layer.blob.digest)
        return self._checked(unpacked(packed, layer.packing, self._limits), layer.diff_id)

    def _checked(self, chunks: Iterator[bytes], digest: str) -> Iterator[bytes]:
        sha256 = hashlib.sha256()
        for chunk in chunks:
            sha256.update(chunk)
            yield chunk
        if f"sha256:{sha256.hexdigest()}" != digest:
            raise self._refuse(
                "What the registry sent is not what the digest promises. Nothing of it was kept."
            )

    def _blob(self, blob: Blob, progress: Progress) -> Iterator[bytes]:
        wanted = Wanted(
            str(self._place(f"blobs/{blob.digest}")),
            size=blob.size,
            immutable=True,
            authorization=self._fresh_authorization,
            tls=self._tls,
        )
        yield from download(self._guard, wanted, self._limits, progress, self._clock)

    def _small(self, blob: Blob) -> bytes:
        return b"".join(self._checked(self._blob(blob, lambda done, total: None), blob.digest))

    def _document(self, state: str) -> tuple[str, str, dict[str, Any]]:
        """A manifest or an index: its digest, its media type, and what it says."""
        accept = {"accept": ", ".join((*INDEXES, *MANIFESTS))}
        with self._asked(f"manifests/{state}", accept) as answer:
            self._must_succeed(answer)
            body = answer.read(MANIFEST_BYTES)
            digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
            told = answer.headers.get("docker-content-digest", digest)
            if told != digest or (DIGEST.fullmatch(state) and state != digest):
                raise self._refuse("The registry sent another manifest than its digest promises.")
            return digest, *self._reader.document(body, answer.headers.get("content-type", ""))

    def _must_succeed(self, answer: Answer) -> None:
        status = answer.status
        if status == 200:
            return
        if status in _LATER:
            raise TransferBroken(
                f"{answer.url.host} cannot answer at the moment (HTTP {status}). Try again later."
            )
        if status in {401, 403, 404}:
            raise self._refuse(
                "The registry has no such image, or does not show it to whoever asked. Check the name and "
                "the tag, "
                "and the user name and password if it needs them."
            )
        raise self._refuse(
            f"The registry answers HTTP {status}. Check that the address is that of a registry."
        )

    @contextmanager
    def _asked(self, path: str, headers: Mapping[str, str]) -> Iterator[Answer]:
        """Asks, and once more with an authorization if the registry wants one."""
        place = self._place(path)
        for last in (False, True):
            with ask(
                self._guard,
                place,
                self._limits,
                headers=headers,
                authorization=self._authorization,
                clock=self._clock,
                tls=self._tls,
            ) as answer:
                challenge = answer.headers.get("www-authenticate")
                if last or answer.status != 401 or challenge is None or answer.url.origin != place.origin:
                    yield answer
                    return
            self._authorize(challenge, place)

    def _authorize(self, challenge: str, place: Url) -> None:
        self._authorization = answer_challenge(
            challenge,
            place,
            self.reference,
            self._credentials,
            self._guard,
            self._limits,
            self._clock,
            self._tls,
        )
        self._authorized_at = monotonic()

    def _fresh_authorization(self) -> str | None:
        """A token may have ended since; asking for the manifest again brings a new one."""
        token = self._authorization is not None and self._authorization.startswith("Bearer ")
        if token and monotonic() - self._authorized_at > _TOKEN_SECONDS:
            with self._asked(f"manifests/{self.reference.state}", {}):
                self._authorized_at = monotonic()
        return self._authorization

    def _place(self, path: str) -> Url:
        authority = self.reference.authority
        secure = read_url(f"https://{authority}/v2/{self.reference.path}/{path}")
        plain = read_url(f"http://{authority}/v2/{self.reference.path}/{path}")
        entry = self._guard.listed(plain)
        return plain if entry is not None and entry.plain_http else secure

    def _refuse(self, reason: str) -> RegistryRefused:
        return RegistryRefused(str(self.reference), reason)


class _Sum:
    """One progress over all layers."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._before, self._last = progress, total, 0, 0

    def __call__(self, done: int, total: int | None) -> None:
        if done < self._last:
            self._before += self._last
        self._last = done
        self._progress(self._before + done, self._total)
