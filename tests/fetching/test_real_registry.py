"""Images in a real registry: Debian's docker-registry on loopback."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from tests.outbound.site import QUICK
from tests.registry.making import container_disk, indexed, push
from tests.registry.real import SOMEBODY, Registry
from vms.fetching import RegistrySource, fetch, resolve
from vms.outbound import Allowed, Guard, Packing
from vms.registry import Credentials, RegistryRefused

DISK = bytes(range(256)) * 8192  # 2 MiB


def nothing(done: int, total: int | None) -> None:
    """A progress that nobody looks at."""


def guard_of(running: Registry) -> Guard:
    return Guard((Allowed("127.0.0.1", running.port, (ip_network("127.0.0.1/32"),), plain_http=True),))


@pytest.mark.parametrize("packing", [Packing.NONE, Packing.GZIP, Packing.ZSTD])
def test_the_disk_comes_out_as_it_went_in(registry: Registry, tmp_path: Path, packing: Packing) -> None:
    image = container_disk(DISK, packing)
    push(registry.port, f"disks/{packing}", "v1", image)
    source = RegistrySource.named(f"{registry.host}/disks/{packing}:v1")

    fetched = fetch(source, tmp_path / "disk", QUICK, nothing, guard_of(registry))

    assert (fetched.path.read_bytes() == DISK, fetched.origin_digest) == (True, image.digest)


def test_an_index_leads_to_the_hosts_processor(registry: Registry, tmp_path: Path) -> None:
    image = indexed(container_disk(DISK))
    push(registry.port, "disks/index", "v1", image)
    source = RegistrySource.named(f"{registry.host}/disks/index:v1")

    assert fetch(source, tmp_path / "disk", QUICK, nothing, guard_of(registry)).origin_digest == image.digest


def test_a_tag_is_resolved_to_what_it_stands_for_now(registry: Registry) -> None:
    source = RegistrySource.named(f"{registry.host}/disks/moving:v1")
    seen = []
    for content in (b"one" * 512, b"two" * 512):
        push(registry.port, "disks/moving", "v1", container_disk(content))
        seen.append(resolve(source, QUICK, guard_of(registry)))

    assert seen[0] != seen[1]


def test_a_pinned_image_stays_what_it_was(registry: Registry, tmp_path: Path) -> None:
    first, second = container_disk(b"one" * 512), container_disk(b"two" * 512)
    push(registry.port, "disks/pinned", "v1", first)
    push(registry.port, "disks/pinned", "v1", second)
    source = RegistrySource.named(f"{registry.host}/disks/pinned:v1@{first.digest}")
    fetched = fetch(source, tmp_path / "disk", QUICK, nothing, guard_of(registry))

    assert fetched.path.read_bytes() == b"one" * 512


def test_a_registry_that_knows_the_password_gives_the_disk(
    closed_registry: Registry,
    tmp_path: Path,
) -> None:
    push(closed_registry.port, "disks/closed", "v1", container_disk(DISK), SOMEBODY.basic)
    source = RegistrySource.named(f"{closed_registry.host}/disks/closed:v1", SOMEBODY)

    assert fetch(source, tmp_path / "disk", QUICK, nothing, guard_of(closed_registry)).bytes == len(DISK)


@pytest.mark.parametrize("credentials", [None, Credentials("puller", "wrong")])
def test_a_registry_that_does_not_know_who_asks_gives_nothing(
    closed_registry: Registry,
    tmp_path: Path,
    credentials: Credentials | None,
) -> None:
    source = RegistrySource.named(f"{closed_registry.host}/disks/closed:v1", credentials)

    with pytest.raises(RegistryRefused, match="password"):
        fetch(source, tmp_path / "disk", QUICK, nothing, guard_of(closed_registry))

    assert list(tmp_path.iterdir()) == []


def test_an_image_that_is_not_there_is_told(registry: Registry, tmp_path: Path) -> None:
    source = RegistrySource.named(f"{registry.host}/disks/nowhere:v1")

    with pytest.raises(RegistryRefused, match="no such image"):
        fetch(source, tmp_path / "disk", QUICK, nothing, guard_of(registry))


def test_a_blob_that_was_harmed_in_the_store_is_refused(registry: Registry, tmp_path: Path) -> None:
    image = container_disk(DISK[:4096] + b"harm me", Packing.NONE)
    push(registry.port, "disks/harmed", "v1", image)
    layer = max(image.blobs, key=lambda digest: len(image.blobs[digest])).removeprefix("sha256:")
    stored = registry.store / f"docker/registry/v2/blobs/sha256/{layer[:2]}/{layer}/data"
    stored.write_bytes(stored.read_bytes().replace(b"harm me", b"harmed!"))
    source = RegistrySource.named(f"{registry.host}/disks/harmed:v1")

    with pytest.raises(RegistryRefused, match="not what the digest promises"):
        fetch(source, tmp_path / "disk", QUICK, nothing, guard_of(registry))

    assert list(tmp_path.iterdir()) == []
