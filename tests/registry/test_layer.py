import random
import tarfile
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.registry.hostile_tars import END, TARS, header, octal
from tests.registry.making import disk_tar, member, tar_of
from vms.registry.layer import LayerDisk, LayerRefused

MIB = 1024**2
CONTENT = bytes(range(256)) * 700 + b"odd"  # no whole number of blocks


def taken(tar: bytes, chunk: int = 10_000, most: int = 64 * MIB) -> tuple[bytes, LayerDisk]:
    disk = LayerDisk((tar[at : at + chunk] for at in range(0, len(tar), chunk)), most)
    return b"".join(disk), disk


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("chunk", [1, 511, 4096, MIB])
def test_the_one_disk_is_taken_out(form: int, chunk: int) -> None:
    folder = member("disk/", tarfile.DIRTYPE)
    tar = tar_of((folder, b""), (member("disk/disk.qcow2"), CONTENT), form=form)
    content, disk = taken(tar, chunk)

    assert (content == CONTENT, disk.found) == (True, True)


@pytest.mark.parametrize("name", ["disk/a", "./disk/disk.img", "disk/Debian_12-1.raw", "disk/" + "x" * 90])
def test_its_name_is_its_makers_choice(name: str) -> None:
    assert taken(disk_tar(CONTENT, name))[0] == CONTENT


def test_what_lies_elsewhere_is_passed_over() -> None:
    tar = tar_of(
        (member("etc/passwd"), b"root"),
        (member("etc/link", tarfile.SYMTYPE, "/etc/shadow"), b""),
        (member("dev/null", tarfile.CHRTYPE), b""),
        (member("disk/disk.img"), CONTENT),
        (member("usr/bin/disk"), b"another disk"),
        (member("x" * 150), b"a long name"),
        form=tarfile.GNU_FORMAT,
    )

    assert taken(tar)[0] == CONTENT


def test_a_file_above_eight_gibibytes_says_its_size_in_base_256() -> None:
    info = member("disk/disk.img")
    info.size = 9 * 1024**3

    with pytest.raises(LayerRefused, match="ends in the middle"):
        taken(info.tobuf(tarfile.GNU_FORMAT), most=10 * 1024**3)


def test_bytes_behind_the_end_are_read_and_forgotten() -> None:
    assert taken(disk_tar(CONTENT) + b"more" * 5000)[0] == CONTENT


@pytest.mark.parametrize("name", [".wh.disk", "disk/.wh.disk.img", "disk/.wh..wh..opq"])
def test_a_layer_may_remove_the_disk_below_it(name: str) -> None:
    _, disk = taken(tar_of((member(name), b"")))

    assert (disk.found, disk.removed) == (False, True)


@pytest.mark.parametrize("trap", TARS)
def test_no_trap_gives_a_disk(trap: str) -> None:
    with suppress(LayerRefused):
        assert not taken(TARS[trap]())[1].found


def test_a_layer_of_countless_entries_is_left() -> None:
    def endless() -> Iterator[bytes]:
        entry = header(b"x", octal(0))
        while True:
            yield entry * 100

    with pytest.raises(LayerRefused, match="more than 20000 entries"):
        list(LayerDisk(endless(), MIB))


def test_a_size_is_held_to_the_limit_before_a_byte_is_taken() -> None:
    with pytest.raises(LayerRefused, match="above the 1048576 bytes"):
        taken(header(b"disk/disk.img", octal(2 * MIB)) + END, most=MIB)


def test_harmed_layers_never_do_more_than_be_refused() -> None:
    """Bytes of headers changed at random: a disk, none, or a sentence, and nothing else."""
    chance = random.Random(7)  # noqa: S311  not a secret
    honest = tar_of(
        (member("disk/", tarfile.DIRTYPE), b""), (member("disk/d"), b"z" * 600), form=tarfile.PAX_FORMAT
    )
    for _ in range(2000):
        harmed = bytearray(honest[:4096])
        for _ in range(chance.randint(1, 4)):
            harmed[chance.randrange(len(harmed))] = chance.randrange(256)
        try:
            taken(bytes(harmed))
        except LayerRefused:
            continue


def test_a_name_that_is_no_utf_8_elsewhere_is_passed_over() -> None:
    odd = header(b"etc/\xe9t\xe9", octal(0))

    assert taken(odd + disk_tar(CONTENT))[0] == CONTENT


def test_a_long_folder_stands_in_the_prefix() -> None:
    tar = tar_of((member("y" * 60 + "/" + "x" * 60), b""), (member("disk/disk.img"), CONTENT))

    assert taken(tar)[0] == CONTENT
