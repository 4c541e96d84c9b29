"""The one way in, with the real qemu-img in the best box of this machine."""

import gzip
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from tests.images import forge
from tests.images.forge import MIB
from tests.images.test_look import QEMU_MAKES, SOUND
from vms.images import (
    Container,
    ImageFormat,
    ImageRefused,
    Limits,
    NoRoom,
    NoWalls,
    Step,
    admission,
    admit,
    box,
    digest_file,
    look,
    staging,
)
from vms.images.work import sweep

pytestmark = pytest.mark.qemu

CONTENT = b"a disk with something on it, " * 40_000
DISK_BYTES = 24 * MIB
LIMITS = Limits(keep_free_bytes=0)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    path = tmp_path / "disk.raw"
    path.write_bytes(CONTENT)
    os.truncate(path, DISK_BYTES)
    path.chmod(0o644)
    return path


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    return folder


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def told(path: Path) -> str:
    return subprocess.run(
        ["qemu-img", "info", "-f", "qcow2", path], check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.parametrize(("form", "options"), QEMU_MAKES)
def test_every_container_becomes_the_same_plain_qcow2(
    tmp_path: Path, raw: Path, into: Path, form: str, options: str
) -> None:
    source = tmp_path / "source"
    chosen = ["-o", options] if options else []
    subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", form, *chosen, raw, source], check=True)

    made = admit(source, into, limits=LIMITS)
    same = admit(raw, into, limits=LIMITS)

    assert (made.container, made.format, made.virtual_bytes) == (form, ImageFormat.QCOW2, DISK_BYTES)
    assert made.digest == same.digest == digest_file(made.path)
    assert left(into) == [made.path.name]
    subprocess.run(["qemu-img", "compare", "-f", "qcow2", "-F", "raw", made.path, raw], check=True)


@pytest.mark.parametrize("name", SOUND)
def test_what_hostile_images_are_spoilt_copies_of_is_admitted(tmp_path: Path, into: Path, name: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(SOUND[name])

    made = admit(source, into, limits=LIMITS)

    assert (made.container, made.virtual_bytes) == (look(source).container, look(source).virtual_bytes)


def test_what_is_admitted_stands_alone_and_belongs_to_us(raw: Path, into: Path) -> None:
    made = admit(raw, into, limits=LIMITS)

    assert look(made.path).container is Container.QCOW2
    assert not {"backing", "data file", "encrypted", "Snapshot"} & set(told(made.path).split())
    status = made.path.stat()
    assert (status.st_uid, status.st_mode & 0o777, status.st_nlink) == (os.geteuid(), 0o600, 1)
    assert status.st_size == made.bytes < 4 * MIB


def packed_with_gzip(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": packed_with_gzip,
    "xz": lzma.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("packing", PACKERS)
def test_a_packed_file_is_unpacked_first(tmp_path: Path, raw: Path, into: Path, packing: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(PACKERS[packing](raw.read_bytes()))
    heard = []

    made = admit(source, into, limits=LIMITS, progress=lambda step, *_: heard.append(step))

    assert made.digest == admit(raw, into, limits=LIMITS).digest
    assert heard[0] is Step.UNPACKING
    assert left(into) == [made.path.name]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gzip.compress(forge.qcow2(backing=b"/etc/passwd")), "source: This qcow2 builds on another file"),
        (gzip.compress(gzip.compress(forge.qcow2())), "source: This is compressed with gzip"),
        (gzip.compress(forge.raw())[:-100], "source: "),
        (b"\x28\xb5\x2f\xfd" + bytes(600), "source: "),
        (gzip.compress(bytes(64 * MIB)), "source: "),
    ],
)
def test_a_packed_file_hides_nothing(tmp_path: Path, into: Path, content: bytes, says: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(content)

    with pytest.raises(ImageRefused, match=says):
        admit(source, into, limits=replace(LIMITS, file_bytes=32 * MIB))
    assert left(into) == []


def test_snapshots_stay_behind(tmp_path: Path, raw: Path, into: Path) -> None:
    source = tmp_path / "source"
    subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, source], check=True)
    subprocess.run(["qemu-img", "snapshot", "-c", "before", source], check=True)

    made = admit(source, into, limits=LIMITS)

    assert "before" in told(source)
    assert "before" not in told(made.path)


def test_a_cd_stays_as_it_is(tmp_path: Path, into: Path) -> None:
    source = tmp_path / "cd.iso"
    source.write_bytes(forge.iso())

    made = admit(source, into, limits=LIMITS)

    assert (made.format, made.cdrom, made.container) == (ImageFormat.RAW, True, Container.ISO)
    assert made.path.read_bytes() == source.read_bytes()


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_the_source_stays_as_it_is(raw: Path, into: Path, mode: int) -> None:
    raw.chmod(mode)
    before = raw.stat()

    admit(raw, into, limits=LIMITS)

    after = raw.stat()
    assert (after.st_uid, after.st_mode, after.st_mtime_ns, after.st_nlink) == (
        before.st_uid,
        before.st_mode,
        before.st_mtime_ns,
        1,
    )


def test_a_private_file_of_our_own_is_not_copied(raw: Path, into: Path) -> None:
    raw.chmod(0o600)
    heard = []

    made = admit(raw, into, ours=True, limits=LIMITS, progress=lambda step, *_: heard.append(step))

    assert Step.COPYING not in heard
    assert made.virtual_bytes == DISK_BYTES


def test_progress_is_told_in_bytes_of_the_disk(raw: Path, into: Path) -> None:
    heard: list[tuple[Step, int, int]] = []

    admit(raw, into, limits=LIMITS, progress=lambda *report: heard.append(report))

    assert (Step.CONVERTING, DISK_BYTES, DISK_BYTES) in heard
    assert heard[-1] == (Step.CHECKING, 0, DISK_BYTES)
    assert all(0 <= done <= total for _, done, total in heard)


def test_whoever_hears_the_progress_can_stop_it(raw: Path, into: Path) -> None:
    def stop(*_report: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        admit(raw, into, limits=LIMITS, progress=stop)
    assert left(into) == []


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (replace(LIMITS, seconds=0.0), "took longer"),
        (replace(LIMITS, file_bytes=2 * MIB), "more than the 2,097,152 bytes"),
        (replace(LIMITS, memory_bytes=32 * MIB), "cannot convert it"),
    ],
)
def test_a_limit_ends_it_and_leaves_nothing(tmp_path: Path, into: Path, limits: Limits, says: str) -> None:
    source = tmp_path / "source"
    packed = ["qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2"]
    (tmp_path / "raw").write_bytes(b"A" * DISK_BYTES)
    subprocess.run([*packed, tmp_path / "raw", source], check=True)

    with pytest.raises(ImageRefused, match=says):
        admit(source, into, limits=limits)
    assert left(into) == []


@pytest.mark.parametrize("name", ["disk.raw", "cd.iso"])
def test_room_is_kept_free_on_the_disk(tmp_path: Path, raw: Path, into: Path, name: str) -> None:
    (tmp_path / "cd.iso").write_bytes(forge.iso())

    with pytest.raises(NoRoom, match=r"is full\. Make room there"):
        admit(tmp_path / name, into, limits=Limits(keep_free_bytes=2**60))
    assert left(into) == []


FILLS_THE_DISK = """
import sys
from pathlib import Path
from vms.images import Limits, NoRoom, admit
try:
    admit(Path(sys.argv[1]), Path("/mnt"), limits=Limits(keep_free_bytes=0))
except NoRoom as error:
    assert "/mnt" in str(error)
    assert list(Path("/mnt").iterdir()) == []
    print("no room")
"""


@pytest.mark.parametrize("blocks", [0, 4096])
def test_a_full_disk_is_told_and_left_empty(tmp_path: Path, blocks: int) -> None:
    """Where there is room to begin, and where there is none."""
    source = tmp_path / "source"
    source.write_bytes(os.urandom(12 * MIB))
    fill = f"head -c {8 * MIB - blocks} /dev/zero >/mnt/ballast; rm /mnt/ballast" if blocks else "true"
    script = f'mount -t tmpfs -o size=8m none /mnt && {fill} && exec "$@"'
    rights = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    command = ["unshare", "--mount", *rights, "sh", "-c", script, "sh"]

    ended = subprocess.run(
        [*command, sys.executable, "-c", FILLS_THE_DISK, source],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.stdout == "no room\n", ended.stderr


def test_what_was_looked_at_is_what_is_converted(
    raw: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody turns the name to another file between the look and the conversion."""
    expected = admit(raw, into, limits=LIMITS).digest

    def turned(*arguments: Any, **options: Any) -> None:
        raw.unlink()
        raw.symlink_to("/etc/passwd")
        staging.stage(*arguments, **options)

    monkeypatch.setattr(admission, "stage", turned)

    assert admit(raw, into, limits=LIMITS).digest == expected


def test_a_file_that_changes_its_kind_meanwhile_is_refused(
    raw: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def rewritten(*arguments: Any, **options: Any) -> None:
        raw.write_bytes(forge.qcow2())
        staging.stage(*arguments, **options)

    monkeypatch.setattr(admission, "stage", rewritten)

    with pytest.raises(ImageRefused, match="changed while it was read"):
        admit(raw, into, limits=LIMITS)
    assert left(into) == []


def test_without_a_box_only_a_cd_comes_in(
    tmp_path: Path, raw: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box.kinds, "_candidates", list)
    box.walls.cache_clear()
    (tmp_path / "cd.iso").write_bytes(forge.iso())

    try:
        with pytest.raises(NoWalls, match="no box for qemu-img"):
            admit(raw, into, limits=LIMITS)
        assert left(into) == []
        assert admit(tmp_path / "cd.iso", into, limits=LIMITS).cdrom
    finally:
        monkeypatch.undo()
        box.walls.cache_clear()


def test_what_a_crash_left_is_swept_up_and_work_in_hand_is_not(raw: Path, into: Path) -> None:
    abandoned, young = into / ".admitting-old", into / ".admitting-new"
    abandoned.mkdir()
    (abandoned / "target").write_bytes(b"half")
    young.mkdir()
    os.utime(abandoned, (1, 1))

    sweep(into)

    assert left(into) == [young.name]
