"""Images in a registry that a test makes up, honest and hostile."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.outbound.site import QUICK, Request, Site, guard_of, reply
from tests.registry.asking import DISK, SOMEBODY, must_refuse, nothing, pulled
from tests.registry.making import (
    container_disk,
    disk_tar,
    image_of,
    indexed,
    member,
    tar_of,
)
from tests.registry.standin import NAME, TAG, blob_path, offer, reference
from vms.fetching import RegistrySource, fetch, resolve
from vms.outbound import Packing
from vms.registry import client


def test_an_honest_registry_gives_the_disk(site: Site, tmp_path: Path) -> None:
    offer(site, container_disk(DISK))

    assert pulled(site, tmp_path).path.read_bytes() == DISK


def test_the_topmost_layer_with_a_disk_has_it(site: Site, tmp_path: Path) -> None:
    offer(site, image_of(disk_tar(b"o" * 512), disk_tar(DISK), tar_of((member("etc/x"), b"x"))))

    assert pulled(site, tmp_path).path.read_bytes() == DISK


def test_a_disk_that_an_upper_layer_removed_is_not_there(site: Site, tmp_path: Path) -> None:
    offer(site, image_of(disk_tar(DISK), tar_of((member("disk/.wh.disk.qcow2"), b""))))

    must_refuse(site, tmp_path, "holds no disk")


def test_what_is_resolved_is_what_is_pulled(site: Site, tmp_path: Path) -> None:
    image = indexed(container_disk(DISK), ("arm64", "amd64"))
    offer(site, image)
    digest = resolve(RegistrySource.named(reference(site)), QUICK, guard_of(site))

    assert digest == image.digest == pulled(site, tmp_path, f":{TAG}@{image.digest}").origin_digest


def test_a_cut_layer_is_gone_on_with(site: Site, tmp_path: Path) -> None:
    image = container_disk(DISK, Packing.NONE)
    offer(site, image)
    layer = max(image.blobs, key=lambda digest: len(image.blobs[digest]))
    honest = site.pages[blob_path(layer)]
    cuts = [100_000, 50_000]

    def cutting(request: Request) -> Iterator[bytes]:
        whole = b"".join(honest(request))  # type: ignore[operator]  # a page that answers
        yield whole[: cuts.pop(0)] if cuts else whole

    site.pages[blob_path(layer)] = cutting

    assert pulled(site, tmp_path).path.read_bytes() == DISK


def test_progress_counts_all_layers(site: Site, tmp_path: Path) -> None:
    image = image_of(disk_tar(DISK), tar_of((member("etc/x"), b"x" * 5000)), packing=Packing.NONE)
    offer(site, image)
    told: list[tuple[int, int | None]] = []
    source = RegistrySource.named(reference(site))
    fetch(source, tmp_path / "disk", QUICK, lambda done, total: told.append((done, total)), guard_of(site))
    layers = sum(entry["size"] for entry in json.loads(image.manifest)["layers"])

    assert (told[-1], told == sorted(told)) == ((layers, layers), True)


# -- who asks ------------------------------------------------------------------------------------------


def wanting(site: Site, challenge: str, authorization: str) -> None:
    """Every page of the registry wants this authorization and says how to get it."""
    for path, page in list(site.pages.items()):

        def guarded(request: Request, page: Any = page) -> list[bytes]:
            if request.headers.get("authorization") != authorization:
                return [reply(status=401, www_authenticate=challenge)]
            return [page] if isinstance(page, bytes) else list(page(request))

        site.pages[path] = guarded


def bearer(site: Site, realm: str = "/token", **more: str) -> str:
    place = realm if "://" in realm else site.url(realm)
    parameters = {"realm": place, "service": "tests", **more}
    return "Bearer " + ",".join(f'{key}="{value}"' for key, value in parameters.items())


@pytest.mark.parametrize("key", ["token", "access_token"])
def test_a_token_is_fetched_where_the_registry_says(site: Site, tmp_path: Path, key: str) -> None:
    offer(site, container_disk(DISK))
    wanting(site, bearer(site), "Bearer abc.def")
    site.pages["/token"] = reply(json.dumps({key: "abc.def"}).encode())

    assert pulled(site, tmp_path).bytes == len(DISK)


def test_a_token_is_for_pulling_this_image_and_nothing_else(site: Site, tmp_path: Path) -> None:
    offer(site, container_disk(DISK))
    wanting(site, bearer(site, scope="repository:secret/other:push,pull registry:catalog:*"), "Bearer abc")
    site.pages["/token"] = reply(b'{"token": "abc"}')
    pulled(site, tmp_path)
    asked = next(request.target for request in site.requests if request.target.startswith("/token"))

    assert asked == f"/token?scope=repository%3A{NAME.replace('/', '%2F')}%3Apull&service=tests"


def test_the_password_goes_to_the_server_of_tokens_alone(site: Site, tmp_path: Path) -> None:
    offer(site, container_disk(DISK))
    wanting(site, bearer(site), "Bearer abc")
    site.pages["/token"] = reply(b'{"token": "abc"}')
    pulled(site, tmp_path, credentials=SOMEBODY)
    shown = {request.target.partition("?")[0] for request in site.requests if SOMEBODY.basic in str(request)}

    assert shown == {"/token"}


def test_a_registry_that_never_accepts_its_own_tokens_is_asked_twice(site: Site, tmp_path: Path) -> None:
    offer(site, container_disk(DISK))
    wanting(site, bearer(site), "Bearer never")
    site.pages["/token"] = reply(b'{"token": "abc"}')
    must_refuse(site, tmp_path, "no such image, or does not show it")

    assert len(site.requests) == 3


@pytest.mark.parametrize(
    "challenge",
    [
        "",
        "Bearer",
        "Bearer realm=",
        'Bearer realm=""',
        'Bearer realm="file:///etc/shadow"',
        'Bearer realm="http://max:secret@files.test/"',
        'Bearer realm="https://127.1/"',
        'Bearer service="x"',
        "Negotiate",
        'Digest realm="x", nonce="y"',
        "Basic",
        "B" * 100_000,
        'Bearer realm="' + "x" * 3000,
        'Bearer realm="/token"',
    ],
)
def test_a_challenge_that_leads_nowhere_is_told(site: Site, tmp_path: Path, challenge: str) -> None:
    site.pages[f"/v2/{NAME}/manifests/{TAG}"] = reply(status=401, www_authenticate=challenge[:60_000])

    must_refuse(site, tmp_path, r"\.$")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"{}",
        b'{"token": 5}',
        b'{"token": ""}',
        b'{"token": "a b"}',
        b'{"token": "a\\r\\nHost: b"}',
        b'{"token": "' + b"x" * 20_000 + b'"}',
        b'{"token": "' + b"x" * 200_000 + b'"}',
        b"[" * 50_000,
    ],
)
def test_an_answer_without_a_token_is_told(site: Site, tmp_path: Path, answer: bytes) -> None:
    site.pages[f"/v2/{NAME}/manifests/{TAG}"] = reply(status=401, www_authenticate=bearer(site))
    site.pages["/token"] = reply(answer)

    must_refuse(site, tmp_path, r"\.$")


def test_a_server_of_tokens_that_redirects_does_not_pass_the_password_on(site: Site, tmp_path: Path) -> None:
    site.pages[f"/v2/{NAME}/manifests/{TAG}"] = reply(status=401, www_authenticate=bearer(site))
    site.pages["/token"] = reply(status=307, location="http://other.test/")

    must_refuse(site, tmp_path, "other.test cannot be reached", credentials=SOMEBODY)


def test_a_blob_elsewhere_does_not_see_the_token(site: Site, tmp_path: Path) -> None:
    image = container_disk(DISK)
    offer(site, image)
    wanting(site, bearer(site), "Bearer abc")
    site.pages["/token"] = reply(b'{"token": "abc"}')
    elsewhere = replace(site.allowed, host="cdn.test")
    guard = guard_of(site, cdn_test=["127.0.0.1"])
    for number, (digest, blob) in enumerate(image.blobs.items()):
        site.pages[blob_path(digest)] = reply(status=307, location=f"http://cdn.test:{site.port}/{number}")
        site.pages[f"/{number}"] = reply(blob)
    source = RegistrySource.named(reference(site))
    fetch(source, tmp_path / "disk", QUICK, nothing, replace(guard, allowed=(site.allowed, elsewhere)))
    seen = [request for request in site.requests if request.headers["host"].startswith("cdn.test")]

    assert (len(seen), any("authorization" in request.headers for request in seen)) == (2, False)


def test_a_token_that_ended_is_renewed_before_the_next_part(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is good for three requests: manifest, a look at it, configuration. The layer needs another."""
    monkeypatch.setattr(client, "_TOKEN_SECONDS", -1)
    offer(site, container_disk(DISK))
    uses: dict[str, int] = {}

    def token(request: Request) -> list[bytes]:
        uses[f"Bearer t{len(uses)}"] = 3
        return [reply(json.dumps({"token": f"t{len(uses) - 1}"}).encode())]

    for path, page in list(site.pages.items()):

        def guarded(request: Request, page: Any = page) -> list[bytes]:
            shown = request.headers.get("authorization", "")
            if uses.get(shown, 0) < 1:
                return [reply(status=401, www_authenticate=bearer(site))]
            uses[shown] -= 1
            return [page] if isinstance(page, bytes) else list(page(request))

        site.pages[path] = guarded
    site.pages["/token"] = token

    assert (pulled(site, tmp_path).bytes, len(uses) > 1) == (len(DISK), True)
