"""Registries that lie, and images that are traps: each is refused with a sentence and leaves no file."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.outbound.site import HOST, QUICK, Canary, Request, Site, guard_of, reply
from tests.registry.asking import DISK, must_refuse, nothing
from tests.registry.hostile_tars import TARS
from tests.registry.making import (
    OCI_INDEX,
    OCI_LAYER,
    OCI_MANIFEST,
    Made,
    container_disk,
    digest_of,
    disk_tar,
    image_of,
    indexed,
)
from tests.registry.standin import NAME, TAG, blob_path, offer, reference
from vms.errors import PortalError
from vms.fetching import RegistrySource, fetch, resolve
from vms.outbound import Packing
from vms.registry import RegistryRefused


def changed(image: Made, change: Callable[[dict[str, Any]], object]) -> Made:
    """The image with another manifest."""
    manifest = json.loads(image.manifest)
    change(manifest)
    return Made(image.blobs, json.dumps(manifest).encode(), image.kind, image.inner)


MANIFESTS: dict[str, Callable[[dict[str, Any]], object]] = {
    "no layers": lambda m: m.update(layers=[]),
    "layers are no list": lambda m: m.update(layers={"a": 1}),
    "a layer is no object": lambda m: m.update(layers=["sha256"]),
    "10000 layers": lambda m: m.update(layers=m["layers"] * 10_000),
    "129 layers": lambda m: m.update(layers=m["layers"] * 129),
    "a layer of a petabyte": lambda m: m["layers"][0].update(size=10**15),
    "a layer of a negative size": lambda m: m["layers"][0].update(size=-1),
    "a layer of a size in text": lambda m: m["layers"][0].update(size="5"),
    "a layer of size true": lambda m: m["layers"][0].update(size=True),
    "a layer without a size": lambda m: m["layers"][0].pop("size"),
    "a layer of a smaller size": lambda m: m["layers"][0].update(size=m["layers"][0]["size"] - 1),
    "a layer of a larger size": lambda m: m["layers"][0].update(size=m["layers"][0]["size"] + 1),
    "a digest that climbs": lambda m: m["layers"][0].update(digest="../../manifests/other"),
    "a digest that is a path": lambda m: m["layers"][0].update(digest="sha256:../" + "a" * 61),
    "a digest of another kind": lambda m: m["layers"][0].update(digest="md5:" + "0" * 32),
    "a digest with a line": lambda m: m["layers"][0].update(digest="sha256:" + "0" * 64 + "\n"),
    "a digest of nothing": lambda m: m["layers"][0].update(digest="sha256:" + "0" * 64),
    "no digest": lambda m: m["layers"][0].pop("digest"),
    "a foreign layer": lambda m: m["layers"][0].update(
        mediaType="application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", urls=["http://127.0.0.1/"]
    ),
    "a nondistributable layer": lambda m: m["layers"][0].update(
        mediaType="application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
    ),
    "a layer of another packing": lambda m: m["layers"][0].update(mediaType=OCI_LAYER + "+zstd"),
    "a layer of an unknown packing": lambda m: m["layers"][0].update(mediaType=OCI_LAYER + "+br"),
    "a layer said to be plain": lambda m: m["layers"][0].update(mediaType=OCI_LAYER),
    "a layer of no kind": lambda m: m["layers"][0].pop("mediaType"),
    "no config": lambda m: m.pop("config"),
    "a config of another kind": lambda m: m["config"].update(mediaType="application/vnd.oci.empty.v1+json"),
    "a config of a gigabyte": lambda m: m["config"].update(size=10**9),
    "a config that is the layer": lambda m: m["config"].update(
        m["layers"][0] | {"mediaType": m["config"]["mediaType"]}
    ),
    "version 1": lambda m: m.update(schemaVersion=1),
    "no version": lambda m: m.pop("schemaVersion"),
    "another kind inside": lambda m: m.update(mediaType=OCI_INDEX),
    "an index as well": lambda m: m.update(manifests=[]),
}


@pytest.mark.parametrize("trap", MANIFESTS)
def test_a_manifest_that_lies_is_refused(site: Site, tmp_path: Path, trap: str) -> None:
    offer(site, changed(container_disk(DISK), MANIFESTS[trap]))

    must_refuse(site, tmp_path, r"\.$")


ANSWERS: dict[str, Callable[[Made], bytes]] = {
    "another digest": lambda image: reply(
        image.manifest, content_type=OCI_MANIFEST, docker_content_digest="sha256:" + "0" * 64
    ),
    "a digest that climbs": lambda image: reply(
        image.manifest, content_type=OCI_MANIFEST, docker_content_digest="../../x"
    ),
    "an index by its header": lambda image: reply(image.manifest, content_type=OCI_INDEX),
    "html": lambda image: reply(b"<html>", content_type="text/html"),
    "no kind": lambda image: reply(image.manifest),
    "schema 1": lambda image: reply(
        image.manifest, content_type="application/vnd.docker.distribution.manifest.v1+prettyjws"
    ),
    "no json": lambda image: reply(b"{", content_type=OCI_MANIFEST),
    "latin-1": lambda image: reply(b'{"a": "\xe4"}', content_type=OCI_MANIFEST),
    "a list": lambda image: reply(b"[]", content_type=OCI_MANIFEST),
    "a number of many digits": lambda image: reply(b"9" * 100_000, content_type=OCI_MANIFEST),
    "deep json": lambda image: reply(b'{"a":' * 100_000, content_type=OCI_MANIFEST),
    "five mebibytes": lambda image: reply(b" " * 5 * 1024**2, content_type=OCI_MANIFEST),
    "nothing": lambda image: reply(b"", content_type=OCI_MANIFEST),
    "no content": lambda image: reply(b"", status=204),
    "a teapot": lambda image: reply(b"", status=418),
    "too many": lambda image: reply(b"", status=429),
    "a redirect to itself": lambda image: reply(b"", status=307, location=f"/v2/{NAME}/manifests/{TAG}"),
}


@pytest.mark.parametrize("trap", ANSWERS)
def test_an_answer_that_is_no_manifest_is_refused(site: Site, tmp_path: Path, trap: str) -> None:
    image = container_disk(DISK)
    offer(site, image)
    site.pages[f"/v2/{NAME}/manifests/{TAG}"] = ANSWERS[trap](image)

    must_refuse(site, tmp_path, r"\.$")


def test_a_manifest_other_than_the_pinned_one_is_refused(site: Site, tmp_path: Path) -> None:
    image = container_disk(DISK)
    other = "sha256:" + "1" * 64
    site.pages[f"/v2/{NAME}/manifests/{other}"] = reply(image.manifest, content_type=OCI_MANIFEST)

    must_refuse(site, tmp_path, "another manifest", state=f"@{other}")


INDEXES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no manifests": lambda m: m.update(manifests=[]),
    "257 manifests": lambda m: m.update(manifests=m["manifests"] * 257),
    "another processor": lambda m: m["manifests"][0]["platform"].update(architecture="s390x"),
    "another system": lambda m: m["manifests"][0]["platform"].update(os="windows"),
    "no platform": lambda m: m["manifests"][0].pop("platform"),
    "an index inside": lambda m: m["manifests"][0].update(mediaType=OCI_INDEX),
    "a manifest of ten mebibytes": lambda m: m["manifests"][0].update(size=10 * 1024**2),
    "a manifest that is not there": lambda m: m["manifests"][0].update(digest="sha256:" + "2" * 64),
}


@pytest.mark.parametrize("trap", INDEXES)
def test_an_index_that_leads_nowhere_is_refused(site: Site, tmp_path: Path, trap: str) -> None:
    offer(site, changed(indexed(container_disk(DISK)), INDEXES[trap]))

    must_refuse(site, tmp_path, r"\.$")


def test_an_index_behind_an_index_is_refused(site: Site, tmp_path: Path) -> None:
    inner = indexed(container_disk(DISK))
    outer = replace(indexed(replace(inner, kind=OCI_MANIFEST)), inner=None)
    offer(site, outer)
    digest = digest_of(inner.manifest)
    site.pages[f"/v2/{NAME}/manifests/{digest}"] = reply(inner.manifest, content_type=OCI_INDEX)

    must_refuse(site, tmp_path, "another index")


# -- what it sends --------------------------------------------------------------------------------------


def layer_of(image: Made) -> str:
    return str(json.loads(image.manifest)["layers"][0]["digest"])


def endless(request: Request) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"10000\r\n" + b"\0" * 65536 + b"\r\n"


BLOBS: dict[str, Callable[[bytes], Any]] = {
    "one bit": lambda blob: reply(blob[:-9] + bytes([blob[-9] ^ 1]) + blob[-8:]),
    "one byte less": lambda blob: reply(blob[:-1]),
    "one byte more": lambda blob: reply(blob + b"\0"),
    "a lie about its length": lambda blob: reply(blob, content_length=len(blob) + 5),
    "nothing": lambda blob: reply(b""),
    "an error page": lambda blob: reply(b"<html>sorry", status=200),
    "no end": lambda blob: endless,
    "not there": lambda blob: reply(status=404),
    "forbidden": lambda blob: reply(status=403),
    "elsewhere, by ftp": lambda blob: reply(status=302, location="ftp://files.test/"),
    "elsewhere, on this machine": lambda blob: reply(status=302, location="http://127.0.0.1:5000/"),
    "elsewhere, in the cloud": lambda blob: reply(status=302, location="http://169.254.169.254/latest/"),
    "a part": lambda blob: reply(blob[5:], status=206, content_range=f"bytes 5-{len(blob) - 1}/{len(blob)}"),
    "packed again": lambda blob: reply(blob, content_encoding="gzip"),
}


@pytest.mark.parametrize("trap", BLOBS)
def test_a_layer_other_than_promised_is_refused(site: Site, tmp_path: Path, trap: str) -> None:
    image = container_disk(DISK, Packing.NONE)
    offer(site, image)
    layer = layer_of(image)
    site.pages[blob_path(layer)] = BLOBS[trap](image.blobs[layer])

    must_refuse(site, tmp_path, r"\.$")


def test_a_layer_that_unpacks_to_something_else_than_promised_is_refused(site: Site, tmp_path: Path) -> None:
    image = container_disk(DISK)
    config = json.loads(image.blobs[json.loads(image.manifest)["config"]["digest"]])
    config["rootfs"]["diff_ids"] = ["sha256:" + "3" * 64]
    body = json.dumps(config).encode()
    image.blobs[digest_of(body)] = body
    offer(site, changed(image, lambda m: m["config"].update(digest=digest_of(body), size=len(body))))

    must_refuse(site, tmp_path, "not what the digest promises")


@pytest.mark.parametrize(
    "rootfs", [None, [], {}, {"diff_ids": []}, {"diff_ids": [5]}, {"diff_ids": ["x", "y"]}]
)
def test_a_configuration_that_does_not_fit_is_refused(site: Site, tmp_path: Path, rootfs: object) -> None:
    image = container_disk(DISK)
    body = json.dumps({"rootfs": rootfs}).encode()
    image.blobs[digest_of(body)] = body
    offer(site, changed(image, lambda m: m["config"].update(digest=digest_of(body), size=len(body))))

    must_refuse(site, tmp_path, r"\.$")


@pytest.mark.parametrize("packing", [Packing.GZIP, Packing.ZSTD])
def test_a_bomb_in_a_layer_stops_at_the_limit(site: Site, tmp_path: Path, packing: Packing) -> None:
    offer(site, image_of(disk_tar(b"\0" * 20 * 1024**2), packing=packing))

    must_refuse(
        site, tmp_path, "4194304 bytes that are allowed", limits=replace(QUICK, unpacked_bytes=4 * 1024**2)
    )


@pytest.mark.parametrize("trap", TARS)
def test_a_layer_that_is_a_trap_leaves_nothing(site: Site, tmp_path: Path, trap: str) -> None:
    offer(site, image_of(TARS[trap](), packing=Packing.NONE))

    must_refuse(site, tmp_path, r"\.$")


def test_an_image_above_the_limit_is_refused_before_a_layer_is_asked_for(site: Site, tmp_path: Path) -> None:
    image = container_disk(DISK, Packing.NONE)
    offer(site, image)
    must_refuse(site, tmp_path, "larger than", limits=replace(QUICK, bytes=100_000))

    assert not any(layer_of(image) in request.target for request in site.requests)


def test_a_registry_outside_is_asked_over_https(canary: Canary, site: Site, tmp_path: Path) -> None:
    """Plain http is for those that an admin lists so."""
    source = RegistrySource.named(reference(site))
    guard = guard_of(site)
    secure = replace(guard, allowed=(replace(site.allowed, plain_http=False),))

    with pytest.raises(PortalError):
        fetch(source, tmp_path / "disk", QUICK, nothing, secure)

    assert (site.requests, HOST in str(source.reference)) == ([], True)


def test_a_refusal_names_the_image(site: Site) -> None:
    with pytest.raises(RegistryRefused, match=f"{HOST}:{site.port}/{NAME}:{TAG}: "):
        resolve(RegistrySource.named(reference(site)), QUICK, guard_of(site))


@pytest.mark.parametrize("packing", [Packing.GZIP, Packing.ZSTD])
def test_a_bomb_behind_a_small_disk_stops_at_the_limit(site: Site, tmp_path: Path, packing: Packing) -> None:
    offer(site, image_of(disk_tar(DISK) + b"\0" * 20 * 1024**2, packing=packing))

    must_refuse(site, tmp_path, "unpacks to more than", limits=replace(QUICK, unpacked_bytes=4 * 1024**2))


@pytest.mark.parametrize(
    "trap", ["a digest that climbs", "a digest that is a path", "a digest of another kind", "no digest"]
)
def test_a_part_is_named_by_its_sha256_alone(site: Site, tmp_path: Path, trap: str) -> None:
    offer(site, changed(container_disk(DISK), MANIFESTS[trap]))

    must_refuse(site, tmp_path, "other than a sha256 digest")


def test_layers_that_are_too_large_together_are_refused(site: Site, tmp_path: Path) -> None:
    image = image_of(disk_tar(b"a" * 60_000), disk_tar(b"b" * 60_000), packing=Packing.NONE)
    offer(site, image)

    must_refuse(site, tmp_path, "larger than the 100000 bytes", limits=replace(QUICK, bytes=100_000))
