"""Our archives read back by cpio's other implementation at hand, busybox."""

import stat
import subprocess
from pathlib import Path

import pytest

from lab.guest.cpio import Archive


def test_busybox_lists_what_was_added_with_its_parents() -> None:
    archive = Archive()
    archive.file("etc/motd", b"hello\n", 0o640)
    archive.link("bin/sh", "/bin/busybox")
    archive.device("dev/console", 5, 1)

    listing = subprocess.run(
        ["busybox", "cpio", "-tv"], input=archive.finish(), capture_output=True, check=True
    ).stdout.decode()

    lines = [line.split() for line in listing.splitlines()]
    assert [(line[0], line[1]) for line in lines] == [
        ("drwxr-xr-x", "0/0"),
        ("-rw-r-----", "0/0"),
        ("drwxr-xr-x", "0/0"),
        ("lrwxrwxrwx", "0/0"),
        ("drwxr-xr-x", "0/0"),
        ("crw-------", "0/0"),
    ]
    assert [line[-1] for line in lines] == ["etc", "etc/motd", "bin", "/bin/busybox", "dev", "dev/console"]


def test_contents_and_modes_survive_unpacking(tmp_path: Path) -> None:
    archive = Archive()
    archive.file("a/odd-length", b"123", 0o600)
    archive.file("a/next", b"after the padding")
    archive.directory("tmp", 0o1777)

    subprocess.run(
        ["busybox", "cpio", "-id"], input=archive.finish(), cwd=tmp_path, check=True, capture_output=True
    )

    assert (tmp_path / "a/odd-length").read_bytes() == b"123"
    assert (tmp_path / "a/next").read_bytes() == b"after the padding"
    assert stat.S_IMODE((tmp_path / "tmp").stat().st_mode) == 0o1777


def test_a_name_is_added_once() -> None:
    archive = Archive()
    archive.file("init", b"")

    with pytest.raises(ValueError, match="init"):
        archive.file("init", b"again")
