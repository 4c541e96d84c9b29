"""A registry that sends the portal elsewhere: by its realm, by its manifests, by its blobs, by its tokens."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.outbound.hostile_urls import ANSWERS, urls
from tests.outbound.site import QUICK, Canary, Site, guard_of, reply
from tests.registry.asking import DISK, SOMEBODY, nothing
from tests.registry.making import container_disk
from tests.registry.standin import NAME, TAG, blob_path, offer, reference
from vms.errors import PortalError
from vms.fetching import RegistrySource, fetch
from vms.registry import Credentials

MANIFEST = f"/v2/{NAME}/manifests/{TAG}"


def by_its_realm(site: Site, url: str) -> None:
    challenge = f'Bearer realm="{url}",service="tests"'
    site.pages[MANIFEST] = reply(status=401, www_authenticate=challenge)


def by_its_tokens(site: Site, url: str) -> None:
    by_its_realm(site, site.url("/token"))
    site.pages["/token"] = reply(status=307, location=url)


def by_its_manifest(site: Site, url: str) -> None:
    site.pages[MANIFEST] = reply(status=302, location=url)


def by_its_blobs(site: Site, url: str) -> None:
    image = container_disk(DISK)
    offer(site, image)
    for digest in image.blobs:
        site.pages[blob_path(digest)] = reply(status=307, location=url)


@pytest.mark.parametrize(
    ("send", "credentials"),
    [
        (by_its_realm, None),
        (by_its_realm, SOMEBODY),
        (by_its_tokens, SOMEBODY),
        (by_its_manifest, SOMEBODY),
        (by_its_blobs, None),
    ],
)
def test_nothing_that_a_registry_says_leads_anywhere(
    send: Callable[[Site, str], None],
    credentials: Credentials | None,
    site: Site,
    canary: Canary,
    connected: list[str],
    tmp_path: Path,
) -> None:
    answers = {name.replace(".", "_"): addresses for name, addresses in ANSWERS.items()}
    guard = guard_of(site, ports=(80, 443, 5000, canary.port), **answers)
    source = RegistrySource.named(reference(site), credentials)
    for url in urls(canary.port):
        place = url.encode("utf-8").decode("latin-1")
        if place.startswith("/") and not place.startswith("//"):
            continue  # a path is the site's own
        send(site, place)
        with pytest.raises(PortalError, match=r"\.$"):
            fetch(source, tmp_path / "disk", QUICK, nothing, guard)

    assert (connected, canary.touched(), list(tmp_path.iterdir())) == ([], 0, [])
