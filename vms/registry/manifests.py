"""A registry's JSON, read as what a stranger wrote: which parts an image has, and how large each may be."""

import json
from dataclasses import dataclass
from typing import Any

from vms.outbound import Packing
from vms.registry.errors import RegistryRefused
from vms.registry.reference import DIGEST

MANIFEST_BYTES = 4 * 1024 * 1024
_LAYERS, _PLATFORMS = 128, 256

INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_CONFIGS = ("application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json")
_LAYER_TYPES = {
    "application/vnd.oci.image.layer.v1.tar": Packing.NONE,
    "application/vnd.oci.image.layer.v1.tar+gzip": Packing.GZIP,
    "application/vnd.oci.image.layer.v1.tar+zstd": Packing.ZSTD,
    "application/vnd.docker.image.rootfs.diff.tar": Packing.NONE,
    "application/vnd.docker.image.rootfs.diff.tar.gzip": Packing.GZIP,
    "application/vnd.docker.image.rootfs.diff.tar.zstd": Packing.ZSTD,
}


@dataclass(frozen=True, slots=True)
class Blob:
    """Content by its digest, of exactly this size."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Layer:
    """``diff_id`` is the digest of what the blob unpacks to."""

    blob: Blob
    packing: Packing
    diff_id: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A manifest: its configuration, and its layers from the lowest up, without their diff ids."""

    config: Blob
    layers: tuple[tuple[Blob, Packing], ...]


class Reader:
    """Reads for one reference, whose name stands in every complaint. Raises ``RegistryRefused``."""

    def __init__(self, reference: str, architecture: str, most_bytes: int) -> None:
        self._reference, self._architecture, self._most = reference, architecture, most_bytes

    def refuse(self, reason: str) -> RegistryRefused:
        return RegistryRefused(self._reference, reason)

    def document(self, body: bytes, declared: str) -> tuple[str, dict[str, Any]]:
        """The document and its media type, of which header and body must say the same."""
        value = self._object(body)
        kind = declared.partition(";")[0].strip().lower()
        if value.get("schemaVersion") != 2 or kind not in {*INDEXES, *MANIFESTS}:
            raise self.refuse(
                "The registry has it in a format that is not read here. Push it as an OCI image."
            )
        if value.get("mediaType", kind) != kind or ("manifests" in value) == ("layers" in value):
            raise self.refuse(
                "Its manifest does not say clearly what it is. Push it again with a current tool."
            )
        if ("manifests" in value) != (kind in INDEXES):
            raise self.refuse("Its manifest is not what the registry says it is. Push it again.")
        return kind, value

    def platform(self, index: dict[str, Any]) -> Blob:
        """The manifest for the host's processor."""
        entries = self._list(index, "manifests", _PLATFORMS)
        for entry in entries:
            platform = entry.get("platform")
            if not isinstance(platform, dict) or entry.get("mediaType") not in MANIFESTS:
                continue
            if (platform.get("os"), platform.get("architecture")) == ("linux", self._architecture):
                return self._blob(entry, MANIFEST_BYTES)
        raise self.refuse(f"It is not there for linux/{self._architecture}. Use an image that is.")

    def parts(self, manifest: dict[str, Any]) -> Parts:
        """What the image consists of, each within bounds, before a byte of it is fetched."""
        config = manifest.get("config")
        if not isinstance(config, dict) or config.get("mediaType") not in _CONFIGS:
            raise self.refuse("It is not a container image, so it holds no disk. Push a containerDisk.")
        layers = tuple(self._layer(entry) for entry in self._list(manifest, "layers", _LAYERS))
        if sum(blob.size for blob, _ in layers) > self._most:
            raise self.refuse(
                f"It is larger than the {self._most} bytes that may be fetched. Use a smaller one."
            )
        return Parts(self._blob(config, MANIFEST_BYTES), layers)

    def layers(self, parts: Parts, config: bytes) -> tuple[Layer, ...]:
        """The layers with what they unpack to, which the configuration knows."""
        rootfs = self._object(config).get("rootfs")
        diff_ids = rootfs.get("diff_ids") if isinstance(rootfs, dict) else None
        if not isinstance(diff_ids, list) or len(diff_ids) != len(parts.layers):
            raise self.refuse("Its configuration does not fit its layers. Push it again.")
        return tuple(
            Layer(blob, packing, self._digest(diff_id))
            for (blob, packing), diff_id in zip(parts.layers, diff_ids, strict=True)
        )

    def _layer(self, entry: dict[str, Any]) -> tuple[Blob, Packing]:
        kind = entry.get("mediaType")
        if not isinstance(kind, str) or kind not in _LAYER_TYPES:
            raise self.refuse(
                "It has a layer that lies elsewhere or is packed in an unknown way. Push it again."
            )
        return self._blob(entry, self._most), _LAYER_TYPES[kind]

    def _blob(self, entry: dict[str, Any], most: int) -> Blob:
        size = entry.get("size")
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise self.refuse("A part of it has no size. Push it again.")
        if size > most:
            raise self.refuse(f"A part of it is larger than the {most} bytes that are allowed. Use less.")
        return Blob(self._digest(entry.get("digest")), size)

    def _digest(self, value: object) -> str:
        if not isinstance(value, str) or not DIGEST.fullmatch(value):
            raise self.refuse("A part of it is named by something other than a sha256 digest. Push it again.")
        return value

    def _list(self, value: dict[str, Any], key: str, most: int) -> list[dict[str, Any]]:
        entries = value.get(key)
        if not isinstance(entries, list) or not 0 < len(entries) <= most:
            raise self.refuse(f"It has no {key}, or more than {most}. Push it again with fewer.")
        if not all(isinstance(entry, dict) for entry in entries):
            raise self.refuse("Its manifest cannot be read. Push it again.")
        return entries

    def _object(self, body: bytes) -> dict[str, Any]:
        try:
            value = json.loads(body.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise self.refuse("The registry's answer is no JSON. Check that it is a registry.") from error
        if not isinstance(value, dict):
            raise self.refuse("The registry's answer cannot be read. Check that it is a registry.")
        return value
