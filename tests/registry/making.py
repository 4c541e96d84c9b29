"""containerDisks made and pushed by the tests."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from backports import zstd

from vms.outbound import Packing

OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"
_PACKERS: dict[Packing, tuple[str, Callable[[bytes], bytes]]] = {
    Packing.NONE: ("", lambda data: data),
    Packing.GZIP: ("+gzip", lambda data: gzip.compress(data, 1, mtime=0)),
    Packing.ZSTD: ("+zstd", zstd.compress),
}


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def member(name: str, kind: bytes = tarfile.REGTYPE, linkname: str = "", size: int = 0) -> tarfile.TarInfo:
    """A tar header with the owner that KubeVirt's documentation asks for."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, linkname, size
    info.uid = info.gid = 107
    info.mode = 0o555 if kind == tarfile.DIRTYPE else 0o440
    return info


Entry = tuple[tarfile.TarInfo, bytes]


def tar_of(*entries: Entry, form: int = tarfile.USTAR_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as tar:
        for info, content in entries:
            info.size = info.size or len(content)
            tar.addfile(info, io.BytesIO(content) if content else None)
    return stream.getvalue()


def disk_tar(content: bytes, name: str = "disk/disk.qcow2") -> bytes:
    """What ``ADD disk.qcow2 /disk/`` makes."""
    return tar_of((member("disk/", tarfile.DIRTYPE), b""), (member(name), content))


@dataclass
class Made:
    """An image: its blobs by digest, and the manifests a registry shows under tag or digest."""

    blobs: dict[str, bytes] = field(default_factory=dict)
    manifest: bytes = b""
    kind: str = OCI_MANIFEST
    inner: bytes | None = None  # the manifest that an index leads to

    @property
    def digest(self) -> str:
        return digest_of(self.manifest)


def image_of(*tars: bytes, packing: Packing = Packing.GZIP, **changes: Any) -> Made:
    """An image with these layers, the lowest first. ``changes`` replace keys of its manifest."""
    suffix, pack = _PACKERS[packing]
    packed = [pack(tar) for tar in tars]
    config = json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(tar) for tar in tars]},
        }
    ).encode()
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": {"mediaType": OCI_CONFIG, "digest": digest_of(config), "size": len(config)},
        "layers": [
            {"mediaType": OCI_LAYER + suffix, "digest": digest_of(blob), "size": len(blob)} for blob in packed
        ],
    }
    blobs = {digest_of(blob): blob for blob in (config, *packed)}
    return Made(blobs, json.dumps({**manifest, **changes}).encode())


def container_disk(content: bytes, packing: Packing = Packing.GZIP) -> Made:
    return image_of(disk_tar(content), packing=packing)


def indexed(image: Made, platforms: Iterable[str] = ("amd64",)) -> Made:
    """The image behind an index that has it for these processors."""
    entries = [
        {
            "mediaType": OCI_MANIFEST,
            "digest": image.digest,
            "size": len(image.manifest),
            "platform": {"os": "linux", "architecture": platform},
        }
        for platform in platforms
    ]
    index = {"schemaVersion": 2, "mediaType": OCI_INDEX, "manifests": entries}
    return Made(image.blobs, json.dumps(index).encode(), OCI_INDEX, inner=image.manifest)


def push(port: int, name: str, tag: str, image: Made, authorization: str | None = None) -> None:
    """Into a registry on loopback that speaks plain HTTP."""
    headers = {"Authorization": authorization} if authorization else {}

    def ask(method: str, path: str, body: bytes = b"", **more: str) -> Any:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(
            method, path, body, {**headers, **{k.replace("_", "-"): v for k, v in more.items()}}
        )
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    for digest, blob in image.blobs.items():
        begun = urlsplit(ask("POST", f"/v2/{name}/blobs/uploads/").headers["Location"])
        place = f"{begun.path}?{begun.query}&digest={digest}"
        assert ask("PUT", place, blob, Content_Type="application/octet-stream").status == 201
    if image.inner is not None:
        path = f"/v2/{name}/manifests/{digest_of(image.inner)}"
        assert ask("PUT", path, image.inner, Content_Type=OCI_MANIFEST).status == 201
    assert ask("PUT", f"/v2/{name}/manifests/{tag}", image.manifest, Content_Type=image.kind).status == 201
