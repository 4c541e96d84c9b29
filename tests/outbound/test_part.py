import errno
import fcntl
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from vms.outbound import DiskFull, Part, TransferBroken, whole_or_nothing

MIB = 1024**2


def test_a_whole_file_takes_its_name(tmp_path: Path) -> None:
    with whole_or_nothing(tmp_path / "disk", 0) as part:
        part.write([b"hello ", b"world"])

    assert (tmp_path / "disk").read_bytes() == b"hello world"
    assert (part.bytes, part.digest) == (11, f"sha256:{hashlib.sha256(b'hello world').hexdigest()}")


def test_it_has_no_name_before_it_is_whole(tmp_path: Path) -> None:
    with whole_or_nothing(tmp_path / "disk", 0) as part:
        part.write([b"hello"])
        assert not (tmp_path / "disk").exists()


def test_it_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    with whole_or_nothing(tmp_path / "disk", 0) as part:
        part.write([b"hello"])

    assert (tmp_path / "disk").stat().st_mode & 0o777 == 0o600


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Any:
        yield b"hello"
        raise ValueError

    with pytest.raises(ValueError), whole_or_nothing(tmp_path / "disk", 0) as part:  # noqa: PT011
        part.write(failing())

    assert list(tmp_path.iterdir()) == []


def test_what_an_earlier_process_left_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "disk.part").write_bytes(b"left behind by somebody")
    with whole_or_nothing(tmp_path / "disk", 0) as part:
        part.write([b"hello"])

    assert (tmp_path / "disk").read_bytes() == b"hello"


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    with (
        whole_or_nothing(tmp_path / "disk", 0) as part,
        pytest.raises(TransferBroken, match="already"),
        whole_or_nothing(tmp_path / "disk", 0),
    ):
        part.write([b"never"])

    assert (tmp_path / "disk").read_bytes() == b""


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("untouched")
    (tmp_path / "disk.part").symlink_to(canary)

    with pytest.raises(OSError, match="symbolic links"), whole_or_nothing(tmp_path / "disk", 0):
        pass

    assert canary.read_text() == "untouched"


def test_zeros_take_no_room(tmp_path: Path) -> None:
    with whole_or_nothing(tmp_path / "disk", 0) as part:
        part.write([b"x" * MIB, b"\0" * MIB, b"\0" * MIB])
    status = (tmp_path / "disk").stat()

    assert (status.st_size, status.st_blocks * 512 < 2 * MIB) == (3 * MIB, True)


def test_zeros_are_read_back(tmp_path: Path) -> None:
    pieces = [b"\0" * 10, b"x", b"\0" * 10]
    with whole_or_nothing(tmp_path / "disk", 0) as part:
        part.write(pieces)

    assert (tmp_path / "disk").read_bytes() == b"".join(pieces)


def test_what_must_stay_free_stays_free(tmp_path: Path) -> None:
    with pytest.raises(DiskFull), whole_or_nothing(tmp_path / "disk", 2**60):
        pass

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_and_left_empty(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(number, "full")

    with pytest.raises(DiskFull), whole_or_nothing(tmp_path / "disk", 0) as part:  # noqa: PT012
        monkeypatch.setattr(os, "write", full)
        part.write([b"hello"])

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_somebody_else_just_finished_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our opening of the unfinished file and our lock on it, its owner finishes it."""
    (tmp_path / "disk.part").write_bytes(b"whole")
    real = fcntl.flock

    def late(descriptor: int, operation: int) -> None:
        (tmp_path / "disk.part").rename(tmp_path / "disk")
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(TransferBroken), whole_or_nothing(tmp_path / "disk", 0):
        pass

    assert (tmp_path / "disk").read_bytes() == b"whole"


def test_another_name_of_a_file_is_not_written_to(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    canary.write_text("untouched")
    (tmp_path / "disk.part").hardlink_to(canary)

    with pytest.raises(TransferBroken), whole_or_nothing(tmp_path / "disk", 0):
        pass

    assert canary.read_text() == "untouched"


def test_room_is_looked_at_again_while_much_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []

    def counted(part: Part, more: int = 0) -> None:
        looks.append(part.bytes)

    monkeypatch.setattr(Part, "must_have_room", counted)
    with whole_or_nothing(tmp_path / "disk", 0) as part:
        part.write(b"x" * MIB for _ in range(130))

    assert looks == [0, 63 * MIB, 127 * MIB]
