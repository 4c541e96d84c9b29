import gzip
import hashlib
import lzma
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from backports import zstd

from tests.outbound.site import QUICK, Site, guard_of, reply
from tests.outbound.test_download import Cutting, nothing
from vms.fetching import Fetched, WebSource, fetch
from vms.outbound import Allowed, DiskFull, Guard, TransferBroken, TransferRefused, UrlInvalid
from vms.registry import Credentials

DISK = bytes(range(256)) * 4096
SOMEBODY = Credentials("max", "secret")


def fetched(site: Site, into: Path, *, checksum: str | None = None) -> Fetched:
    return fetch(WebSource(site.url("/disk"), checksum), into, QUICK, nothing, guard_of(site))


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, zstd.compress])
def test_a_file_arrives_unpacked(site: Site, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    site.pages["/disk"] = reply(pack(DISK))

    assert fetched(site, tmp_path / "disk").path.read_bytes() == DISK


def test_its_digest_is_the_files_and_its_origins_the_servers(site: Site, tmp_path: Path) -> None:
    packed = gzip.compress(DISK)
    site.pages["/disk"] = reply(packed)
    came = fetched(site, tmp_path / "disk")

    assert (came.digest, came.origin_digest, came.bytes) == (
        f"sha256:{hashlib.sha256(DISK).hexdigest()}",
        f"sha256:{hashlib.sha256(packed).hexdigest()}",
        len(DISK),
    )


def test_a_server_may_say_that_a_packed_file_is_packed(site: Site, tmp_path: Path) -> None:
    site.pages["/disk"] = reply(gzip.compress(DISK), content_encoding="x-gzip")

    assert fetched(site, tmp_path / "disk").bytes == len(DISK)


def test_a_cut_does_not_disturb_the_unpacking(site: Site, tmp_path: Path) -> None:
    site.pages["/disk"] = Cutting(300_000, 200_000, etag='"one"')

    assert fetched(site, tmp_path / "disk").path.read_bytes() == DISK


def test_a_file_whose_rest_cannot_be_trusted_leaves_nothing(site: Site, tmp_path: Path) -> None:
    site.pages["/disk"] = Cutting(300_000)

    with pytest.raises(TransferBroken):
        fetched(site, tmp_path / "disk")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["sha256", "sha512"])
def test_a_checksum_that_fits_is_accepted(site: Site, tmp_path: Path, kind: str) -> None:
    packed = gzip.compress(DISK)
    site.pages["/disk"] = reply(packed)

    assert fetched(site, tmp_path / "disk", checksum=f"{kind}:{hashlib.new(kind, packed).hexdigest()}").bytes


@pytest.mark.parametrize("checksum", ["sha256:" + "0" * 64, "sha512:" + "0" * 128])
def test_a_file_that_is_not_what_its_checksum_names_leaves_nothing(
    site: Site, tmp_path: Path, checksum: str
) -> None:
    site.pages["/disk"] = reply(DISK)

    with pytest.raises(TransferRefused, match="checksum"):
        fetched(site, tmp_path / "disk", checksum=checksum)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("checksum", ["", "md5:" + "0" * 32, "sha256:abc", "sha256:" + "0" * 64 + "\n"])
def test_a_checksum_of_another_kind_is_told(checksum: str) -> None:
    with pytest.raises(UrlInvalid, match="checksum"):
        WebSource("https://example.org/", checksum)


def test_a_file_that_is_packed_twice_is_refused(site: Site, tmp_path: Path) -> None:
    site.pages["/disk"] = reply(gzip.compress(lzma.compress(DISK)))

    with pytest.raises(TransferRefused, match="packed twice"):
        fetched(site, tmp_path / "disk")


@pytest.mark.parametrize("body", [b"", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_refused(site: Site, tmp_path: Path, body: bytes) -> None:
    site.pages["/disk"] = reply(body)

    with pytest.raises(TransferRefused, match="empty"):
        fetched(site, tmp_path / "disk")


def test_a_short_file_is_still_a_file(site: Site, tmp_path: Path) -> None:
    site.pages["/disk"] = reply(b"xyz")

    assert fetched(site, tmp_path / "disk").path.read_bytes() == b"xyz"


def test_what_has_no_room_is_not_begun(site: Site, tmp_path: Path) -> None:
    site.pages["/disk"] = reply(content_length=10**17)
    limits = replace(QUICK, bytes=10**18)

    with pytest.raises(DiskFull):
        fetch(WebSource(site.url("/disk")), tmp_path / "disk", limits, nothing, guard_of(site))

    assert list(tmp_path.iterdir()) == []


def test_a_password_goes_to_a_server_that_may_have_it(site: Site, tmp_path: Path) -> None:
    site.pages["/disk"] = reply(DISK)
    source = WebSource(site.url("/disk"), credentials=SOMEBODY)
    fetch(source, tmp_path / "disk", QUICK, nothing, guard_of(site))

    assert site.requests[0].headers["authorization"] == SOMEBODY.basic


def test_a_password_does_not_travel_in_the_open(site: Site, tmp_path: Path) -> None:
    guard = Guard((Allowed("127.0.0.1", site.port),))
    source = WebSource(f"http://127.0.0.1:{site.port}/disk", credentials=SOMEBODY)

    with pytest.raises(UrlInvalid, match="https alone"):
        fetch(source, tmp_path / "disk", QUICK, nothing, guard)

    assert site.requests == []


def test_credentials_do_not_show_their_password() -> None:
    assert "secret" not in repr(SOMEBODY) + str(WebSource("https://example.org/", credentials=SOMEBODY))
