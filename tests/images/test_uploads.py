"""Files that arrive in pieces, with cuts, doubles and crashes in between."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vms.images import (
    Limits,
    NoRoom,
    Upload,
    UploadBusy,
    UploadGone,
    UploadMisplaced,
    UploadRefused,
    expire_uploads,
)

LIMITS = Limits(keep_free_bytes=0, file_bytes=10_000)
CONTENT = bytes(range(256)) * 20


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


class Cut(Exception):
    """The connection broke."""


def broken(*pieces: bytes) -> Iterator[bytes]:
    yield from pieces
    raise Cut


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    return Upload.begin(tmp_path, len(CONTENT), LIMITS)


def test_a_file_arrives_in_pieces(upload: Upload) -> None:
    after = upload.append(0, [CONTENT[:1000], CONTENT[1000:2000]], LIMITS)
    assert (after, upload.offset, upload.whole) == (2000, 2000, False)

    upload.append(2000, [CONTENT[2000:]], LIMITS)

    assert upload.whole
    assert upload.finish(digest(CONTENT)).read_bytes() == CONTENT


def test_after_a_cut_it_goes_on_where_it_was(upload: Upload) -> None:
    with pytest.raises(Cut):
        upload.append(0, broken(CONTENT[:700]), LIMITS)

    found = Upload.find(upload.folder, upload.name)
    assert found.offset == 700
    found.append(700, [CONTENT[700:]], LIMITS)

    assert found.finish(digest(CONTENT)).read_bytes() == CONTENT


@pytest.mark.parametrize("at", [0, 999, 1001, 2**70, -1])
def test_a_piece_for_another_place_is_told_the_right_one(upload: Upload, at: int) -> None:
    upload.append(0, [CONTENT[:1000]], LIMITS)

    with pytest.raises(UploadMisplaced, match=r"1,000 bytes have arrived\.") as caught:
        upload.append(at, [CONTENT], LIMITS)
    assert caught.value.offset == upload.offset == 1000


def test_more_than_was_announced_is_not_kept(upload: Upload) -> None:
    with pytest.raises(UploadRefused, match="More was sent"):
        upload.append(0, [CONTENT[:100], CONTENT], LIMITS)
    assert upload.offset == 100


@pytest.mark.parametrize("length", [0, -1, 10_001, 2**70])
def test_a_file_that_cannot_be_is_refused_before_it_is_sent(tmp_path: Path, length: int) -> None:
    with pytest.raises(UploadRefused, match="cannot be uploaded"):
        Upload.begin(tmp_path, length, LIMITS)
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_room_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    with pytest.raises(NoRoom):
        Upload.begin(tmp_path, 1000, Limits(keep_free_bytes=2**60))


def test_when_the_room_goes_what_arrived_stays(upload: Upload) -> None:
    upload.append(0, [CONTENT[:1000]], LIMITS)

    with pytest.raises(NoRoom):
        upload.append(1000, [CONTENT[1000:]], Limits(keep_free_bytes=2**60))
    assert upload.offset == 1000


def test_only_one_may_send_at_a_time(upload: Upload) -> None:
    def meanwhile() -> Iterator[bytes]:
        yield CONTENT[:10]
        with pytest.raises(UploadBusy, match="from elsewhere"):
            Upload.find(upload.folder, upload.name).append(0, [b"mine"], LIMITS)
        yield CONTENT[10:]

    upload.append(0, meanwhile(), LIMITS)

    assert upload.finish(digest(CONTENT)).read_bytes() == CONTENT


def test_an_unfinished_file_cannot_be_had(upload: Upload) -> None:
    upload.append(0, [CONTENT[:5]], LIMITS)

    with pytest.raises(UploadMisplaced):
        upload.finish()


def test_a_file_with_another_digest_is_removed(upload: Upload) -> None:
    upload.append(0, [CONTENT[::-1]], LIMITS)

    with pytest.raises(UploadRefused, match="digest differs"):
        upload.finish(digest(CONTENT))
    with pytest.raises(UploadGone):
        upload.finish()


@pytest.mark.parametrize(
    "name",
    ["", "..", "../canary", "canary", "0" * 32, "0" * 32 + "-5", "0" * 32 + "-5\n", "/etc/passwd", "a\0b"],
)
def test_a_name_leads_to_nothing_but_uploads(tmp_path: Path, name: str) -> None:
    (tmp_path / "canary").write_text("secret")

    with pytest.raises(UploadGone, match="Begin anew"):
        Upload.find(tmp_path, name)


def test_a_link_in_its_place_is_not_followed(tmp_path: Path, upload: Upload) -> None:
    canary = tmp_path / "canary"
    canary.write_text("secret")
    upload.path.unlink()
    upload.path.symlink_to(canary)

    with pytest.raises(UploadGone):
        upload.append(0, [b"x"], LIMITS)
    assert canary.read_text() == "secret"


def test_nobody_else_can_read_it_or_guess_its_name(upload: Upload, tmp_path: Path) -> None:
    assert upload.path.stat().st_mode & 0o777 == 0o600
    assert Upload.begin(tmp_path, len(CONTENT), LIMITS).name != upload.name


def test_what_is_given_up_is_gone(upload: Upload) -> None:
    upload.discard()
    upload.discard()

    with pytest.raises(UploadGone):
        upload.append(0, [b"x"], LIMITS)


def test_only_idle_uploads_expire(tmp_path: Path, upload: Upload) -> None:
    idle = Upload.begin(tmp_path, 5, LIMITS)
    os.utime(idle.path, (1000, 1000))
    os.utime(upload.path, (9000, 9000))
    (tmp_path / "another file").touch()
    os.utime(tmp_path / "another file", (1, 1))

    gone = expire_uploads(tmp_path, now=10_000.0, idle_seconds=5000.0)

    assert gone == [idle.name]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["another file", upload.name])


def test_an_upload_at_work_does_not_expire(upload: Upload) -> None:
    def slowly() -> Iterator[bytes]:
        os.utime(upload.path, (1, 1))
        assert expire_uploads(upload.folder, now=10_000.0, idle_seconds=1.0) == []
        yield CONTENT

    assert upload.append(0, slowly(), LIMITS) == len(CONTENT)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(min_size=1, max_size=3000),
    plan=st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=40),
)
def test_any_way_of_cutting_it_gives_the_same_file(
    tmp_path: Path, content: bytes, plan: list[tuple[int, bool]]
) -> None:
    upload = Upload.begin(tmp_path, len(content), LIMITS)
    for length, cut in [*plan, (len(content), False)]:
        at = Upload.find(tmp_path, upload.name).offset
        piece = content[at : at + length]
        pieces = broken(piece[: length // 2]) if cut else iter([piece])
        try:
            upload.append(at, pieces, LIMITS)
        except Cut:
            continue

    assert upload.finish(digest(content)).read_bytes() == content
    upload.discard()
