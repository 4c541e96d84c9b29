"""A registry that says what a test wants, however wrong."""

from tests.outbound.site import HOST, Answerer, Request, Site, reply
from tests.registry.making import OCI_MANIFEST, Made, digest_of

NAME, TAG = "team/disk", "v1"


def reference(site: Site, state: str = f":{TAG}") -> str:
    return f"{HOST}:{site.port}/{NAME}{state}"


def offer(site: Site, image: Made) -> None:
    """Show the image as an honest registry does, ranges included."""
    shown = reply(image.manifest, content_type=image.kind, docker_content_digest=image.digest)
    site.pages[f"/v2/{NAME}/manifests/{TAG}"] = shown
    site.pages[f"/v2/{NAME}/manifests/{image.digest}"] = shown
    if image.inner is not None:
        inner = reply(image.inner, content_type=OCI_MANIFEST)
        site.pages[f"/v2/{NAME}/manifests/{digest_of(image.inner)}"] = inner
    for digest, blob in image.blobs.items():
        site.pages[blob_path(digest)] = _ranged(blob)


def blob_path(digest: str) -> str:
    return f"/v2/{NAME}/blobs/{digest}"


def _ranged(blob: bytes) -> Answerer:
    def page(request: Request) -> list[bytes]:
        if "range" not in request.headers:
            return [reply(blob)]
        start = int(request.headers["range"].removeprefix("bytes=").removesuffix("-"))
        return [reply(blob[start:], status=206, content_range=f"bytes {start}-{len(blob) - 1}/{len(blob)}")]

    return page
